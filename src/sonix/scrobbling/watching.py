"""Looks every few seconds at who hears what in this node's rooms, and has it written down for those who want that."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog

from sonix.core.room.advance import audible
from sonix.core.room.state import Track
from sonix.core.timeline import position_at
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService
from sonix.scrobbling.attention import Attention
from sonix.scrobbling.scrobbles import Scrobbles

EVERY_S = 5.0
MOST_PASSED_US = 20_000_000
"""A machine that slept has heard nothing meanwhile."""
log = structlog.get_logger(__name__)


class Watching:
    """Runs beside the server, on every node."""

    def __init__(
        self,
        scrobbles: Scrobbles,
        rooms: RoomService,
        listeners: Listeners,
        clock: Clock,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._scrobbles = scrobbles
        self._rooms = rooms
        self._listeners = listeners
        self._clock = clock
        self._now_s = now_s
        self._attention = Attention()
        self._looked_us: int | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run(), name="scrobbling")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.look()
            except Exception:
                log.exception("scrobbling_failed")

    async def look(self) -> None:
        """Count what has been heard since the last look."""
        now_us = self._clock.now_us()
        passed_us = min(now_us - (self._looked_us if self._looked_us is not None else now_us), MOST_PASSED_US)
        self._looked_us = now_us
        hearing = {room_id: who for room_id in self._listeners.rooms() if (who := self._listeners.who_hears(room_id))}
        wanted = await self._scrobbles.who_wants({member for who in hearing.values() for member in who})
        self._attention.only({(room_id, member) for room_id, who in hearing.items() for member in who & wanted})
        for room_id, who in hearing.items():
            heard = self._playing(room_id, now_us) if who & wanted else None
            if heard is not None:
                await self._count(room_id, who & wanted, heard, passed_us)

    def _playing(self, room_id: str, now_us: int) -> tuple[str, Track, int] | None:
        """The entry that sounds, its track, and the position in it."""
        room = self._rooms.peek(room_id)
        if room is None:
            return None
        transport = audible(room, now_us)
        entry = room.entries.get(transport.entry_id or "")
        if not transport.playing or entry is None:
            return None
        return entry.entry_id, entry.track, position_at(transport, now_us)

    async def _count(self, room_id: str, who: frozenset[str], heard: tuple[str, Track, int], passed_us: int) -> None:
        entry_id, track, position_us = heard
        now_s = int(self._now_s())
        for member in who:
            began_s = self._attention.hears(room_id, member, entry_id, track, position_us, passed_us, now_s)
            if began_s is not None:
                await self._scrobbles.add(member, track, began_s)
