"""What rooms tell of themselves, in SQL: one row beside the room's, and its tags."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.listing import Phase, phase
from sonix.core.room.state import Room
from sonix.db.engine import Database
from sonix.db.listing_names import folded_name
from sonix.db.tables import rooms
from sonix.db.tables_listings import LINK_NAME_CHARS, TAG_KEY_CHARS, room_listings, room_tags
from sonix.db.upsert import write_new
from sonix.library import folding


class Listing(msgspec.Struct, frozen=True):
    """What a room tells of itself. Instants are wall-clock seconds."""

    room_id: str
    description: str = ""
    tags: tuple[str, ...] = ()
    public: bool = False
    link_name: str | None = None
    password_hash: str | None = None
    starts_at_s: int | None = None
    zone: str | None = None
    opened_at_s: int | None = None
    edition: int = 0
    changed_at_s: int = 0

    def phase(self, now_s: float) -> Phase:
        """Whether the room is open, or waits for its hour."""
        return phase(self.starts_at_s, self.opened_at_s, now_s)


class Lock(msgspec.Struct, frozen=True):
    """What keeps people out of a room."""

    password_hash: str | None = None
    starts_at_s: int | None = None
    opened_at_s: int | None = None


class ListingStore:
    """`room_listings` and `room_tags`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, room_id: str) -> Listing:
        """What the room tells; a room that has never told anything has the defaults."""
        async with self._database.read() as connection:
            return await read_listing(connection, room_id)

    async def lock(self, room_id: str) -> Lock:
        """What keeps people out of the room: looked at each time somebody comes, so it is one statement."""
        columns = (room_listings.c[name] for name in Lock.__struct_fields__)
        async with self._database.read() as connection:
            row = (await connection.execute(select(*columns).where(room_listings.c.room_id == room_id))).first()
            return Lock() if row is None else Lock(*row)

    async def waits(self, room_id: str) -> bool:
        """Whether the room is not open yet."""
        lock = await self.lock(room_id)
        return phase(lock.starts_at_s, lock.opened_at_s, time.time()) == "waiting"

    async def room_called(self, name: str) -> str | None:
        """The code of the room with this link name, in any case."""
        wanted = select(rooms.c.code).join(room_listings, room_listings.c.room_id == rooms.c.room_id)
        async with self._database.read() as connection:
            found = await connection.scalar(
                wanted.where(room_listings.c.link_name == name.strip().lower()[: LINK_NAME_CHARS + 1])
            )
            return None if found is None else str(found)


async def read_listing(connection: AsyncConnection, room_id: str) -> Listing:
    """As `ListingStore.get`, in the caller's transaction."""
    row = (await connection.execute(select(room_listings).where(room_listings.c.room_id == room_id))).mappings().first()
    if row is None:
        return Listing(room_id)
    return listing_of(row, (await tags_of(connection, [room_id])).get(room_id, ()))


def listing_of(row: RowMapping, tags: Sequence[str]) -> Listing:
    """A row as what it tells."""
    return Listing(tags=tuple(tags), **{name: row[name] for name in Listing.__struct_fields__ if name != "tags"})


async def tags_of(connection: AsyncConnection, room_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The tags of rooms, in their hosts' order."""
    wanted = select(room_tags.c.room_id, room_tags.c.tag).where(room_tags.c.room_id.in_(room_ids))
    found: dict[str, tuple[str, ...]] = {}
    for row in await connection.execute(wanted.order_by(room_tags.c.place)):
        found[row.room_id] = (*found.get(row.room_id, ()), row.tag)
    return found


async def write_listing(connection: AsyncConnection, room: Room, changes: dict[str, Any]) -> None:
    """Change some columns of a room's row, which is made where there is none. In the caller's transaction.

    Raises:
        sqlalchemy.exc.IntegrityError: the link name is another room's, or the room is gone.
    """
    fresh = {"description": "", "public": False, "search": "", "edition": 0, "changed_at_s": 0, "lease_until_s": 0}
    row = {"room_id": room.room_id, "name_search": folded_name(room.name), **fresh}
    await write_new(connection, room_listings, [row])
    await connection.execute(update(room_listings).where(room_listings.c.room_id == room.room_id).values(changes))


async def write_tags(connection: AsyncConnection, room_id: str, tags: Sequence[str]) -> None:
    """Give a room other tags. Two that differ in accents only are one."""
    await connection.execute(delete(room_tags).where(room_tags.c.room_id == room_id))
    kept: dict[str, str] = {}
    for tag in tags:
        kept.setdefault(tag_key(tag), tag)
    rows = [
        {"room_id": room_id, "tag_key": key, "tag": tag, "place": place}
        for place, (key, tag) in enumerate(kept.items())
    ]
    if rows:
        await connection.execute(insert(room_tags), rows)


def tag_key(tag: str) -> str:
    """What two spellings of one tag have in common."""
    return folding.key(tag)[:TAG_KEY_CHARS]
