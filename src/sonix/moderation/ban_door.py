"""The door that is shut to the banned, and behind which muted devices stay muted."""

from __future__ import annotations

from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.core.room.commands import Mute
from sonix.moderation.bans import Ban, Bans
from sonix.moderation.marks import Kind, Marks
from sonix.rooms.doors import Visit
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService


class BanDoor:
    """Asks the bans at each entry. The host always gets in; an address keeps out only who is no member yet."""

    def __init__(self, bans: Bans, marks: Marks, rooms: RoomService, clock: Clock) -> None:
        self._bans = bans
        self._marks = marks
        self._rooms = rooms
        self._clock = clock

    async def check(self, visit: Visit) -> None:
        """Raises SonixError `room_banned`, 403."""
        await self._check(visit, visit.is_member)

    async def entered(self, visit: Visit) -> None:
        """Look again, note where they came from, and mute them where their device is."""
        await self._check(visit, inside=True)
        room, user_id = visit.room, visit.who.user_id
        if not visit.is_member:
            return
        marks, now_us = self._of(visit), self._clock.now_us()
        await self._bans.visited(room.room_id, user_id, marks, now_us)
        until_us = await self._bans.muted_until_us(room.room_id, list(marks.values()))
        if until_us > max(now_us, room.members[user_id].muted_until_us) and not visit.is_host:
            await self._rooms.execute(room.room_id, f"mute:{new_id()}", None, Mute(user_id, until_us))

    async def _check(self, visit: Visit, inside: bool) -> None:
        if visit.is_host:
            return
        marks = [mark for kind, mark in self._of(visit).items() if kind == "device" or not inside]
        ban = await self._bans.against(visit.room.room_id, visit.who.user_id, marks)
        if ban is not None:
            raise banned(ban)

    def _of(self, visit: Visit) -> dict[Kind, str]:
        """A request says nothing of its device: what it shows there is nothing to a ban."""
        values: dict[Kind, str] = {"device": visit.device_id, "address": visit.address}
        return {kind: self._marks.of(visit.room.room_id, kind, value) for kind, value in values.items() if value}


def banned(ban: Ban) -> SonixError:
    """The answer to somebody who is banned."""
    because = f": {ban.reason}" if ban.reason else "."
    return SonixError("room_banned", f"You are banned from this room{because}", status=403)
