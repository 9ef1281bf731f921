"""Invitations: links that let so many people make an account. Only the hash of the code is kept."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.db.tables_accounts import invitations

PAGE = "/account/join#invitation="
CODE_BYTES = 18
MAX_USES = 1000
MAX_NOTE_CHARS = 200


@dataclass(frozen=True)
class Invitation:
    """A new invitation. `code` can be shown this once."""

    invitation_id: str
    code: str

    def link(self, base: str) -> str:
        """The address to hand on."""
        return f"{base}{PAGE}{self.code}"


class Invitations:
    """The table of invitations, in the transactions of its callers."""

    def __init__(self, now_s: Callable[[], float] = time.time) -> None:
        self._now_s = now_s

    async def make(
        self, connection: AsyncConnection, made_by: str, note: str, uses: int, life_s: int | None
    ) -> Invitation:
        """An invitation for `uses` people, for `life_s` seconds or until it is revoked."""
        made = Invitation(new_id(), secrets.token_urlsafe(CODE_BYTES))
        now_s = int(self._now_s())
        row = {
            "invitation_id": made.invitation_id,
            "code_hash": _hashed(made.code),
            "note": note[:MAX_NOTE_CHARS],
            "made_by": made_by,
            "uses_left": max(1, min(uses, MAX_USES)),
            "created_at_s": now_s,
            "expires_at_s": None if life_s is None else now_s + life_s,
            "revoked_at_s": None,
        }
        await connection.execute(insert(invitations).values(row))
        return made

    async def check(self, connection: AsyncConnection, code: str) -> str:
        """The id of a good invitation; none of its uses is spent. Raises SonixError `bad_invitation`, 403."""
        wanted = select(invitations.c.invitation_id).where(invitations.c.code_hash == _hashed(code), self._good())
        invitation_id = (await connection.execute(wanted)).scalar()
        if invitation_id is None:
            raise bad_invitation()
        return str(invitation_id)

    async def use(self, connection: AsyncConnection, invitation_id: str) -> None:
        """Spend one use. Raises SonixError `bad_invitation`, 403, when there is none left."""
        this = (invitations.c.invitation_id == invitation_id) & self._good()
        spent = update(invitations).where(this).values(uses_left=invitations.c.uses_left - 1)
        if (await connection.execute(spent)).rowcount != 1:
            raise bad_invitation()

    def _good(self) -> ColumnElement[bool]:
        fresh = invitations.c.expires_at_s.is_(None) | (invitations.c.expires_at_s > int(self._now_s()))
        return (invitations.c.uses_left > 0) & invitations.c.revoked_at_s.is_(None) & fresh


def bad_invitation() -> SonixError:
    """The one answer to an invitation that is used up, too old, taken back, or never was."""
    message = "This invitation is used up or no longer valid. Ask whoever sent it for a new one."
    return SonixError("bad_invitation", message, status=403)


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
