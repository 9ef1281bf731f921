"""Looks every few seconds at who hears what in this node's rooms, and has it written down for those who want that."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

import structlog
from sqlalchemy.exc import DataError, IntegrityError

from sonix.admin.rooms import wall_s
from sonix.core.room.advance import audible
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService
from sonix.scrobbling.attention import Attention, Heard, Room, Sound
from sonix.scrobbling.scrobblers import Scrobblers
from sonix.scrobbling.scrobbles import Scrobbles

EVERY_S = 5.0
MOST_UNWRITTEN = 10_000
"""What is kept in memory while the database can't be written to."""
log = structlog.get_logger(__name__)


class Watching:
    """Runs beside the server, on every node."""

    def __init__(
        self, scrobblers: Scrobblers, scrobbles: Scrobbles, rooms: RoomService, listeners: Listeners, clock: Clock
    ) -> None:
        self._scrobblers = scrobblers
        self._scrobbles = scrobbles
        self._rooms = rooms
        self._listeners = listeners
        self._clock = clock
        self._attention = Attention()
        self._unwritten: deque[tuple[Heard, int]] = deque(maxlen=MOST_UNWRITTEN)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run(), name="scrobbling")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        with suppress(Exception):
            await self._write()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.look()
            except Exception:
                log.exception("scrobbling_failed")

    async def look(self) -> None:
        """Count what has been heard since the last look, and write down what counts."""
        hearing = {room_id: who for room_id in self._listeners.rooms() if (who := self._listeners.who_hears(room_id))}
        wanted = await self._scrobblers.who_wants({member for who in hearing.values() for member in who})
        now_us = self._clock.now_us()
        rooms = {
            room_id: Room(self._sounding(room_id, now_us), who & wanted)
            for room_id, who in hearing.items()
            if who & wanted
        }
        for heard in self._attention.look(now_us, rooms):
            self._unwritten.append((heard, wall_s(self._clock, heard.began_us)))
        await self._write()

    def _sounding(self, room_id: str, now_us: int) -> Sound | None:
        room = self._rooms.peek(room_id)
        if room is None:
            return None
        transport = audible(room, now_us)
        entry = room.entries.get(transport.entry_id or "")
        if not transport.playing or entry is None:
            return None
        return Sound(entry.entry_id, entry.track, transport.position_us, transport.at_us)

    async def _write(self) -> None:
        """What can't be written is kept for the next look."""
        while self._unwritten:
            heard, began_s = self._unwritten[0]
            try:
                await self._scrobbles.add(heard.member_id, heard.track, began_s)
            except (IntegrityError, DataError):  # it will never be taken, and the others wait behind it
                log.exception("play_not_kept", track_id=heard.track.track_id)
            self._unwritten.popleft()
