"""The sign-ins that sockets live on: a socket closes when its own is over, within 2 s, and when its token is too old.

The bus tells of sign-ins that end. It may be deaf, so the truth is asked too: one query each 1.5 s for all sockets of
the node. A token that ran out is told apart from a sign-in that did: its page comes back at once with a fresh one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import structlog

from sonix.bus.port import Bus, Revoked
from sonix.db.outages import DatabaseUnavailableError
from sonix.protocol.close import CloseCode
from sonix.rooms.ports import Identity, SessionChecker

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 1.5
LATE_S = 60
"""How long a socket may go on after its token: a page renews at 80 % of its life, and may be asleep just then."""
AT_A_TIME = 500
ENDLESS_S = 86_400
"""What is said of a token that has no end."""


class Closable(Protocol):
    """A connection, as far as it matters here."""

    def close(self, code: CloseCode, reason: str) -> None:
        """Say why, then close."""
        ...


class SignIns:
    """Who is behind each connection of this node, and until when."""

    def __init__(self, bus: Bus, sessions: SessionChecker, now_s: Callable[[], float] = time.time) -> None:
        self._sessions = sessions
        self._now_s = now_s
        self._of: dict[Closable, Identity] = {}
        self._end_news = bus.subscribe_revoked(self._hear)
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Look no more."""
        self._end_news()
        self._stopping.set()
        if self._task is not None:
            await self._task

    def admit(self, connection: Closable, who: Identity) -> int:
        """A connection has been opened, or has shown a fresh token; returns how long that one lasts, in seconds."""
        self._of[connection] = who
        left_s = ENDLESS_S if who.expires_at_s is None else who.expires_at_s - int(self._now_s())
        return max(0, left_s)

    def forget(self, connection: Closable) -> None:
        """A connection is gone."""
        self._of.pop(connection, None)

    async def look(self) -> None:
        """Close whoever has no business here any more."""
        late = int(self._now_s()) - LATE_S
        for connection, who in tuple(self._of.items()):
            if who.expires_at_s is not None and who.expires_at_s < late:
                self._close(connection, CloseCode.TOKEN_EXPIRED, "Your sign-in is to be renewed.")
        ids = sorted({who.session_id for who in self._of.values() if who.session_id is not None})
        for start in range(0, len(ids), AT_A_TIME):
            for session_id, why in (await self._sessions.ended(ids[start : start + AT_A_TIME])).items():
                self._hear(Revoked(why, (session_id,)))

    def _hear(self, revoked: Revoked) -> None:
        for connection, who in tuple(self._of.items()):
            if who.session_id not in revoked.session_ids and who.user_id != revoked.user_id:
                continue
            if revoked.why == "banned":
                self._close(connection, CloseCode.BANNED, "An administrator of this Sonix has shut you out.")
            else:
                self._close(connection, CloseCode.SIGNED_OUT, "You have been signed out on this device.")

    def _close(self, connection: Closable, code: CloseCode, reason: str) -> None:
        self.forget(connection)
        connection.close(code, reason)

    async def _run(self) -> None:
        while not await self._stopped_within(LOOK_EVERY_S):
            try:
                await self.look()
            except DatabaseUnavailableError as error:
                log.warning("sign_ins_not_checked", code=error.code)
            except Exception:
                log.exception("sign_ins_not_checked")

    async def _stopped_within(self, wait_s: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._stopping.wait()
        return self._stopping.is_set()
