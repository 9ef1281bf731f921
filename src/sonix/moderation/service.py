"""Everything that keeps order in rooms, put together."""

from __future__ import annotations

from dataclasses import dataclass

from sonix.accounts.keys import Keys
from sonix.bus.port import Bus
from sonix.db.engine import Database
from sonix.db.hourly import Hourly
from sonix.moderation.ban_door import BanDoor
from sonix.moderation.keeping import Keeping
from sonix.moderation.knock_door import KnockDoor
from sonix.moderation.marks import Marks
from sonix.moderation.office import Office
from sonix.moderation.standing import Standings
from sonix.moderation.undoing import Undoing
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService


@dataclass(frozen=True)
class Moderation:
    """Moderation of one instance."""

    office: Office
    undoing: Undoing
    standings: Standings
    ban_door: BanDoor
    knock_door: KnockDoor
    keeping: Hourly

    async def start(self) -> None:
        """Begin to hear of what changes at doors, and to forget what is old."""
        await self.knock_door.start()
        self.keeping.start()

    async def stop(self) -> None:
        """Hear no more."""
        await self.keeping.stop()
        await self.knock_door.stop()


def build_moderation(keys: Keys, database: Database, rooms: RoomService, bus: Bus, clock: Clock) -> Moderation:
    """Put the parts together; opens nothing."""
    office, marks = Office(database, rooms, clock), Marks(keys.marks)
    return Moderation(
        office=office,
        undoing=Undoing(office, database, rooms),
        standings=Standings(office),
        ban_door=BanDoor(office.bans, marks, rooms, clock),
        knock_door=KnockDoor(office.knocks, marks, rooms, bus, clock),
        keeping=Hourly(Keeping(database, clock.now_us).sweep, "moderation_not_swept"),
    )
