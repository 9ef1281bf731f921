"""What becomes of somebody's music: what only they can use goes; what others can use, or are about to hear, stays.

It goes to somebody else who brought the same bytes, and without one to the instance: for everybody when it was for
everybody, else for the rooms it is shared with or queued in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables import queue_entries, rooms
from sonix.db.tables_library import track_holders, track_rooms, tracks
from sonix.library import track_store
from sonix.library.shares import kept_bytes

_COLUMNS = [
    tracks.c[name]
    for name in ("track_id", "visibility", "search", "rendition_id", "cover_id", "original_kept", "source_sha256")
]


@dataclass(frozen=True)
class TrackFates:
    """Somebody's tracks, sorted by what becomes of them.

    Attributes:
        inherited: by id, who else brought the same bytes, and owns it from then on.
        to_everybody: for the whole instance already.
        to_rooms: by id, the rooms that keep it.
        deleted: rows of those that go; `deleted_bytes` is the room they take.
    """

    inherited: dict[str, str]
    to_everybody: list[str]
    to_rooms: dict[str, set[str]]
    deleted: list[Mapping[str, Any]]
    deleted_bytes: int

    @property
    def kept(self) -> int:
        """How many stay."""
        return len(self.inherited) + len(self.to_everybody) + len(self.to_rooms)


async def lock_tracks(connection: AsyncConnection, user_id: str) -> None:
    """Keep somebody's tracks as they are until the transaction ends: who is just bringing the same bytes inherits."""
    owned = select(tracks.c.track_id).where(tracks.c.owner_id == user_id).order_by(tracks.c.track_id)
    await connection.execute(owned.with_for_update())


async def track_fates(connection: AsyncConnection, user_id: str, dying_rooms: Collection[str]) -> TrackFates:
    """Look at all tracks somebody owns. `dying_rooms` go with them and keep nothing."""
    heirs = await _heirs(connection, user_id)
    kept_by = await _kept_by(connection, user_id, frozenset(dying_rooms))
    fates = TrackFates({}, [], {}, [], 0)
    deleted_bytes = 0
    owned = select(*_COLUMNS, kept_bytes().label("kept_bytes")).where(tracks.c.owner_id == user_id)
    for row in (await connection.execute(owned)).mappings():
        track_id = row["track_id"]
        if track_id in heirs:
            fates.inherited[track_id] = heirs[track_id]
        elif row["visibility"] == "instance":
            fates.to_everybody.append(track_id)
        elif track_id in kept_by:
            fates.to_rooms[track_id] = kept_by[track_id]
        else:
            fates.deleted.append(dict(row))
            deleted_bytes += row["kept_bytes"]
    return TrackFates(fates.inherited, fates.to_everybody, fates.to_rooms, fates.deleted, deleted_bytes)


async def leave_tracks(connection: AsyncConnection, user_id: str, fates: TrackFates) -> None:
    """Do all that, in the caller's transaction."""
    await connection.execute(delete(track_holders).where(track_holders.c.user_id == user_id))
    await track_store.delete_tracks(connection, fates.deleted)
    if fates.to_rooms:
        this = update(tracks).where(tracks.c.track_id == bindparam("of_track")).values(visibility="room")
        await connection.execute(this, [{"of_track": track_id} for track_id in fates.to_rooms])
        pairs = [
            {"track_id": id_, "room_id": room_id} for id_, kept in fates.to_rooms.items() for room_id in sorted(kept)
        ]
        of_track = delete(track_rooms).where(track_rooms.c.track_id == bindparam("of_track"))
        await connection.execute(of_track, [{"of_track": track_id} for track_id in fates.to_rooms])
        await connection.execute(insert(track_rooms), pairs)
    # Whatever came to be theirs since their tracks were looked at goes to the instance.
    left = await connection.execute(select(tracks.c.track_id).where(tracks.c.owner_id == user_id))
    heirs: dict[str, str | None] = dict.fromkeys(left.scalars())
    await track_store.give(connection, {**heirs, **fates.inherited})


async def _heirs(connection: AsyncConnection, user_id: str) -> dict[str, str]:
    """Of each track who else brought it; ids sort by age, so of several it is whoever has been here longest."""
    others = (
        select(track_holders.c.track_id, func.min(track_holders.c.user_id).label("heir"))
        .join(tracks, tracks.c.track_id == track_holders.c.track_id)
        .where(tracks.c.owner_id == user_id, track_holders.c.user_id != user_id)
        .group_by(track_holders.c.track_id)
    )
    return {row.track_id: row.heir for row in await connection.execute(others)}


async def _kept_by(connection: AsyncConnection, user_id: str, dying: frozenset[str]) -> dict[str, set[str]]:
    """Of each track the rooms that have it in their queue, or are shared it with."""
    queued = (
        select(queue_entries.c.track_id, queue_entries.c.room_id)
        .join(tracks, tracks.c.track_id == queue_entries.c.track_id)
        .where(tracks.c.owner_id == user_id, queue_entries.c.undo_id.is_(None))
    )
    shared = (
        select(track_rooms.c.track_id, track_rooms.c.room_id)
        .join(tracks, tracks.c.track_id == track_rooms.c.track_id)
        .join(rooms, rooms.c.room_id == track_rooms.c.room_id)
        .where(tracks.c.owner_id == user_id, tracks.c.visibility == "room")
    )
    found: dict[str, set[str]] = {}
    for wanted in (queued.distinct(), shared):
        for row in await connection.execute(wanted):
            if row.room_id not in dying:
                found.setdefault(row.track_id, set()).add(row.room_id)
    return found
