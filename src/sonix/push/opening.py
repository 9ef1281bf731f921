"""Hears that somebody listens in a room again, and has its followers told. Nobody who presses play waits for that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from sonix.bus.port import Bus, News
from sonix.core.room.events import SilenceChanged
from sonix.push.followers import Followers
from sonix.rooms.listeners import Listeners
from sonix.rooms.service import RoomService

AT_MOST = 1000
"""So many rooms may be looked at at once; a flood of openings beyond it is told nobody."""
Waits = Callable[[str], Awaitable[bool]]
"""Whether a room waits for its hour, and is not open whoever is in it."""
log = structlog.get_logger(__name__)


class Openings:
    """Runs beside the server, on every node; whichever is first tells."""

    def __init__(self, followers: Followers, rooms: RoomService, listeners: Listeners, bus: Bus, waits: Waits) -> None:
        self._waits = waits
        self._followers = followers
        self._rooms = rooms
        self._listeners = listeners
        self._bus = bus
        self._under_way: set[asyncio.Task[None]] = set()
        self._end_news: Callable[[], None] | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._end_news = self._bus.subscribe(self._hear)

    async def stop(self) -> None:
        """End, once what was heard is written."""
        if self._end_news is not None:
            self._end_news()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _hear(self, news: News) -> None:
        heard = any(
            isinstance(event, SilenceChanged) and event.silent_since_us is None
            for revision in news.revisions
            for event in revision.events
        )
        if heard and len(self._under_way) < AT_MOST:
            self.tell(news.room_id)

    def tell(self, room_id: str) -> None:
        """Have the followers of a room told that it is open, unless they have been a moment ago."""
        task = asyncio.create_task(self._tell(room_id))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _tell(self, room_id: str) -> None:
        try:
            room = await self._rooms.committed(room_id)
            if room is not None and not await self._waits(room_id):
                here = {listener.member_id for listener in self._listeners.of(room_id)}
                await self._followers.opened(room_id, room.code, room.name, here)
        except Exception:
            log.exception("opening_not_told", room_id=room_id)
