"""Taking a room away for good, by its host: said first, then done in one transaction, then told to everybody in it."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy import Select, Table, func, select

from sonix.admin.rooms import delete_rooms
from sonix.core.errors import SonixError
from sonix.core.room.state import Room
from sonix.db.engine import Database
from sonix.db.tables import queue_entries, room_history, room_members
from sonix.db.tables_library import track_rooms
from sonix.listings.schemas import Deletion
from sonix.rooms.ports import Identity
from sonix.rooms.service import RoomService

log = structlog.get_logger(__name__)


class Deleting:
    """Deletes rooms."""

    def __init__(self, database: Database, rooms: RoomService) -> None:
        self._database = database
        self._rooms = rooms

    async def what_goes(self, room: Room, who: Identity) -> Deletion:
        """What goes with the room. Raises SonixError `not_yours`, 403."""
        _check_host(room, who)
        counted = {
            "members": _count(room_members, room.room_id).where(room_members.c.gone.is_(False)),
            "queued": _count(queue_entries, room.room_id).where(queue_entries.c.undo_id.is_(None)),
            "played": _count(room_history, room.room_id),
            "tracks": _count(track_rooms, room.room_id),
        }
        numbers = select(*(query.scalar_subquery().label(name) for name, query in counted.items()))
        async with self._database.read() as connection:
            found = (await connection.execute(numbers)).mappings().one()
        return Deletion(**found)

    async def delete(self, room: Room, who: Identity) -> None:
        """Take the room away; the sockets of everybody in it close, and its code leads nowhere.

        Raises:
            SonixError: `not_yours`, 403; `no_such_room`, 404.
        """
        _check_host(room, who)
        async with self._database.transaction() as connection:
            if await delete_rooms(connection, [room.room_id]) == 0:
                raise SonixError("no_such_room", "This room does not exist any more.", status=404)
        await self._rooms.deleted(room.room_id)
        log.info("room_deleted", room_id=room.room_id, member_id=who.user_id)


def _check_host(room: Room, who: Identity) -> None:
    if who.user_id != room.host_id:
        raise SonixError("not_your_room", "Only the host of this room can delete it.", status=403)


def _count(table: Table, room_id: str) -> Select[Any]:
    return select(func.count()).select_from(table).where(table.c.room_id == room_id)
