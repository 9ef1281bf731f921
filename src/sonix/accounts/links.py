"""One-time links: a random token in the fragment of an address, its hash in SQL.

The fragment never reaches a server, so no log and no `Referer` holds it; who reads the database can't use what is
there. A link works once, for one purpose, until it expires.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.tables_accounts import one_time_links

Purpose = Literal["verify", "reset", "email", "carry"]
PAGES: dict[Purpose, str] = {
    "verify": "/account/verify#verify=",
    "reset": "/account/reset#token=",
    "email": "/account/email#token=",
}
LIFE_S: dict[Purpose, int] = {"verify": 24 * 3600, "reset": 3600, "email": 24 * 3600, "carry": 60}
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Link:
    """What a link is for. `payload` is what `make` was given."""

    purpose: Purpose
    user_id: str | None
    payload: dict[str, Any]


class OneTimeLinks:
    """The table of links, in the transactions of its callers."""

    def __init__(self, now_s: Callable[[], float] = time.time) -> None:
        self._now_s = now_s

    async def make(
        self, connection: AsyncConnection, purpose: Purpose, user_id: str | None, payload: dict[str, Any], base: str
    ) -> str:
        """A new link under the address `base`. This is the one time it can be shown."""
        return f"{base}{PAGES[purpose]}{await self.make_code(connection, purpose, user_id, payload)}"

    async def make_code(
        self, connection: AsyncConnection, purpose: Purpose, user_id: str | None, payload: dict[str, Any]
    ) -> str:
        """The token of a new link alone, for a page that makes the address itself."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        now_s = int(self._now_s())
        row = {
            "link_hash": _hashed(token),
            "purpose": purpose,
            "user_id": user_id,
            "payload": msgspec.json.encode(payload).decode(),
            "created_at_s": now_s,
            "expires_at_s": now_s + LIFE_S[purpose],
            "used_at_s": None,
        }
        await connection.execute(insert(one_time_links).values(row))
        return token

    async def read(self, connection: AsyncConnection, purpose: Purpose, token: str) -> Link:
        """What the link is for; it stays unused. Raises SonixError `dead_link`, 410."""
        wanted = select(one_time_links.c.user_id, one_time_links.c.payload).where(self._alive(purpose, token))
        row = (await connection.execute(wanted)).first()
        if row is None:
            raise dead_link()
        return Link(purpose, row.user_id, msgspec.json.decode(row.payload))

    async def use(self, connection: AsyncConnection, purpose: Purpose, token: str) -> Link:
        """As `read`, and use it up: of two that come at once, one is told that it is too late."""
        link = await self.read(connection, purpose, token)
        used = update(one_time_links).where(self._alive(purpose, token)).values(used_at_s=int(self._now_s()))
        if (await connection.execute(used)).rowcount != 1:
            raise dead_link()
        return link

    async def drop(self, connection: AsyncConnection, user_id: str, *purposes: Purpose) -> None:
        """Make the links of somebody useless."""
        theirs = (one_time_links.c.user_id == user_id) & one_time_links.c.purpose.in_(purposes)
        await connection.execute(delete(one_time_links).where(theirs))

    def _alive(self, purpose: Purpose, token: str) -> ColumnElement[bool]:
        return (
            (one_time_links.c.link_hash == _hashed(token))
            & (one_time_links.c.purpose == purpose)
            & one_time_links.c.used_at_s.is_(None)
            & (one_time_links.c.expires_at_s > int(self._now_s()))
        )


def dead_link() -> SonixError:
    """The one answer to a link that was used, has expired, was replaced, or never was."""
    return SonixError("dead_link", "This link was used already, or it is too old. Ask for a new one.", status=410)


def _hashed(token: str) -> str:
    """The token is 256 random bits: a plain hash is enough, nobody guesses it."""
    return hashlib.sha256(token.encode()).hexdigest()
