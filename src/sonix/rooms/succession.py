"""Who hosts a room whose host stays away: looked at when somebody comes in, and now and then while people are there."""

from __future__ import annotations

from sonix.core.ids import new_id
from sonix.core.room.commands import ReplaceHost
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService

HOUR_US = 3_600_000_000


class Succession:
    """Hands a room on whose host has been away for longer than its grace."""

    def __init__(self, rooms: RoomService, listeners: Listeners, clock: Clock) -> None:
        self._rooms = rooms
        self._listeners = listeners
        self._clock = clock

    async def look(self, room_id: str, coming: str | None = None) -> None:
        """Replace the host if it is time; `coming` has just come in, if anybody has.

        Only who was there before the host went follows: a stranger with the code does not get a room by waiting for it
        to be left alone.
        """
        room = await self._rooms.committed(room_id)
        if room is None or not room.settings.doors.grace_h:
            return
        here = {listener.member_id for listener in self._listeners.of(room_id)}
        if room.host_id in here or room.host_id == coming:
            return
        # A host who was there when a server died has not been seen to go.
        gone_at_us = max(await self._rooms.last_seen_us(room_id, room.host_id), self._clock.last_seen_us)
        if self._clock.now_us() - gone_at_us < room.settings.doors.grace_h * HOUR_US:
            return
        known = [one.member_id for one in room.members.values() if one.joined_at_us <= gone_at_us]
        command = ReplaceHost(room.host_id, tuple(one for one in known if one in here or one == coming))
        await self._rooms.execute(room_id, f"host:{new_id()}", None, command)
