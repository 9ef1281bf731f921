"""Write the difference between two values of a room into its tables.

The compare-and-swap on `rooms.rev` has already proved that the tables hold `before`, so the difference is known without
reading them, and plain INSERT, UPDATE and DELETE do: no upsert, which every database spells in its own way.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.room.events import TrackStarted
from sonix.core.room.state import Room
from sonix.db import tables
from sonix.db.listing_names import rename_listing
from sonix.db.queue_rows import project_standings, project_votes
from sonix.db.room_rows import (
    Place,
    Values,
    entry_values,
    member_values,
    place_values,
    places,
    to_json,
)
from sonix.moderation.lines import lines_of
from sonix.moderation.log import write as write_lines
from sonix.rooms.ports import Batch

_SEQ_STEP = 1000
_CHANGES = ("name", "gone", "role", "muted_until_us")
"""What can change of a membership."""

_CHANGING = ("order_key", "undo_id", "undo_seq", "undo_index", "pinned", "added_by")
_update_entry = (
    update(tables.queue_entries)
    .where(
        tables.queue_entries.c.room_id == bindparam("of_room"),
        tables.queue_entries.c.entry_id == bindparam("of_entry"),
    )
    .values(
        {name: bindparam(name) for name in ("order_key", "undo_id", "undo_seq", "undo_index", "pinned", "added_by")}
    )
)
_update_member = (
    update(tables.room_members)
    .where(
        tables.room_members.c.room_id == bindparam("of_room"),
        tables.room_members.c.member_id == bindparam("of_member"),
    )
    .values({name: bindparam(name) for name in _CHANGES})
)
_delete_entry = delete(tables.queue_entries).where(
    tables.queue_entries.c.room_id == bindparam("of_room"),
    tables.queue_entries.c.entry_id == bindparam("of_entry"),
)


async def project(connection: AsyncConnection, batch: Batch) -> None:
    """Bring members, queue, log and history to `batch.after`."""
    before, after = batch.before, batch.after
    if after.name != before.name:
        await rename_listing(connection, after.room_id, after.name)
    if after.members is not before.members:
        await _project_members(connection, before, after)
    if after.entries is not before.entries or after.removals is not before.removals:
        await _project_entries(connection, before, after)
    if after.votes is not before.votes or after.skip_votes != before.skip_votes:
        await project_votes(connection, before, after)
    if after.standings is not before.standings:
        await project_standings(connection, before, after)
    await _write_log(connection, batch)
    await _write_history(connection, batch)
    await write_lines(connection, lines_of(batch.before, batch.revisions, batch.at_us))


async def _project_members(connection: AsyncConnection, before: Room, after: Room) -> None:
    new: list[Values] = []
    changed: list[Values] = []
    for member_id, member in after.members.items():
        known = before.members.get(member_id)
        if known is None:
            new.append({**member_values(after.room_id, member), "seen_at_us": member.joined_at_us})
        elif known != member:
            change = member_values(after.room_id, member)
            changed.append(
                {"of_room": after.room_id, "of_member": member_id, **{name: change[name] for name in _CHANGES}}
            )
    if new:
        await connection.execute(insert(tables.room_members), new)
    if changed:
        await connection.execute(_update_member, changed)


async def _project_entries(connection: AsyncConnection, before: Room, after: Room) -> None:
    old, now = places(before), places(after)
    seqs = _undo_seqs(before, after)

    def seq(place: Place) -> int | None:
        return None if place.undo_id is None else seqs[place.undo_id]

    gone = [{"of_room": after.room_id, "of_entry": entry_id} for entry_id in old if entry_id not in now]
    new: list[Values] = []
    changed: list[dict[str, Any]] = []
    for entry_id, place in now.items():
        known = old.get(entry_id)
        if known is None:
            new.append(entry_values(after.room_id, place, seq(place)))
        elif known != place:
            changed.append({"of_room": after.room_id, "of_entry": entry_id, **place_values(place, seq(place))})
    if gone:
        await connection.execute(_delete_entry, gone)
    if changed:
        await connection.execute(_update_entry, changed)
    if new:
        await connection.execute(insert(tables.queue_entries), new)


def _undo_seqs(before: Room, after: Room) -> dict[str, int]:
    """Numbers for entries that get into the undo bin now: they sort after those of all earlier commits."""
    return {removal.undo_id: (before.rev + 1) * _SEQ_STEP + index for index, removal in enumerate(after.removals)}


async def _write_log(connection: AsyncConnection, batch: Batch) -> None:
    rows = [
        {"room_id": batch.after.room_id, "rev": revision.rev, "at_us": batch.at_us, "data": to_json(revision.events)}
        for revision in batch.revisions
    ]
    await connection.execute(insert(tables.room_events), rows)


async def _write_history(connection: AsyncConnection, batch: Batch) -> None:
    rows = [
        {
            "room_id": batch.after.room_id,
            "seq": revision.rev * _SEQ_STEP + index,
            "entry_id": event.entry_id,
            "track_id": event.track.track_id,
            "track": to_json(event.track),
            "added_by": event.added_by,
            "at_us": event.at_us,
        }
        for revision in batch.revisions
        for index, event in enumerate(revision.events)
        if isinstance(event, TrackStarted)
    ]
    if rows:
        await connection.execute(insert(tables.room_history), rows)
