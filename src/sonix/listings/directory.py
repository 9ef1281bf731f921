"""The public rooms of this instance: found by words and tags, those with most listeners first.

Who listens is known to this process only, and what plays only matters where somebody does: rooms with listeners come
from memory and are few, the rest comes from an index, last used first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.config.sections_rooms import Directory as DirectoryRules
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.room_rows import settings_from_json
from sonix.db.tables import rooms
from sonix.db.tables_listings import room_listings, room_tags
from sonix.library import folding
from sonix.listings.schemas import DirectoryPage, DirectoryRoom, DirectoryTag
from sonix.listings.showing import shown_door, shown_now, shown_schedule
from sonix.listings.store import tag_key, tags_of
from sonix.rooms.listeners import Listeners
from sonix.rooms.service import RoomService

PAGE_ROOMS = 24
MOST_LIVE = 500
COMMON_TAGS = 20
CURSOR = r"^[lr]\.\d{1,18}\.[0-9A-Za-z_-]{1,64}$"


class Directory:
    """Reads only. What stands in it is what hosts have made public, as long as the settings allow a directory."""

    def __init__(
        self,
        database: Database,
        service: RoomService,
        listeners: Listeners,
        rules: DirectoryRules,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._rooms = service
        self._listeners = listeners
        self._rules = rules
        self._now_s = now_s

    async def page(self, q: str = "", tag: str | None = None, cursor: str | None = None) -> DirectoryPage:
        """Public rooms after `cursor`.

        Raises:
            SonixError: `directory_off`, 403.
        """
        if self._rules.who == "nobody":
            raise SonixError("directory_off", "This Sonix has no directory of rooms.", status=403)
        wanted = _public(q, tag)
        live = self._live()
        async with self._database.read() as connection:
            found = await _with_listeners(connection, wanted, live, cursor)
            if len(found) <= PAGE_ROOMS:
                missing = PAGE_ROOMS + 1 - len(found)
                found += await _others(connection, wanted, live, cursor, missing)
            tags = await tags_of(connection, [row["room_id"] for row in found])
            common = await _common_tags(connection) if cursor is None else []
        shown, more = found[:PAGE_ROOMS], len(found) > PAGE_ROOMS
        return DirectoryPage(
            rooms=[self._shown(row, tags.get(row["room_id"], ())) for row in shown],
            tags=common,
            next=_cursor(shown[-1], live) if more else None,
        )

    def _live(self) -> dict[str, int]:
        """Rooms somebody hears, the fullest ones."""
        heard = {room_id: self._listeners.hearing(room_id) for room_id in self._listeners.rooms()}
        fullest = sorted((room_id for room_id, count in heard.items() if count), key=lambda id_: (-heard[id_], id_))
        return {room_id: heard[room_id] for room_id in fullest[:MOST_LIVE]}

    def _shown(self, row: RowMapping, tags: Sequence[str]) -> DirectoryRoom:
        listeners = self._listeners.hearing(row["room_id"])
        held = self._rooms.peek(row["room_id"]) if listeners and row["password_hash"] is None else None
        return DirectoryRoom(
            **{name: row[name] for name in ("code", "name", "description", "link_name")},
            tags=list(tags),
            listeners=listeners,
            now=None if held is None else shown_now(self._rooms.as_now(held)),
            password=row["password_hash"] is not None,
            schedule=shown_schedule(row["starts_at_s"], row["zone"], row["opened_at_s"], self._now_s()),
            door=shown_door(settings_from_json(row["settings"]).doors),
        )


def _public(q: str, tag: str | None) -> Select[Any]:
    columns = ("description", "link_name", "password_hash", "starts_at_s", "zone", "opened_at_s")
    wanted = (
        select(
            rooms.c.room_id,
            rooms.c.code,
            rooms.c.name,
            rooms.c.settings,
            rooms.c.changed_at_us,
            *(room_listings.c[name] for name in columns),
        )
        .join(room_listings, room_listings.c.room_id == rooms.c.room_id)
        .where(room_listings.c.public.is_(True), *map(_has, folding.words(q)))
    )
    if tag is not None:
        with_tag = select(room_tags.c.room_id).where(room_tags.c.tag_key == tag_key(tag))
        wanted = wanted.where(rooms.c.room_id.in_(with_tag))
    return wanted


def _has(word: str) -> ColumnElement[bool]:
    pattern = f"%{folding.escaped(word)}%"
    places = (room_listings.c.name_search, room_listings.c.search)
    return or_(*(place.like(pattern, escape="\\") for place in places))


async def _with_listeners(
    connection: AsyncConnection, wanted: Select[Any], live: dict[str, int], cursor: str | None
) -> list[RowMapping]:
    """Rooms that somebody hears, from the cursor on."""
    if not live or (cursor is not None and cursor.startswith("r")):
        return []
    rows = (await connection.execute(wanted.where(rooms.c.room_id.in_(list(live))))).mappings().all()
    ordered = sorted(rows, key=lambda row: (-live[row["room_id"]], row["room_id"]))
    if cursor is not None:
        _, count, room_id = cursor.split(".")
        ordered = [row for row in ordered if (-live[row["room_id"]], row["room_id"]) > (-int(count), room_id)]
    return ordered[: PAGE_ROOMS + 1]


async def _others(
    connection: AsyncConnection, wanted: Select[Any], live: dict[str, int], cursor: str | None, limit: int
) -> list[RowMapping]:
    """Rooms nobody hears, last used first."""
    if live:
        wanted = wanted.where(rooms.c.room_id.not_in(list(live)))
    if cursor is not None and cursor.startswith("r"):
        _, changed, room_id = cursor.split(".")
        at_us = int(changed)
        same = and_(rooms.c.changed_at_us == at_us, rooms.c.room_id > room_id)
        wanted = wanted.where(or_(rooms.c.changed_at_us < at_us, same))
    ordered = wanted.order_by(rooms.c.changed_at_us.desc(), rooms.c.room_id).limit(limit)
    return list((await connection.execute(ordered)).mappings().all())


async def _common_tags(connection: AsyncConnection) -> list[DirectoryTag]:
    count = func.count().label("rooms")
    wanted = (
        select(func.min(room_tags.c.tag).label("tag"), count)
        .join(room_listings, room_listings.c.room_id == room_tags.c.room_id)
        .where(room_listings.c.public.is_(True))
        .group_by(room_tags.c.tag_key)
        .order_by(count.desc(), room_tags.c.tag_key)
        .limit(COMMON_TAGS)
    )
    return [DirectoryTag(tag=row.tag, rooms=row.rooms) for row in await connection.execute(wanted)]


def _cursor(row: RowMapping, live: dict[str, int]) -> str:
    room_id = row["room_id"]
    return f"l.{live[room_id]}.{room_id}" if room_id in live else f"r.{max(0, row['changed_at_us'])}.{room_id}"
