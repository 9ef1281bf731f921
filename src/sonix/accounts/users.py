"""Who is who: guests, and the one administrator's claim."""

from __future__ import annotations

import hashlib
import hmac
import secrets as random
import time
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.access import AccessTokens, banned, unauthenticated
from sonix.accounts.audit import Audit
from sonix.accounts.people_index import index_person
from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.core.text import clean_line
from sonix.db.engine import Database
from sonix.db.tables_accounts import secrets, sessions, users
from sonix.db.upsert import write_new
from sonix.rooms.ports import Identity

ADMIN_TOKEN = "admin_token"  # noqa: S105 - the name of a row, not a secret
NAME_CHARS = 40


class Users:
    """The users table. Also the `TokenVerifier` of the rooms."""

    def __init__(self, database: Database, access: AccessTokens) -> None:
        self._database = database
        self._access = access

    async def create_guest(self, name: str) -> Identity:
        """Make a guest of that name."""
        identity = Identity(user_id=new_id(), name=clean_name(name))
        now_s = int(time.time())
        row = {
            "user_id": identity.user_id,
            "name": identity.name,
            "is_admin": False,
            "kind": identity.kind,
            "created_at_s": now_s,
            "seen_at_s": now_s,
        }
        async with self._database.transaction() as connection:
            await connection.execute(insert(users).values(row))
            await index_person(connection, identity.user_id)
        return identity

    async def verify(self, token: str) -> Identity:
        """Who an access token speaks for, as they are now, with the session it was made by. One read, never cached.

        Raises:
            SonixError: `unauthenticated`, 401, when the token or its session is no good; `banned`, 403.
        """
        claims = await self._access.verify(token)
        signed_in = (
            (sessions.c.user_id == users.c.user_id)
            & (sessions.c.session_id == claims.session_id)
            & sessions.c.revoked_at_s.is_(None)
        )
        wanted = select(users).select_from(users.join(sessions, signed_in))
        identity = await self._identity(wanted.where(users.c.user_id == claims.user_id))
        return replace(identity, session_id=claims.session_id, expires_at_s=claims.expires_at_s)

    async def get(self, user_id: str) -> Identity:
        """Raises SonixError `unauthenticated` when there is no such user, `banned` when they are shut out."""
        return await self._identity(select(users).where(users.c.user_id == user_id))

    async def _identity(self, wanted: Select[Any]) -> Identity:
        async with self._database.read() as connection:
            row = (await connection.execute(wanted)).mappings().first()
        if row is None or row["deleted_at_s"] is not None:
            raise unauthenticated()
        if row["banned_at_s"] is not None:
            raise banned(row["ban_reason"])
        return Identity(
            user_id=row["user_id"],
            name=row["name"],
            is_admin=bool(row["is_admin"]),
            kind="account" if row["kind"] == "account" else "guest",
        )

    async def names(self, user_ids: set[str]) -> dict[str, str]:
        """Display names by id; unknown ids are left out."""
        if not user_ids:
            return {}
        async with self._database.read() as connection:
            rows = await connection.execute(select(users.c.user_id, users.c.name).where(users.c.user_id.in_(user_ids)))
            return {row.user_id: row.name for row in rows}

    async def rename(self, user_id: str, name: str) -> Identity:
        """Change the name a user has; their rooms are to be told (`RoomService.call_everywhere`)."""
        async with self._database.transaction() as connection:
            await connection.execute(update(users).where(users.c.user_id == user_id).values(name=clean_name(name)))
            await index_person(connection, user_id)
        return await self.get(user_id)

    async def claim_admin(self, user_id: str, token: str) -> Identity:
        """Make the user administrator with the one-time token, which is used up in the same transaction.

        Raises:
            SonixError: `bad_admin_token`, 403.
        """
        async with self._database.transaction() as connection:
            stored = (await connection.execute(select(secrets.c.hash).where(secrets.c.name == ADMIN_TOKEN))).scalar()
            if stored is None or not hmac.compare_digest(str(stored), _hashed(token)):
                raise SonixError(
                    "bad_admin_token",
                    "This link has been used or replaced. Sonix prints a new one at its next start, if one is needed.",
                    status=403,
                )
            used = await connection.execute(
                delete(secrets).where(secrets.c.name == ADMIN_TOKEN, secrets.c.hash == stored)
            )
            if used.rowcount != 1:
                raise SonixError("bad_admin_token", "This link has just been used.", status=403)
            await connection.execute(update(users).where(users.c.user_id == user_id).values(is_admin=True))
            await Audit.write(connection, user_id, "claim_admin", f"user:{user_id}")
        return await self.get(user_id)

    async def is_admin_token(self, token: str) -> bool:
        """Whether this is the one-time administrator token. It stays unused."""
        async with self._database.read() as connection:
            stored = (await connection.execute(select(secrets.c.hash).where(secrets.c.name == ADMIN_TOKEN))).scalar()
        return stored is not None and hmac.compare_digest(str(stored), _hashed(token))


async def issue_admin_token(database: Database) -> str | None:
    """Make the one-time administrator token; it replaces an unused one. None once there is an administrator.

    Only its hash is kept: this is the one time it can be shown.
    """
    token = random.token_urlsafe(24)
    async with database.transaction() as connection:
        if await _has_admin(connection):
            return None
        row = {"name": ADMIN_TOKEN, "hash": _hashed(token), "created_at_s": int(time.time())}
        await write_new(connection, secrets, [row])  # of servers that start together, the last one's counts
        await connection.execute(update(secrets).where(secrets.c.name == ADMIN_TOKEN).values(row))
    return token


def clean_name(text: str) -> str:
    """A name as it may be shown: one line, no control or direction-changing characters, at most 40 characters.

    Raises:
        SonixError: `bad_name`, 422, when nothing visible is left.
    """
    name = clean_line(text)[:NAME_CHARS].strip()
    if not name:
        raise SonixError("bad_name", "Please enter a name.", status=422)
    return name


def _hashed(token: str) -> str:
    """The token is 192 random bits: a plain hash is enough, nobody guesses it."""
    return hashlib.sha256(token.encode()).hexdigest()


async def _has_admin(connection: AsyncConnection) -> bool:
    return (
        await connection.execute(select(users.c.user_id).where(users.c.is_admin.is_(True)).limit(1))
    ).first() is not None
