"""One use of a refresh token: by compare-and-swap in SQL, so that of two that come at once one wins, on any node."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.refresh_tokens import any_of, hash_of, new_refresh_token, sealing_key
from sonix.accounts.sealing import seal, unseal
from sonix.db.tables_accounts import rotations, sessions, users

GRACE_S = 30
"""How long a used token still gives its successor: two tabs, or an answer that was lost."""
SESSION_LIFE_S = 180 * 86_400
"""How long a device stays signed in when it is not used."""


@dataclass(frozen=True)
class Rotated:
    """The token is good, and `successor` follows it."""

    user_id: str
    successor: str


@dataclass(frozen=True)
class Dead:
    """The session is over, or there never was one."""


@dataclass(frozen=True)
class Banned:
    """Its owner is shut out."""

    reason: str | None


@dataclass(frozen=True)
class Reused:
    """A token that was used up came again: somebody has a copy. The session has been ended."""


@dataclass(frozen=True)
class Lost:
    """Somebody else was faster: look again, in a new transaction."""


Verdict = Rotated | Dead | Banned | Reused | Lost


class Rotation:
    """The use of `token` of `session_id` at `now_s` from `address`."""

    def __init__(self, key: bytes, session_id: str, token: str, address: str, now_s: int) -> None:
        self._key = key
        self._session_id = session_id
        self._token = token
        self._hash = hash_of(token)
        self._address = address
        self._now_s = now_s
        self._this = sessions.c.session_id == session_id

    async def run(self, connection: AsyncConnection) -> Verdict:
        """Use it, in a transaction of its own."""
        of_user = sessions.join(users, users.c.user_id == sessions.c.user_id)
        wanted = select(sessions, users.c.banned_at_s, users.c.ban_reason, users.c.deleted_at_s)
        row = (await connection.execute(wanted.select_from(of_user).where(self._this))).mappings().first()
        if row is None or row["revoked_at_s"] is not None or row["deleted_at_s"] is not None:
            return Dead()
        if row["expires_at_s"] <= self._now_s:
            return Dead()
        if row["banned_at_s"] is not None:
            return Banned(row["ban_reason"])
        if row["token_hash"] in (self._hash, any_of(self._session_id)):
            return await self._swap(connection, row)
        return await self._again(connection, row)

    async def _swap(self, connection: AsyncConnection, row: RowMapping) -> Verdict:
        successor = new_refresh_token(self._key, self._session_id)
        changes = {
            "token_hash": hash_of(successor),
            "seen_at_s": self._now_s,
            "expires_at_s": self._now_s + SESSION_LIFE_S,
            "address": self._address,
        }
        current = self._this & (sessions.c.token_hash == row["token_hash"]) & sessions.c.revoked_at_s.is_(None)
        if (await connection.execute(update(sessions).where(current).values(changes))).rowcount != 1:
            return Lost()
        old = (rotations.c.session_id == self._session_id) & (rotations.c.rotated_at_s < self._now_s - GRACE_S)
        await connection.execute(delete(rotations).where(old))
        kept = {
            "token_hash": self._hash,
            "session_id": self._session_id,
            "rotated_at_s": self._now_s,
            "successor_sealed": seal(sealing_key(self._key, self._token), successor, self._session_id),
        }
        await connection.execute(insert(rotations).values(kept))
        return Rotated(row["user_id"], successor)

    async def _again(self, connection: AsyncConnection, row: RowMapping) -> Verdict:
        """The token was used before: a moment ago, which is well, or longer, which ends the session."""
        wanted = select(rotations).where(rotations.c.token_hash == self._hash)
        used = (await connection.execute(wanted)).mappings().first()
        if used is not None and self._now_s - used["rotated_at_s"] <= GRACE_S:
            successor = unseal(sealing_key(self._key, self._token), used["successor_sealed"], self._session_id)
            if successor is not None:
                return Rotated(row["user_id"], successor)
        await connection.execute(update(sessions).where(self._this).values(revoked_at_s=self._now_s))
        return Reused()
