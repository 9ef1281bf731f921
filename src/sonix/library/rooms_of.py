"""What the library asks about rooms: whether somebody is in one or is its host, and which play a track."""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.tables import queue_entries, room_members, rooms
from sonix.library.schemas import TrackUsage, UsedIn
from sonix.rooms.ports import Identity


async def check_member(connection: AsyncConnection, room_id: str, user: Identity) -> None:
    """Refuse who is not in the room.

    Raises:
        SonixError: `not_in_room`, 403.
    """
    if not user.is_admin and not await _is_member(connection, room_id, user.user_id):
        raise SonixError("not_in_room", "Join the room first.", status=403)


async def is_host(connection: AsyncConnection, user_id: str, room_id: str | None) -> bool:
    """Whether the user is host of the room, or of any room when `room_id` is None."""
    query = select(rooms.c.room_id).where(rooms.c.host_id == user_id)
    if room_id is not None:
        query = query.where(rooms.c.room_id == room_id)
    return (await connection.execute(query.limit(1))).first() is not None


async def usage_of(connection: AsyncConnection, track_id: str, user: Identity) -> TrackUsage:
    """The queues a track stands in. A room's code is the key to it: only who is in the room is told."""
    counted = (
        select(rooms.c.code, rooms.c.name, room_members.c.member_id, func.count().label("entries"))
        .join(queue_entries, queue_entries.c.room_id == rooms.c.room_id)
        .outerjoin(
            room_members,
            and_(
                room_members.c.room_id == rooms.c.room_id,
                room_members.c.member_id == user.user_id,
                room_members.c.gone.is_(False),
            ),
        )
        .where(queue_entries.c.track_id == track_id, queue_entries.c.undo_id.is_(None))
        .group_by(rooms.c.code, rooms.c.name, room_members.c.member_id)
        .order_by(rooms.c.name)
    )
    rows = list(await connection.execute(counted))
    mine = [UsedIn(code=row.code, name=row.name, entries=row.entries) for row in rows if row.member_id is not None]
    return TrackUsage(rooms=mine, other_rooms=len(rows) - len(mine), entries=sum(row.entries for row in rows))


async def _is_member(connection: AsyncConnection, room_id: str, user_id: str) -> bool:
    query = select(room_members.c.member_id).where(
        room_members.c.room_id == room_id, room_members.c.member_id == user_id, room_members.c.gone.is_(False)
    )
    return (await connection.execute(query)).first() is not None
