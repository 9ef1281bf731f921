"""Writing tracks: every function takes an open transaction, so that what belongs together is written together."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import exists

from sonix.db.tables import queue_entries, room_history
from sonix.db.tables_library import sweeps, track_holders, track_rooms, track_sources, tracks
from sonix.db.tables_lyrics import lyrics
from sonix.db.tables_playlists import playlists
from sonix.db.upsert import write_new
from sonix.library.shares import Changes, Share, share_of_row
from sonix.library.visibility import Visibility
from sonix.library.word_index import index_track, unindex_tracks

AT_A_TIME = 500
GRACE_S = 600
"""Between the last track going and its files: a queue that is just being added to must find them."""
_COUNTED = [
    tracks.c[name] for name in ("track_id", "owner_id", "size_bytes", "packets", "original_kept", "source_bytes")
]


async def find_by_source(connection: AsyncConnection, source_sha256: str) -> str | None:
    """The track these very bytes became, if they are known."""
    query = select(track_sources.c.track_id).where(track_sources.c.source_sha256 == source_sha256)
    return (await connection.execute(query)).scalar()


async def find_by_rendition(connection: AsyncConnection, rendition_id: str) -> str | None:
    """The track that sounds exactly like this."""
    return (await connection.execute(select(tracks.c.track_id).where(tracks.c.rendition_id == rendition_id))).scalar()


async def hold(connection: AsyncConnection, track_id: str) -> bool:
    """Keep a track as it is until the transaction ends; False when it is gone. Who shares one and who deletes it wait
    for each other: what was shared a moment before must not be deleted as if it had not been."""
    query = select(tracks.c.track_id).where(tracks.c.track_id == track_id).with_for_update()
    return (await connection.execute(query)).first() is not None


async def insert_track(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """Write a new track, and take its files off the list of what may go."""
    await connection.execute(insert(tracks).values(row))
    await index_track(connection, row["track_id"], row["search"])
    await remember_source(connection, row["source_sha256"], row["track_id"])
    await keep(connection, row["rendition_id"], row["cover_id"], row["source_sha256"])
    changes = Changes()
    changes.add(row["owner_id"], share_of_row(row))
    await changes.write(connection)


async def remember_source(connection: AsyncConnection, source_sha256: str, track_id: str) -> None:
    """Note that these bytes are this track."""
    if await find_by_source(connection, source_sha256) is None:
        await connection.execute(insert(track_sources).values(source_sha256=source_sha256, track_id=track_id))


async def keep(connection: AsyncConnection, *media_ids: str | None) -> None:
    """Take media off the list of what may go."""
    await connection.execute(delete(sweeps).where(sweeps.c.media_id.in_([i for i in media_ids if i])))


async def share(
    connection: AsyncConnection, track_id: str, user_id: str | None, visibility: Visibility, room_id: str | None
) -> None:
    """Note that `user_id` brought this track, which the caller holds, and widen who may use it; never narrow it.

    What the instance itself brings (`user_id` None) is the instance's from then on, whoever was first: nobody's own
    tags or delete shall reach everybody's music.
    """
    if user_id is None:
        await give(connection, {track_id: None})
    else:
        holder = {"track_id": track_id, "user_id": user_id}
        known = select(track_holders.c.track_id).where(
            track_holders.c.track_id == track_id, track_holders.c.user_id == user_id
        )
        if (await connection.execute(known)).first() is None:
            await connection.execute(insert(track_holders).values(holder))
    narrower: tuple[str, ...] = {"mine": (), "room": ("mine",), "instance": ("mine", "room")}[visibility]
    if visibility == "room" and room_id is None:
        narrower = ()
    await connection.execute(
        update(tracks)
        .where(tracks.c.track_id == track_id, tracks.c.visibility.in_(narrower))
        .values(visibility=visibility)
    )
    if visibility == "room" and room_id is not None:
        await share_with_room(connection, track_id, room_id)


async def share_with_room(connection: AsyncConnection, track_id: str, room_id: str) -> None:
    """Let the members of a room use the track, which the caller holds, while its visibility is `room`."""
    known = select(track_rooms.c.track_id).where(track_rooms.c.track_id == track_id, track_rooms.c.room_id == room_id)
    if (await connection.execute(known)).first() is None:
        await connection.execute(insert(track_rooms).values(track_id=track_id, room_id=room_id))


async def drop_holder(connection: AsyncConnection, track_id: str, user_id: str) -> bool:
    """Forget that a user brought this track; False when they had not."""
    held = (track_holders.c.track_id == track_id) & (track_holders.c.user_id == user_id)
    return (await connection.execute(delete(track_holders).where(held))).rowcount > 0


async def pass_on(connection: AsyncConnection, track_id: str, user_id: str) -> bool:
    """Give the track to somebody else who brought the same bytes; False when there is nobody."""
    await drop_holder(connection, track_id, user_id)
    others = (
        select(track_holders.c.user_id).where(track_holders.c.track_id == track_id).order_by(track_holders.c.user_id)
    )
    heir = (await connection.execute(others.limit(1))).scalar()
    if heir is None:
        return False
    await give(connection, {track_id: heir})
    return True


async def give(connection: AsyncConnection, heirs: Mapping[str, str | None]) -> None:
    """Let tracks be whose `heirs` says; None: the instance's."""
    changes, moved = Changes(), []
    for row in await _counted(connection, heirs):
        heir = heirs[row["track_id"]]
        if row["owner_id"] != heir:
            moved.append({"of_track": row["track_id"], "heir": heir})
            changes.add(row["owner_id"], -share_of_row(row))
            changes.add(heir, share_of_row(row))
    if moved:
        this = update(tracks).where(tracks.c.track_id == bindparam("of_track"))
        await connection.execute(this.values(owner_id=bindparam("heir")), moved)
        await changes.write(connection)


async def note_original(connection: AsyncConnection, track_id: str) -> bool:
    """Note that the original of a track is kept; False when there is no such track."""
    found = await _counted(connection, [track_id])
    if found and not found[0]["original_kept"]:
        await connection.execute(update(tracks).where(tracks.c.track_id == track_id).values(original_kept=True))
        changes = Changes()
        changes.add(found[0]["owner_id"], Share(found[0]["source_bytes"]))
        await changes.write(connection)
    return bool(found)


async def _counted(connection: AsyncConnection, track_ids: Collection[str]) -> list[RowMapping]:
    """What tracks count for and for whom, theirs alone until the transaction ends. Those that are gone are left out."""
    rows: list[RowMapping] = []
    ids = sorted(track_ids)
    for at in range(0, len(ids), AT_A_TIME):
        these = select(*_COUNTED).where(tracks.c.track_id.in_(ids[at : at + AT_A_TIME])).order_by(tracks.c.track_id)
        rows += (await connection.execute(these.with_for_update())).mappings()
    return rows


async def delete_track(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    """Delete a track; its files are listed for the sweep."""
    await delete_tracks(connection, [row])


async def delete_tracks(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Delete tracks; their files are listed for the sweep. A few statements for each thousand."""
    changes = Changes()
    for counted in await _counted(connection, [row["track_id"] for row in rows]):
        changes.add(counted["owner_id"], -share_of_row(counted))
    for at in range(0, len(rows), AT_A_TIME):
        some = rows[at : at + AT_A_TIME]
        ids = [row["track_id"] for row in some]
        await unindex_tracks(connection, {row["track_id"]: row["search"] for row in some})
        for table in (track_rooms, track_holders, track_sources, lyrics):
            await connection.execute(delete(table).where(table.c.track_id.in_(ids)))
        await connection.execute(delete(tracks).where(tracks.c.track_id.in_(ids)))
        media = [("rendition", row["rendition_id"]) for row in some]
        media += [("cover", row["cover_id"]) for row in some if row["cover_id"]]
        media += [("original", row["source_sha256"]) for row in some if row["original_kept"]]
        await _list_all_for_sweep(connection, media)
    await changes.write(connection)


async def list_for_sweep(connection: AsyncConnection, kind: str, media_id: str) -> None:
    """The files of `media_id` may go once nothing needs them."""
    await _list_all_for_sweep(connection, [(kind, media_id)])


async def list_covers_for_sweep(connection: AsyncConnection, cover_ids: Iterable[str]) -> None:
    """As `list_for_sweep`, for covers, however many."""
    await _list_all_for_sweep(connection, [("cover", cover_id) for cover_id in cover_ids])


async def _list_all_for_sweep(connection: AsyncConnection, media: Iterable[tuple[str, str]]) -> None:
    after_s = int(time.time()) + GRACE_S
    listed = sorted(set(media))
    if not listed:
        return
    rows = [{"kind": kind, "media_id": media_id, "after_s": after_s} for kind, media_id in listed]
    this = (sweeps.c.kind == bindparam("kind")) & (sweeps.c.media_id == bindparam("media_id"))
    await connection.execute(
        delete(sweeps).where(this), [{"kind": row["kind"], "media_id": row["media_id"]} for row in rows]
    )
    # Two workers may list the same cover at once: the one who comes later leaves the other's row.
    await write_new(connection, sweeps, rows)


async def is_needed(connection: AsyncConnection, kind: str, media_id: str) -> bool:
    """Whether a track, a queue (its undo bin too) or, for covers, a history still shows or plays this."""
    in_library: ColumnElement[bool]
    elsewhere: ColumnElement[bool]
    match kind:
        case "rendition":
            in_library = exists().where(tracks.c.rendition_id == media_id)
            elsewhere = exists().where(queue_entries.c.rendition_id == media_id)
        case "cover":
            in_library = or_(
                exists().where(tracks.c.cover_id == media_id), exists().where(playlists.c.cover_id == media_id)
            )
            quoted = f'%"{media_id}"%'
            elsewhere = or_(
                exists().where(queue_entries.c.track.like(quoted)), exists().where(room_history.c.track.like(quoted))
            )
        case _:
            in_library = exists().where(tracks.c.source_sha256 == media_id, tracks.c.original_kept.is_(True))
            elsewhere = exists().where(tracks.c.track_id.is_(None))
    return bool((await connection.execute(select(or_(in_library, elsewhere)))).scalar())
