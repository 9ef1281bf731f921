"""Who was in a room, from when to when: looked at twice a minute, and written beside the room.

Looking costs those who come and go nothing. Somebody who is back within ten minutes has never been away.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.ids import new_id
from sonix.db.engine import Database
from sonix.db.tables import rooms
from sonix.db.tables_accounts import users
from sonix.db.tables_listings import room_visits
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Clock

LOOK_EVERY_S = 30.0
AWAY_US = 600_000_000
MOST_VISITS = 20_000
"""Of one room; the oldest go."""
Place = tuple[str, str]
log = structlog.get_logger(__name__)


class Visits:
    """Runs beside the server, on every node, for those who are connected to it."""

    def __init__(self, database: Database, listeners: Listeners, clock: Clock) -> None:
        self._database = database
        self._listeners = listeners
        self._clock = clock
        self._open: dict[Place, tuple[str, int]] = {}
        self._gone: set[Place] = set()
        self._looking = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run(), name="visits")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            with suppress(Exception):
                await self.look()

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("visits_not_noted")
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Note who is where now."""
        async with self._looking:
            now_us = self._clock.now_us()
            self._gone |= {(one.room_id, one.member_id) for one in self._listeners.take_gone()}
            there = [listener for room_id in self._listeners.rooms() for listener in self._listeners.of(room_id)]
            here = {(one.room_id, one.member_id) for one in there if one.listening}
            self._open = {place: seen for place, seen in self._open.items() if seen[1] > now_us - AWAY_US}
            if here or self._gone:
                async with self._database.transaction() as connection:
                    still_known = await _known(connection, self._gone - here)
                    await self._note(connection, here | still_known, now_us)
                self._gone.clear()

    async def _note(self, connection: AsyncConnection, here: set[Place], now_us: int) -> None:
        fresh = here - self._open.keys()
        if fresh:
            self._open |= await _recent(connection, fresh, now_us)
        begun = await _rooms_of(connection, here - self._open.keys())
        new = {place: (new_id(), now_us) for place in sorted(here - self._open.keys()) if place[0] in begun}
        if new:
            rows = [
                {"visit_id": visit_id, "room_id": room_id, "member_id": who, "from_us": now_us, "to_us": now_us}
                for (room_id, who), (visit_id, _) in new.items()
            ]
            await connection.execute(insert(room_visits), rows)
            for room_id in begun:
                await _shorten(connection, room_id)
        staying = {place: (self._open[place][0], now_us) for place in sorted(here & self._open.keys())}
        if staying:
            longer = update(room_visits).where(room_visits.c.visit_id == bindparam("of_visit"))
            values = [{"of_visit": visit_id, "until_us": now_us} for visit_id, _ in staying.values()]
            await connection.execute(longer.values(to_us=bindparam("until_us")), values)
        self._open |= staying | new


async def _recent(connection: AsyncConnection, places: set[Place], now_us: int) -> dict[Place, tuple[str, int]]:
    """Visits that ended a moment ago, and go on: a server was started anew."""
    table, room_ids = room_visits, sorted({room_id for room_id, _ in places})
    wanted = select(table).where(table.c.room_id.in_(room_ids), table.c.to_us > now_us - AWAY_US)
    rows = await connection.execute(wanted.order_by(table.c.to_us))
    found = {(row.room_id, row.member_id): (row.visit_id, row.to_us) for row in rows}
    return {place: seen for place, seen in found.items() if place in places}


async def _known(connection: AsyncConnection, places: set[Place]) -> set[Place]:
    """Those of `places` whose people have not left this Sonix meanwhile, and do not until the transaction ends."""
    who = sorted({member_id for _, member_id in places})
    if not who:
        return set()
    alive = select(users.c.user_id).where(users.c.user_id.in_(who), users.c.deleted_at_s.is_(None))
    found = set((await connection.execute(alive.order_by(users.c.user_id).with_for_update(read=True))).scalars())
    return {place for place in places if place[1] in found}


async def _rooms_of(connection: AsyncConnection, places: set[Place]) -> set[str]:
    """The rooms among `places` that are still there, kept until the transaction ends."""
    room_ids = sorted({room_id for room_id, _ in places})
    if not room_ids:
        return set()
    there = select(rooms.c.room_id).where(rooms.c.room_id.in_(room_ids)).order_by(rooms.c.room_id)
    return set((await connection.execute(there.with_for_update(read=True))).scalars())


async def _shorten(connection: AsyncConnection, room_id: str) -> None:
    ends = select(room_visits.c.to_us).where(room_visits.c.room_id == room_id).order_by(room_visits.c.to_us.desc())
    oldest = await connection.scalar(ends.offset(MOST_VISITS - 1).limit(1))
    if oldest is not None:
        old = (room_visits.c.room_id == room_id) & (room_visits.c.to_us < oldest)
        await connection.execute(delete(room_visits).where(old))
