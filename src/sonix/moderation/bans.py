"""Who is kept out of a room or muted in it, by which marks, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_moderation import room_ban_marks, room_bans, room_mutes, room_origins
from sonix.moderation.marks import Kind

MOST_BANS = 1000


class Ban(msgspec.Struct, frozen=True):
    """One ban. `at_us` is on the room timeline; `by_rank` is how high who did it stood."""

    ban_id: str
    room_id: str
    member_id: str
    name: str
    reason: str
    by_id: str
    by_name: str
    by_rank: int
    at_us: int


class Bans:
    """Bans and the marks they go by, visits, and muted devices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @staticmethod
    async def add(connection: AsyncConnection, ban: Ban, marks: dict[Kind, str]) -> None:
        """Write a ban, in the caller's transaction.

        Raises:
            SonixError: `too_many_bans`, 409.
        """
        mine = room_bans.c.room_id == ban.room_id
        if int(await connection.scalar(select(func.count()).select_from(room_bans).where(mine)) or 0) >= MOST_BANS:
            raise SonixError("too_many_bans", "This room has too many bans. Lift some of them first.", status=409)
        await connection.execute(insert(room_bans), msgspec.structs.asdict(ban))
        rows = [
            {"room_id": ban.room_id, "mark": mark, "ban_id": ban.ban_id, "kind": kind} for kind, mark in marks.items()
        ]
        if rows:
            await connection.execute(insert(room_ban_marks), rows)

    async def against(self, room_id: str, user_id: str, marks: Iterable[str]) -> Ban | None:
        """The newest ban of this person, or that goes by one of these marks."""
        by_mark = select(room_ban_marks.c.ban_id).where(
            room_ban_marks.c.room_id == room_id, room_ban_marks.c.mark.in_(set(marks))
        )
        meant = (room_bans.c.member_id == user_id) | room_bans.c.ban_id.in_(by_mark)
        wanted = select(room_bans).where(room_bans.c.room_id == room_id, meant)
        newest = wanted.order_by(room_bans.c.at_us.desc(), room_bans.c.ban_id.desc()).limit(1)
        async with self._database.read() as connection:
            row = (await connection.execute(newest)).mappings().first()
        return None if row is None else Ban(**row)

    async def find(self, room_id: str, ban_id: str) -> Ban | None:
        """One ban."""
        wanted = select(room_bans).where(room_bans.c.room_id == room_id, room_bans.c.ban_id == ban_id)
        async with self._database.read() as connection:
            row = (await connection.execute(wanted)).mappings().first()
        return None if row is None else Ban(**row)

    async def page(self, room_id: str, before: tuple[int, str] | None, count: int) -> list[Ban]:
        """Bans, newest first."""
        table = room_bans
        wanted = select(table).where(table.c.room_id == room_id)
        if before is not None:
            at_us, ban_id = before
            older = (table.c.at_us < at_us) | ((table.c.at_us == at_us) & (table.c.ban_id < ban_id))
            wanted = wanted.where(older)
        async with self._database.read() as connection:
            rows = await connection.execute(wanted.order_by(table.c.at_us.desc(), table.c.ban_id.desc()).limit(count))
            return [Ban(**row) for row in rows.mappings()]

    @staticmethod
    async def lift(connection: AsyncConnection, ban_id: str) -> bool:
        """Delete a ban, in the caller's transaction; False when it is gone already."""
        await connection.execute(delete(room_ban_marks).where(room_ban_marks.c.ban_id == ban_id))
        return (await connection.execute(delete(room_bans).where(room_bans.c.ban_id == ban_id))).rowcount == 1

    async def visited(self, room_id: str, member_id: str, marks: dict[Kind, str], at_us: int) -> None:
        """Note where a member came from this time."""
        table = room_origins
        known = select(table.c.kind, table.c.mark).where(table.c.room_id == room_id, table.c.member_id == member_id)
        async with self._database.read() as connection:
            before = {str(row.kind): str(row.mark) for row in await connection.execute(known)}
        new = {kind: mark for kind, mark in marks.items() if before.get(kind) != mark}
        if not new:
            return
        rows = [
            {"room_id": room_id, "member_id": member_id, "kind": kind, "mark": mark, "at_us": at_us}
            for kind, mark in new.items()
        ]
        try:
            async with self._database.transaction() as connection:
                theirs = (table.c.room_id == room_id) & (table.c.member_id == member_id) & table.c.kind.in_(set(new))
                await connection.execute(delete(table).where(theirs))
                await connection.execute(insert(table), rows)
        except IntegrityError:
            return  # the same person comes twice at once: the other visit is as new

    async def marks_of(self, room_id: str, member_id: str) -> dict[str, str]:
        """Where a member came from last, by kind."""
        table = room_origins
        wanted = select(table.c.kind, table.c.mark).where(table.c.room_id == room_id, table.c.member_id == member_id)
        async with self._database.read() as connection:
            return {str(row.kind): str(row.mark) for row in await connection.execute(wanted)}

    async def muted_until_us(self, room_id: str, marks: Sequence[str]) -> int:
        """Until when a device is muted; 0 when it is not."""
        table = room_mutes
        wanted = select(func.max(table.c.until_us)).where(table.c.room_id == room_id, table.c.mark.in_(marks))
        async with self._database.read() as connection:
            return int(await connection.scalar(wanted) or 0)

    @staticmethod
    async def mute(connection: AsyncConnection, room_id: str, member_id: str, mark: str | None, until_us: int) -> None:
        """Remember the device somebody was muted on, or with `until_us` 0 forget it, in the caller's transaction."""
        table = room_mutes
        same = (table.c.member_id == member_id) | (table.c.mark == (mark or ""))
        await connection.execute(delete(table).where(table.c.room_id == room_id, same))
        if until_us and mark is not None:
            row = {"room_id": room_id, "mark": mark, "member_id": member_id, "until_us": until_us}
            await connection.execute(insert(table), row)
