"""Who waits at the door of a room, and whom it has been opened to or kept shut, in SQL."""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_moderation import room_knocks
from sonix.protocol.server import Knock

WAITS_US = 15 * 60 * 1_000_000
"""After this long a knock counts as not heard."""
REFUSED_US = 10 * 60 * 1_000_000
"""For so long nobody is disturbed again by somebody who was not let in."""
ADMITTED_US = 30 * 86_400 * 1_000_000
"""For so long somebody who was let in, and has left since, comes in without knocking."""
MOST_OF_AN_ADDRESS = 5
MOST_WAITING = 100

State = Literal["waiting", "admitted", "refused"]


class Standing(msgspec.Struct, frozen=True):
    """How somebody stands at the door, since `at_us`."""

    state: State
    name: str
    at_us: int

    def holds(self, now_us: int) -> bool:
        """Whether that still counts."""
        lasts = {"waiting": WAITS_US, "admitted": ADMITTED_US, "refused": REFUSED_US}
        return now_us - self.at_us < lasts[self.state]


class Knocks:
    """Reads and writes knocks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, room_id: str, user_id: str) -> Standing | None:
        """How somebody stands, whether it still counts or not."""
        table = room_knocks
        wanted = select(table.c.state, table.c.name, table.c.at_us)
        async with self._database.read() as connection:
            row = (
                (await connection.execute(wanted.where(table.c.room_id == room_id, table.c.user_id == user_id)))
                .mappings()
                .first()
            )
        return None if row is None else Standing(**row)

    async def knock(self, room_id: str, user_id: str, name: str, address_mark: str, now_us: int) -> None:
        """Begin to wait.

        Raises:
            SonixError: `too_many_knocks`, 429: too many wait, of that address or in all.
        """
        table = room_knocks
        waiting = (table.c.room_id == room_id) & (table.c.state == "waiting") & (table.c.at_us > now_us - WAITS_US)
        others = select(func.count()).select_from(table).where(waiting, table.c.user_id != user_id)
        row = {"name": name, "state": "waiting", "address_mark": address_mark, "at_us": now_us}
        try:
            async with self._database.transaction() as connection:
                here = await connection.scalar(others.where(table.c.address_mark == address_mark)) or 0
                if here >= MOST_OF_AN_ADDRESS or (await connection.scalar(others) or 0) >= MOST_WAITING:
                    text = "Too many people are knocking here already. Try again in a few minutes."
                    raise SonixError("too_many_knocks", text, status=429, retryable=True)
                mine = (table.c.room_id == room_id) & (table.c.user_id == user_id)
                await connection.execute(delete(table).where(mine))
                await connection.execute(insert(table), {"room_id": room_id, "user_id": user_id, **row})
        except IntegrityError:
            return  # they knock twice at once: once is heard

    async def answer(self, room_id: str, user_id: str, state: State, now_us: int) -> bool:
        """Let somebody in or not; False when they do not wait and were not refused (any more)."""
        table = room_knocks
        asked = update(table).where(table.c.room_id == room_id, table.c.user_id == user_id)
        open_ = asked.where(table.c.state.in_(("waiting", "refused")), table.c.state != state)
        async with self._database.transaction() as connection:
            return (await connection.execute(open_.values(state=state, at_us=now_us))).rowcount == 1

    async def give_up(self, room_id: str, user_id: str) -> None:
        """Somebody waits no more."""
        table = room_knocks
        mine = (table.c.room_id == room_id) & (table.c.user_id == user_id) & (table.c.state == "waiting")
        async with self._database.transaction() as connection:
            await connection.execute(delete(table).where(mine))

    async def forget(self, room_id: str, user_id: str) -> None:
        """Somebody was sent out: that they were let in once counts no more."""
        table = room_knocks
        async with self._database.transaction() as connection:
            await connection.execute(delete(table).where(table.c.room_id == room_id, table.c.user_id == user_id))

    async def waiting(self, room_id: str, now_us: int) -> tuple[Knock, ...]:
        """Everybody who waits, the first first."""
        table = room_knocks
        wanted = select(table.c.user_id, table.c.name, table.c.at_us).where(
            table.c.room_id == room_id, table.c.state == "waiting", table.c.at_us > now_us - WAITS_US
        )
        async with self._database.read() as connection:
            rows = await connection.execute(wanted.order_by(table.c.at_us, table.c.user_id).limit(MOST_WAITING))
            return tuple(Knock(user_id=row.user_id, name=row.name, asked_at_us=row.at_us) for row in rows)
