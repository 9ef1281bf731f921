"""One commit of a playlist: what was decided becomes rows, in the caller's transaction, which holds the list."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.playlist.decide import Changed, evolve
from sonix.core.playlist.state import Entry, Playlist, standing
from sonix.db.tables_playlists import playlist_entries as e
from sonix.db.tables_playlists import playlist_receipts, playlists
from sonix.playlists.words import Words

FIRST_TRACKS = 12
RECEIPTS_KEPT_S = 86_400


async def load(connection: AsyncConnection, row: RowMapping) -> Playlist:
    """The list as its rules see it."""
    columns = (e.c.entry_id, e.c.order_key, e.c.track_id, e.c.undo_id, e.c.removed_rev)
    found = await connection.execute(select(*columns).where(e.c.playlist_id == row["playlist_id"]))
    return Playlist(row["name"], row["revision"], {one.entry_id: Entry(*one) for one in found})


async def write(
    connection: AsyncConnection,
    row: RowMapping,
    before: Playlist,
    changed: Changed,
    by: str,
    words: Mapping[str, Words],
) -> int:
    """Write a commit; returns the revision. `words` of new entries' tracks, by track."""
    after = evolve(before, changed)
    if changed.nothing:
        return after.revision
    new = [entry for entry in changed.entries if entry.entry_id not in before.entries]
    playlist_id = row["playlist_id"]
    if new:
        rows = [_new_row(playlist_id, entry, words[entry.track_id], by, after.revision) for entry in new]
        await connection.execute(insert(e), rows)
    await _rewrite(
        connection, playlist_id, [x for x in changed.entries if x.entry_id in before.entries], after.revision
    )
    values: dict[str, Any] = {"name": after.name}
    if changed.forgotten:
        gone = e.c.entry_id.in_(changed.forgotten)
        await connection.execute(delete(e).where(e.c.playlist_id == playlist_id, gone))
        values["forgotten_rev"] = max(before.entries[entry_id].removed_rev for entry_id in changed.forgotten)
    if changed.entries:
        values |= await _sums(connection, playlist_id, after)
    await revise(connection, playlist_id, **values)
    return after.revision


async def revise(connection: AsyncConnection, playlist_id: str, **values: Any) -> None:
    """Change what stands in the list's own row, and say so with the next revision."""
    raised = {"revision": playlists.c.revision + 1, "changed_at_s": int(time.time()), **values}
    await connection.execute(update(playlists).where(playlists.c.playlist_id == playlist_id).values(raised))


async def receipt(connection: AsyncConnection, playlist_id: str, user_id: str, cmd_id: str) -> int | None:
    """The revision that a command made when it came for the first time."""
    r = playlist_receipts.c
    wanted = select(r.revision).where(r.playlist_id == playlist_id, r.user_id == user_id, r.cmd_id == cmd_id)
    return (await connection.execute(wanted)).scalar()


async def keep_receipt(connection: AsyncConnection, playlist_id: str, user_id: str, cmd_id: str, revision: int) -> None:
    """Note that a command stands. Yesterday's are forgotten: nobody asks again so late."""
    now_s = int(time.time())
    r = playlist_receipts.c
    old = delete(playlist_receipts).where(r.playlist_id == playlist_id, r.at_s < now_s - RECEIPTS_KEPT_S)
    await connection.execute(old)
    row = {"playlist_id": playlist_id, "user_id": user_id, "cmd_id": cmd_id, "revision": revision, "at_s": now_s}
    await connection.execute(insert(playlist_receipts).values(row))


async def _rewrite(connection: AsyncConnection, playlist_id: str, entries: list[Entry], revision: int) -> None:
    if not entries:
        return
    this = (e.c.playlist_id == playlist_id) & (e.c.entry_id == bindparam("of_entry"))
    names = ("order_key", "undo_id", "removed_rev")
    moved = update(e).where(this).values(changed_rev=revision, **{name: bindparam(f"new_{name}") for name in names})
    values = [{"of_entry": x.entry_id, **{f"new_{name}": getattr(x, name) for name in names}} for x in entries]
    await connection.execute(moved, values)


async def _sums(connection: AsyncConnection, playlist_id: str, after: Playlist) -> dict[str, Any]:
    in_it = (e.c.playlist_id == playlist_id) & e.c.undo_id.is_(None)
    length = (await connection.execute(select(func.coalesce(func.sum(e.c.duration_us), 0)).where(in_it))).scalar_one()
    entries = standing(after)
    first = dict.fromkeys(entry.track_id for entry in entries[: 4 * FIRST_TRACKS] if len(entry.track_id) <= 40)
    return {
        "tracks": len(entries),
        "duration_us": int(length),
        "first_tracks": " ".join(list(first)[:FIRST_TRACKS]),
    }


def _new_row(playlist_id: str, entry: Entry, words: Words, by: str, revision: int) -> dict[str, Any]:
    return {
        "playlist_id": playlist_id,
        "entry_id": entry.entry_id,
        "order_key": entry.order_key,
        "track_id": entry.track_id,
        "title": words.title,
        "artist": words.artist,
        "album": words.album,
        "duration_us": words.duration_us,
        "added_by": by,
        "added_at_s": int(time.time()),
        "changed_rev": revision,
        "undo_id": None,
        "removed_rev": 0,
    }
