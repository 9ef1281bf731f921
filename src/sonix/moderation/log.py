"""The moderation log in SQL: newest first, kept for half a year."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.engine import Database
from sonix.db.tables_moderation import moderation_log
from sonix.moderation.lines import Action, Line

KEPT_US = 182 * 86_400 * 1_000_000
HEARD_US = 86_400 * 1_000_000
"""For so long somebody is told why they were sent out."""


async def write(connection: AsyncConnection, lines: Sequence[Line]) -> None:
    """Write lines of one room, and forget old ones of it, in the caller's transaction."""
    if not lines:
        return
    table = moderation_log
    newest = lines[-1]
    old = (table.c.room_id == newest.room_id) & (table.c.at_us < newest.at_us - KEPT_US)
    await connection.execute(delete(table).where(old))
    await connection.execute(insert(table), [msgspec.structs.asdict(line) for line in lines])


class ModerationLog:
    """Reads the log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, room_id: str, before: tuple[int, str] | None, count: int) -> list[Line]:
        """Lines, newest first."""
        table = moderation_log
        wanted = select(table).where(table.c.room_id == room_id)
        if before is not None:
            at_us, line_id = before
            wanted = wanted.where((table.c.at_us < at_us) | ((table.c.at_us == at_us) & (table.c.line_id < line_id)))
        async with self._database.read() as connection:
            rows = await connection.execute(wanted.order_by(table.c.at_us.desc(), table.c.line_id.desc()).limit(count))
            return [Line(**row) for row in rows.mappings()]

    async def find(self, room_id: str, line_id: str) -> Line | None:
        """One line."""
        table = moderation_log
        wanted = select(table).where(table.c.room_id == room_id, table.c.line_id == line_id)
        async with self._database.read() as connection:
            row = (await connection.execute(wanted)).mappings().first()
        return None if row is None else Line(**row)

    async def last_about(self, room_id: str, user_id: str, action: str, now_us: int) -> Line | None:
        """The newest line of one kind about somebody, if it is not long ago."""
        table = moderation_log
        wanted = select(table).where(
            table.c.room_id == room_id,
            table.c.about_id == user_id,
            table.c.action == action,
            table.c.at_us > now_us - HEARD_US,
        )
        async with self._database.read() as connection:
            row = (await connection.execute(wanted.order_by(table.c.at_us.desc()).limit(1))).mappings().first()
        return None if row is None else Line(**row)

    async def last_of(self, room_id: str, actions: Collection[Action], about_id: str) -> Line | None:
        """The newest line of some kinds about somebody, or about the room where `about_id` is empty."""
        table = moderation_log
        wanted = select(table).where(
            table.c.room_id == room_id, table.c.about_id == about_id, table.c.action.in_(actions)
        )
        newest_first = (table.c.at_us.desc(), table.c.line_id.desc())
        async with self._database.read() as connection:
            row = (await connection.execute(wanted.order_by(*newest_first).limit(1))).mappings().first()
        return None if row is None else Line(**row)

    @staticmethod
    async def undone(connection: AsyncConnection, room_id: str, action: str, detail: str, by_id: str) -> None:
        """Mark lines as taken back, in the caller's transaction. `detail` names what they are about."""
        table = moderation_log
        meant = (table.c.room_id == room_id) & (table.c.action == action) & table.c.undone_by.is_(None)
        column = table.c.detail if action == "ban" else table.c.about_id
        await connection.execute(update(table).where(meant, column == detail).values(undone_by=by_id))

    @staticmethod
    async def undone_line(connection: AsyncConnection, line_id: str, by_id: str) -> None:
        """Mark one line as taken back, in the caller's transaction."""
        table = moderation_log
        await connection.execute(update(table).where(table.c.line_id == line_id).values(undone_by=by_id))
