"""What somebody is told of why they can't come in, or had to go."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from sonix.core.room.state import Room
from sonix.moderation.office import Office
from sonix.rooms.doors import is_member

State = Literal["inside", "open", "knock", "locked", "banned", "removed"]


class StandingOut(BaseModel):
    """How I stand at a room's door. `reason` is what whoever banned or removed me gave; `removed`: I may come back."""

    state: State
    reason: str = ""


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
        return StandingOut(state="knock" if room.settings.doors.knock else "open")
