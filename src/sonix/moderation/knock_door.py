"""The door that is locked, or opened by somebody inside: whoever knocks waits until they are let in, or not."""

from __future__ import annotations

import asyncio

from sonix.bus.port import Bus, News
from sonix.core.errors import SonixError
from sonix.core.room.events import RoomConfigured
from sonix.core.text import clean_line, span
from sonix.moderation.knocks import REFUSED_US, WAITS_US, Knocks, Standing
from sonix.moderation.marks import Marks
from sonix.protocol.server import Waiting
from sonix.rooms.doors import Lobby, Visit, WaitedError
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService

LOOK_EVERY_S = 5.0
"""News may be lost: whoever waits looks for themselves so often."""


class KnockDoor:
    """Asks whether the room is locked, and lets who is new wait for somebody to open."""

    def __init__(self, knocks: Knocks, marks: Marks, rooms: RoomService, bus: Bus, clock: Clock) -> None:
        self._knocks = knocks
        self._marks = marks
        self._rooms = rooms
        self._clock = clock
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._end_news = bus.subscribe(self._hear)

    async def start(self) -> None:
        """Nothing goes on by itself."""

    async def stop(self) -> None:
        """Hear no more."""
        self._end_news()

    async def check(self, visit: Visit) -> None:
        """Members come back as they like; others are let in, or not.

        Raises:
            SonixError: `room_locked` or `not_admitted`, 403; `too_many_knocks`, 429.
            WaitedError: there is an answer.
        """
        if visit.is_member or visit.is_host:
            return
        doors = visit.room.settings.doors
        if doors.locked:
            raise SonixError("room_locked", "This room is locked: nobody new can come in just now.", status=403)
        standing = await self._standing(visit.room.room_id, visit.who.user_id) if doors.knock else None
        if not doors.knock or (standing is not None and standing.state == "admitted"):
            return
        if standing is not None and standing.state == "refused":
            again = span(standing.at_us + REFUSED_US - self._clock.now_us())
            text = f"You were not let in this time. You can knock again in {again}."
            raise SonixError("not_admitted", text, status=403)
        if visit.lobby is None:
            raise SonixError("not_admitted", "Somebody in this room has to let you in first.", status=403)
        await self._wait(visit, visit.lobby, standing)
        raise WaitedError

    async def _wait(self, visit: Visit, lobby: Lobby, standing: Standing | None) -> None:
        room, user_id, now_us = visit.room, visit.who.user_id, self._clock.now_us()
        news = asyncio.Event()
        self._waiting.setdefault(room.room_id, set()).add(news)
        try:
            if standing is None:
                mark = self._marks.of(room.room_id, "address", visit.address)
                await self._knocks.knock(room.room_id, user_id, clean_line(visit.who.name), mark, now_us)
                await self._rooms.door_news(room.room_id, await self._knocks.waiting(room.room_id, now_us))
            since_us = now_us if standing is None else standing.at_us
            lobby.tell(Waiting(why="knock", room_name=room.name, until_us=since_us + WAITS_US))
            await self._until_answered(room.room_id, user_id, lobby, news)
        except SonixError:
            await self._leave(room.room_id, user_id)
            raise
        finally:
            here = self._waiting.get(room.room_id, set())
            here.discard(news)
            if not here:
                self._waiting.pop(room.room_id, None)

    async def _until_answered(self, room_id: str, user_id: str, lobby: Lobby, news: asyncio.Event) -> None:
        """Return when there is an answer, or when the room knocks no more or is locked: the door is asked again."""
        while True:
            news.clear()
            standing = await self._standing(room_id, user_id)
            if standing is None:
                raise SonixError("not_admitted", "Nobody has opened. Knock again if you like.", status=403)
            room = await self._rooms.committed(room_id)
            doors = None if room is None else room.settings.doors
            if standing.state != "waiting" or doors is None or doors.locked or not doors.knock:
                return
            await lobby.wait(news, LOOK_EVERY_S)

    async def _standing(self, room_id: str, user_id: str) -> Standing | None:
        standing = await self._knocks.of(room_id, user_id)
        return standing if standing is not None and standing.holds(self._clock.now_us()) else None

    async def _leave(self, room_id: str, user_id: str) -> None:
        """Nobody is asked about somebody who has gone."""
        await self._knocks.give_up(room_id, user_id)
        await self._rooms.door_news(room_id, await self._knocks.waiting(room_id, self._clock.now_us()))

    def _hear(self, news: News) -> None:
        told = news.knocks is not None or news.gone
        if told or any(isinstance(event, RoomConfigured) for each in news.revisions for event in each.events):
            for waiting in self._waiting.get(news.room_id, ()):
                waiting.set()
