"""The rooms of this instance, and taking one away."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import RowMapping, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.audit import Audit
from sonix.admin.paging import PAGE_ROWS, cut, text_after
from sonix.admin.schemas import AdminRoom, Page
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables import room_members, rooms
from sonix.db.tables_library import track_rooms, uploads
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService


class AdminRooms:
    """All rooms, whoever is in them."""

    def __init__(self, database: Database, service: RoomService, listeners: Listeners, clock: Clock) -> None:
        self._database = database
        self._rooms = service
        self._listeners = listeners
        self._clock = clock

    async def page(self, cursor: str | None = None) -> Page[AdminRoom]:
        """Rooms, the newest first."""
        columns = (rooms.c.room_id, rooms.c.code, rooms.c.name, rooms.c.created_at_us)
        of_host = and_(room_members.c.room_id == rooms.c.room_id, room_members.c.member_id == rooms.c.host_id)
        wanted = select(*columns, room_members.c.name.label("host_name")).join(room_members, of_host, isouter=True)
        if cursor is not None:
            wanted = wanted.where(rooms.c.room_id < text_after(cursor))
        ordered = wanted.order_by(rooms.c.room_id.desc()).limit(PAGE_ROWS + 1)
        async with self._database.read() as connection:
            found, following = cut((await connection.execute(ordered)).mappings().all(), "room_id")
            people = await _people(connection, [row["room_id"] for row in found])
        return Page(items=[self._shown(row, people.get(row["room_id"])) for row in found], next_cursor=following)

    async def delete(self, actor_id: str, room_id: str) -> None:
        """Take a room away for good; whoever is in it is told, and their sockets close.

        Raises:
            SonixError: `no_such_room`, 404.
        """
        async with self._database.transaction() as connection:
            if await delete_rooms(connection, [room_id]) == 0:
                raise SonixError("no_such_room", "This room does not exist any more.", status=404)
            await Audit.write(connection, actor_id, "room.delete", f"room:{room_id}")
        await self._rooms.deleted(room_id)

    def _shown(self, row: RowMapping, people: tuple[int, int] | None) -> AdminRoom:
        members, seen_at_us = (0, None) if people is None else people
        return AdminRoom(
            **{name: row[name] for name in ("room_id", "code", "name")},
            host_name=row["host_name"] or "",
            members=members,
            listeners=self._listeners.count(row["room_id"]),
            created_at_s=wall_s(self._clock, row["created_at_us"]),
            seen_at_s=None if seen_at_us is None else wall_s(self._clock, seen_at_us),
        )


def wall_s(clock: Clock, at_us: int) -> int:
    """An instant of the room timeline in wall-clock seconds: how long ago it is, is all that timeline tells."""
    return round(time.time() - max(0, clock.now_us() - at_us) / 1e6)


async def delete_rooms(connection: AsyncConnection, room_ids: Sequence[str]) -> int:
    """Delete rooms with all that belongs to them, in the caller's transaction; returns how many there were."""
    if not room_ids:
        return 0
    await connection.execute(delete(track_rooms).where(track_rooms.c.room_id.in_(room_ids)))
    await connection.execute(update(uploads).where(uploads.c.room_id.in_(room_ids)).values(room_id=None))
    return (await connection.execute(delete(rooms).where(rooms.c.room_id.in_(room_ids)))).rowcount


async def _people(connection: AsyncConnection, room_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of each room, how many are members, and when one of them last came or went (room timeline, µs)."""
    if not room_ids:
        return {}
    staying = (
        select(room_members.c.room_id, func.count().label("members"), func.max(room_members.c.seen_at_us).label("seen"))
        .where(room_members.c.room_id.in_(room_ids), room_members.c.gone.is_(False))
        .group_by(room_members.c.room_id)
    )
    return {row.room_id: (row.members, row.seen) for row in await connection.execute(staying)}
