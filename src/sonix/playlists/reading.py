"""Playlists and what is in them, as somebody sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_accounts import users
from sonix.db.tables_library import tracks
from sonix.db.tables_playlists import playlist_entries as e
from sonix.db.tables_playlists import playlist_members
from sonix.library.browse import decode_cursor, encode_cursor
from sonix.library.visibility import visible_to
from sonix.playlists.access import role_in
from sonix.playlists.schemas import ChangesOut, EntriesPage, EntryOut, PlaylistOut
from sonix.rooms.ports import Identity

MOSAIC = 4
MOST_CHANGES = 1000


def instant(seconds: int) -> str:
    """ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


async def shown(connection: AsyncConnection, rows: Sequence[RowMapping], user: Identity) -> list[PlaylistOut]:
    """Playlists as the user sees them; the same few statements however many."""
    if not rows:
        return []
    names = await names_of(connection, {row["owner_id"] for row in rows})
    members = await _members(connection, [row["playlist_id"] for row in rows])
    covers = await _covers(connection, rows, user)
    return [_playlist(row, user, names, members, covers) for row in rows]


async def names_of(connection: AsyncConnection, user_ids: set[str]) -> dict[str, str]:
    """Names by id; those who are gone are left out."""
    wanted = select(users.c.user_id, users.c.name).where(users.c.user_id.in_(user_ids), users.c.deleted_at_s.is_(None))
    return {row.user_id: row.name for row in await connection.execute(wanted)}


def entries_seen(user: Identity) -> Select[Any]:
    """Entries with the newest words and the cover of each track that the user may use."""
    usable = and_(tracks.c.track_id == e.c.track_id, visible_to(user))
    return select(
        e.c.entry_id,
        e.c.order_key,
        e.c.track_id,
        e.c.duration_us,
        e.c.added_by,
        e.c.added_at_s,
        e.c.undo_id,
        *(func.coalesce(tracks.c[name], e.c[name]).label(name) for name in ("title", "artist", "album")),
        tracks.c.cover_id,
        tracks.c.accent,
        tracks.c.track_id.is_not(None).label("available"),
        users.c.name.label("added_by_name"),
    ).select_from(e.outerjoin(tracks, usable).outerjoin(users, users.c.user_id == e.c.added_by))


async def page_of(
    connection: AsyncConnection, row: RowMapping, user: Identity, cursor: str | None, limit: int
) -> EntriesPage:
    """One page of what stands in a list. Raises SonixError `bad_cursor`."""
    wanted = entries_seen(user).where(e.c.playlist_id == row["playlist_id"], e.c.undo_id.is_(None))
    if cursor is not None:
        key, entry_id = decode_cursor(cursor, 2)
        wanted = wanted.where(or_(e.c.order_key > key, and_(e.c.order_key == key, e.c.entry_id > entry_id)))
    wanted = wanted.order_by(e.c.order_key, e.c.entry_id).limit(limit + 1)
    rows = (await connection.execute(wanted)).mappings().all()
    entries = [entry_out(found) for found in rows[:limit]]
    more = len(rows) > limit
    following = encode_cursor(entries[-1].order_key, entries[-1].entry_id) if more else None
    return EntriesPage(entries=entries, next_cursor=following, revision=row["revision"])


async def changes_of(connection: AsyncConnection, row: RowMapping, user: Identity, since: int) -> ChangesOut:
    """What differs from revision `since`."""
    playlist = (await shown(connection, [row], user))[0]
    answer = ChangesOut(playlist=playlist, revision=row["revision"], entries=[], removed=[], reload=False)
    if since == row["revision"]:
        return answer
    if since > row["revision"] or since < row["forgotten_rev"]:
        return answer.model_copy(update={"reload": True})
    wanted = entries_seen(user).where(e.c.playlist_id == row["playlist_id"], e.c.changed_rev > since)
    rows = (await connection.execute(wanted.limit(MOST_CHANGES + 1))).mappings().all()
    if len(rows) > MOST_CHANGES:
        return answer.model_copy(update={"reload": True})
    entries = [entry_out(found) for found in rows if found["undo_id"] is None]
    removed = [found["entry_id"] for found in rows if found["undo_id"] is not None]
    return answer.model_copy(update={"entries": entries, "removed": removed})


def entry_out(row: RowMapping) -> EntryOut:
    """One entry of `entries_seen`."""
    same = ("entry_id", "order_key", "track_id", "title", "artist", "album", "duration_us", "cover_id", "accent")
    return EntryOut(
        **{name: row[name] for name in same},
        available=bool(row["available"]),
        added_by=row["added_by"],
        added_by_name=row["added_by_name"] or "",
        added_at=instant(row["added_at_s"]),
    )


def _playlist(
    row: RowMapping, user: Identity, names: dict[str, str], members: dict[str, int], covers: dict[str, str]
) -> PlaylistOut:
    role = role_in(row, user.user_id)
    first = (covers.get(track_id) for track_id in row["first_tracks"].split())
    mosaic = list(dict.fromkeys(cover for cover in first if cover is not None))[:MOSAIC]
    return PlaylistOut(
        **{name: row[name] for name in ("playlist_id", "name", "tracks", "duration_us", "cover_id", "accent")},
        role=role,
        owner_id=row["owner_id"],
        owner_name=names.get(row["owner_id"], ""),
        covers=mosaic,
        members=members.get(row["playlist_id"], 0),
        link_role=row["link_role"] if role == "owner" else None,
        revision=row["revision"],
        created_at=instant(row["created_at_s"]),
        changed_at=instant(row["changed_at_s"]),
    )


async def _members(connection: AsyncConnection, playlist_ids: list[str]) -> dict[str, int]:
    m = playlist_members.c
    counted = select(m.playlist_id, func.count().label("members")).where(m.playlist_id.in_(playlist_ids))
    return {row.playlist_id: row.members for row in await connection.execute(counted.group_by(m.playlist_id))}


async def _covers(connection: AsyncConnection, rows: Sequence[RowMapping], user: Identity) -> dict[str, str]:
    """Covers of first tracks, by track."""
    ids = sorted({track_id for row in rows if row["cover_id"] is None for track_id in row["first_tracks"].split()})
    wanted = select(tracks.c.track_id, tracks.c.cover_id).where(
        tracks.c.track_id.in_(ids), tracks.c.cover_id.is_not(None), visible_to(user)
    )
    return {row.track_id: row.cover_id for row in await connection.execute(wanted)} if ids else {}
