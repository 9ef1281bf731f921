"""Sign-ins: one session is one device, kept alive by refresh tokens that are exchanged at each use.

An access token lasts 15 minutes and is made from a refresh token, of which the browser has one, in a cookie no script
reads. A copy that is used after the original gives itself away, and ends the session for both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

import structlog
from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.access import LIFE_S, AccessTokens, banned, unauthenticated
from sonix.accounts.refresh_tokens import hash_of, new_refresh_token, session_of
from sonix.accounts.rotation import GRACE_S, SESSION_LIFE_S, Banned, Dead, Lost, Reused, Rotated, Rotation, Verdict
from sonix.bus.port import Bus, Revoked
from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.db.engine import Database, is_lost_race
from sonix.db.tables_accounts import rotations, sessions, users

log = structlog.get_logger(__name__)

MAX_DEVICES = 50
TRIES = 10
KEPT_AFTER_S = 86_400


@dataclass(frozen=True)
class SessionTokens:
    """What a device gets. `refresh` goes into the cookie and nowhere else."""

    access: str
    expires_in_s: int
    refresh: str
    session_id: str
    user_id: str


@dataclass(frozen=True)
class Device:
    """One line of the list of devices; times are wall-clock seconds."""

    session_id: str
    device: str
    address: str
    created_at_s: int
    seen_at_s: int


class Sessions:
    """The sessions table."""

    def __init__(
        self,
        database: Database,
        access: AccessTokens,
        refresh_key: bytes,
        bus: Bus,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._access = access
        self._key = refresh_key
        self._bus = bus
        self._now_s = now_s

    async def start(self, user_id: str, device: str, address: str, password_hash: str | None = None) -> SessionTokens:
        """Sign somebody in. Beyond 50 devices the one unused for longest is signed out.

        `password_hash`: of the password they have shown. A new one signs out every device, and that must not miss the
        session of somebody who is just coming in with the old one.

        Raises:
            SonixError: `unauthenticated`, 401, when the password is another one by now.
        """
        session_id, now_s = new_id(), int(self._now_s())
        refresh = new_refresh_token(self._key, session_id)
        row = {
            "session_id": session_id,
            "user_id": user_id,
            "device": device[:120],
            "address": address[:64],
            "created_at_s": now_s,
            "seen_at_s": now_s,
            "expires_at_s": now_s + SESSION_LIFE_S,
            "token_hash": hash_of(refresh),
            "revoked_at_s": None,
        }
        async with self._database.transaction() as connection:
            if password_hash is not None:
                await _check_password_is(connection, user_id, password_hash)
            await connection.execute(insert(sessions).values(row))
        devices = await self.list(user_id)
        await self._end([device.session_id for device in devices[MAX_DEVICES:]])
        access = await self._access.issue(user_id, session_id)
        return SessionTokens(access, LIFE_S, refresh, session_id, user_id)

    async def refresh(self, refresh_token: str, address: str) -> SessionTokens:
        """Exchange a refresh token for its successor, the same one for 30 s.

        Raises:
            SonixError: `unauthenticated`, 401, when it is none of ours, its session is over, or it was used before
                (which ends the session); `banned`, 403.
        """
        session_id = session_of(self._key, refresh_token)
        if session_id is None:
            raise unauthenticated()
        match await self._use(session_id, refresh_token, address):
            case Rotated(user_id, successor):
                access = await self._access.issue(user_id, session_id)
                return SessionTokens(access, LIFE_S, successor, session_id, user_id)
            case Banned(reason):
                raise banned(reason)
            case Reused():
                log.warning("refresh_token_reused", session_id=session_id)
                await self._bus.publish_revoked(Revoked("signed_out", (session_id,)))
                raise unauthenticated()
            case Dead():
                raise unauthenticated()
            case Lost():
                raise SonixError("busy", "That did not work just now. Try again.", status=503, retryable=True)
            case verdict:
                assert_never(verdict)

    async def _use(self, session_id: str, token: str, address: str) -> Verdict:
        for _ in range(TRIES):
            rotation = Rotation(self._key, session_id, token, address[:64], int(self._now_s()))
            try:
                async with self._database.transaction() as connection:
                    verdict = await rotation.run(connection)
            except DBAPIError as error:
                if not is_lost_race(error):
                    raise
                continue
            if not isinstance(verdict, Lost):
                return verdict
        return Lost()

    async def list(self, user_id: str) -> list[Device]:
        """Where somebody is signed in, last used first."""
        alive = sessions.c.revoked_at_s.is_(None) & (sessions.c.expires_at_s > int(self._now_s()))
        wanted = select(sessions).where((sessions.c.user_id == user_id) & alive)
        ordered = wanted.order_by(sessions.c.seen_at_s.desc(), sessions.c.session_id.desc())
        async with self._database.read() as connection:
            rows = (await connection.execute(ordered)).mappings().all()
        return [
            Device(row["session_id"], row["device"], row["address"], row["created_at_s"], row["seen_at_s"])
            for row in rows
        ]

    async def revoke(self, session_id: str, user_id: str) -> None:
        """Sign one device out.

        Raises:
            SonixError: `no_such_session`, 404, when this person is not signed in there.
        """
        if session_id not in {device.session_id for device in await self.list(user_id)}:
            raise SonixError("no_such_session", "You are not signed in there any more.", status=404)
        await self._end([session_id])

    async def resume(self, refresh_token: str, user_id: str, address: str) -> SessionTokens | None:
        """Go on with the session that a browser has, when it is this person's; else end it, and None.

        A person who proves once more who they are keeps the sockets that play.
        """
        session_id = session_of(self._key, refresh_token)
        if session_id is None:
            return None
        wanted = select(sessions.c.user_id).where(sessions.c.session_id == session_id)
        async with self._database.read() as connection:
            owner = (await connection.execute(wanted)).scalar()
        if owner == user_id:
            try:
                return await self.refresh(refresh_token, address)
            except SonixError as error:
                if error.status not in (401, 403):
                    raise
        await self._end([session_id])
        return None

    def is_ours(self, refresh_token: str) -> bool:
        """Whether this instance gave the token out, be it good or not."""
        return session_of(self._key, refresh_token) is not None

    async def holder(self, refresh_token: str) -> tuple[str, str] | None:
        """Whose token this is, as (user, session), while it is good. It is not used up.

        For pages that another site sends the browser to: they come without a script that could show an access token.
        """
        session_id, token_hash = session_of(self._key, refresh_token), hash_of(refresh_token)
        recent = select(rotations.c.session_id).where(
            rotations.c.token_hash == token_hash, rotations.c.rotated_at_s >= int(self._now_s()) - GRACE_S
        )
        good = (sessions.c.token_hash == token_hash) | sessions.c.session_id.in_(recent)
        alive = sessions.c.revoked_at_s.is_(None) & (sessions.c.expires_at_s > int(self._now_s()))
        wanted = select(sessions.c.user_id).where((sessions.c.session_id == session_id) & good & alive)
        async with self._database.read() as connection:
            owner = (await connection.execute(wanted)).scalar()
        return None if owner is None or session_id is None else (str(owner), session_id)

    async def revoke_all(self, user_id: str, but: str | None = None) -> int:
        """Sign somebody out everywhere, but for the session `but`; returns of how many devices."""
        async with self._database.transaction() as connection:
            ended = await self.end_all(connection, user_id, but)
        await self.announce(ended)
        return len(ended)

    async def end_all(self, connection: AsyncConnection, user_id: str, but: str | None = None) -> Sequence[str]:
        """As `revoke_all`, in the transaction of what they end with; `announce` what this returns once that counts."""
        now_s = int(self._now_s())
        theirs = (sessions.c.user_id == user_id) & (sessions.c.session_id != (but or ""))
        alive = theirs & sessions.c.revoked_at_s.is_(None) & (sessions.c.expires_at_s > now_s)
        wanted = select(sessions.c.session_id).where(alive).order_by(sessions.c.session_id).with_for_update()
        ended = (await connection.execute(wanted)).scalars().all()
        if ended:
            these = sessions.c.session_id.in_(ended)
            await connection.execute(update(sessions).where(these).values(revoked_at_s=now_s))
        return ended

    async def announce(self, session_ids: Sequence[str]) -> None:
        """Close the sockets of sessions that have been ended, on every server."""
        if session_ids:
            await self._bus.publish_revoked(Revoked("signed_out", tuple(session_ids)))

    async def shut_out(self, user_id: str) -> None:
        """Close the sockets of somebody who has just been banned. Their sessions wait: a ban can be lifted."""
        await self._bus.publish_revoked(Revoked("banned", user_id=user_id))

    async def ended(self, session_ids: Sequence[str]) -> dict[str, Literal["signed_out", "banned"]]:
        """Those of `session_ids` that are over, and why: the truth that the bus only brings news of."""
        if not session_ids:
            return {}
        of_user = sessions.join(users, users.c.user_id == sessions.c.user_id)
        alive = sessions.c.revoked_at_s.is_(None) & users.c.deleted_at_s.is_(None)
        wanted = select(sessions.c.session_id, users.c.banned_at_s).select_from(of_user)
        async with self._database.read() as connection:
            rows = await connection.execute(wanted.where(sessions.c.session_id.in_(session_ids) & alive))
            banned_at_s = {row.session_id: row.banned_at_s for row in rows}
        found: dict[str, Literal["signed_out", "banned"]] = {}
        for session_id in session_ids:
            if session_id not in banned_at_s:
                found[session_id] = "signed_out"
            elif banned_at_s[session_id] is not None:
                found[session_id] = "banned"
        return found

    async def upkeep(self) -> None:
        """Forget sessions that have been over for a day, and what used tokens were exchanged for."""
        now_s = int(self._now_s())
        over = (sessions.c.expires_at_s < now_s - KEPT_AFTER_S) | (sessions.c.revoked_at_s < now_s - KEPT_AFTER_S)
        async with self._database.transaction() as connection:
            await connection.execute(delete(rotations).where(rotations.c.rotated_at_s < now_s - GRACE_S))
            await _note_last_use(connection, over)
            await connection.execute(delete(sessions).where(over))

    async def _end(self, session_ids: Collection[str]) -> None:
        if not session_ids:
            return
        these = sessions.c.session_id.in_(session_ids) & sessions.c.revoked_at_s.is_(None)
        async with self._database.transaction() as connection:
            await connection.execute(update(sessions).where(these).values(revoked_at_s=int(self._now_s())))
        await self.announce(tuple(session_ids))


async def _note_last_use(connection: AsyncConnection, over: ColumnElement[bool]) -> None:
    """A session takes along when its owner was last here: before it is forgotten, their own row has it."""
    last = select(sessions.c.user_id, func.max(sessions.c.seen_at_s).label("seen_at_s")).where(over)
    for row in (await connection.execute(last.group_by(sessions.c.user_id).order_by(sessions.c.user_id))).all():
        theirs = (users.c.user_id == row.user_id) & (users.c.seen_at_s < row.seen_at_s)
        await connection.execute(update(users).where(theirs).values(seen_at_s=row.seen_at_s))


async def _check_password_is(connection: AsyncConnection, user_id: str, password_hash: str) -> None:
    kept = select(users.c.password_hash).where(users.c.user_id == user_id).with_for_update()
    if await connection.scalar(kept) != password_hash:
        raise unauthenticated()
