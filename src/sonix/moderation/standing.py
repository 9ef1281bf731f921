"""What somebody is told of why they can't come in, or had to go."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from sonix.core.room.state import Room
from sonix.moderation.knocks import REFUSED_US
from sonix.moderation.office import Office
from sonix.rooms.doors import is_member

State = Literal["inside", "open", "knock", "refused", "locked", "banned", "removed"]


class StandingOut(BaseModel):
    """How I stand at a room's door. `reason` is what whoever banned or removed me gave; `removed`: I may come back;
    `refused`: I can knock again after `again_in_s`.
    """

    state: State
    reason: str = ""
    again_in_s: int | None = None


class Standings:
    """Answers that."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def of(self, room: Room, user_id: str) -> StandingOut:
        """How somebody stands. Bans that go by a device or an address show at the door itself."""
        if is_member(room, user_id):
            return StandingOut(state="inside")
        ban = await self._office.bans.against(room.room_id, user_id, ())
        if ban is not None:
            return StandingOut(state="banned", reason=ban.reason)
        if room.settings.doors.locked:
            return StandingOut(state="locked")
        line = await self._office.log.last_about(room.room_id, user_id, "dismiss", self._office.now_us())
        if line is not None:
            return StandingOut(state="removed", reason=line.reason)
        return await self._at_the_door(room, user_id)

    async def _at_the_door(self, room: Room, user_id: str) -> StandingOut:
        if not room.settings.doors.knock:
            return StandingOut(state="open")
        knock, now_us = await self._office.knocks.of(room.room_id, user_id), self._office.now_us()
        if knock is None or knock.state != "refused" or not knock.holds(now_us):
            return StandingOut(state="knock")
        return StandingOut(state="refused", again_in_s=-(-(knock.at_us + REFUSED_US - now_us) // 1_000_000))
