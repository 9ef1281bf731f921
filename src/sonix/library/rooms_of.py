"""What the library asks about rooms: whether somebody is in one or is its host."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.tables import room_members, rooms
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


async def _is_member(connection: AsyncConnection, room_id: str, user_id: str) -> bool:
    query = select(room_members.c.member_id).where(
        room_members.c.room_id == room_id, room_members.c.member_id == user_id, room_members.c.gone.is_(False)
    )
    return (await connection.execute(query)).first() is not None
