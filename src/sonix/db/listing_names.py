"""A room's new name is what the directory finds it by: written with the commit that renames it."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_listings import room_listings
from sonix.library import folding


def folded_name(name: str) -> str:
    """A room's name as it is searched."""
    return folding.search_text(name)


async def rename_listing(connection: AsyncConnection, room_id: str, name: str) -> None:
    """Have the directory find a room by its new name, if it tells anything of itself at all."""
    of_room = update(room_listings).where(room_listings.c.room_id == room_id)
    await connection.execute(of_room.values(name_search=folded_name(name)))
