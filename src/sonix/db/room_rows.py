"""Rooms as rows and back. `room_from_rows(room_values(room), …)` is the room again, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row

from sonix.core.room.events import Event
from sonix.core.room.state import Member, QueueEntry, Removal, Room, Settings, Track, Transport

_encode = msgspec.json.Encoder().encode
_settings = msgspec.json.Decoder(Settings)
_transport = msgspec.json.Decoder(Transport)
_track = msgspec.json.Decoder(Track)
_events = msgspec.json.Decoder(tuple[Event, ...])

Values = dict[str, Any]


class Place(NamedTuple):
    """Where an entry is: in the queue (`undo_id` None), or in the undo bin as number `undo_index` of a removal."""

    entry: QueueEntry
    undo_id: str | None = None
    undo_index: int | None = None


def to_json(value: object) -> str:
    """JSON text, as kept in `JSON_TEXT` columns."""
    return _encode(value).decode()


def events_from_json(text: str) -> tuple[Event, ...]:
    """The events of one commit."""
    return _events.decode(text)


def settings_from_json(text: str) -> Settings:
    """What a room is set to."""
    return _settings.decode(text)


def track_from_json(text: str) -> Track:
    """A track's copy in a queue or a history."""
    return _track.decode(text)


def room_values(room: Room, at_us: int) -> Values:
    """The small row that every commit rewrites."""
    return {
        "name": room.name,
        "host_id": room.host_id,
        "rev": room.rev,
        "settings": to_json(room.settings),
        "loop_mode": room.loop,
        "transport": to_json(room.transport),
        "previous": None if room.previous is None else to_json(room.previous),
        "silent_since_us": room.silent_since_us,
        "click_until_us": room.click_until_us,
        "changed_at_us": at_us,
        "plays": room.plays,
        "last_start_us": room.last_start_us,
    }


def member_values(room_id: str, member: Member) -> Values:
    """A membership, without `seen_at_us`, which is not the room's."""
    return {
        "room_id": room_id,
        "member_id": member.member_id,
        "name": member.name,
        "joined_at_us": member.joined_at_us,
        "gone": member.left,
        "role": member.role,
        "muted_until_us": member.muted_until_us,
    }


def places(room: Room) -> dict[str, Place]:
    """Every entry the room remembers, by id: those in the queue and those that can be put back."""
    found = {
        entry.entry_id: Place(entry, removal.undo_id, index)
        for removal in room.removals
        for index, entry in enumerate(removal.entries)
    }
    found.update((entry_id, Place(entry)) for entry_id, entry in room.entries.items())
    return found


def place_values(place: Place, undo_seq: int | None) -> Values:
    """What can change of an entry's row."""
    return {
        "order_key": place.entry.order_key,
        "pinned": place.entry.pinned,
        "added_by": place.entry.added_by,
        "undo_id": place.undo_id,
        "undo_seq": undo_seq,
        "undo_index": place.undo_index,
    }


def entry_values(room_id: str, place: Place, undo_seq: int | None) -> Values:
    """An entry's whole row."""
    entry = place.entry
    return {
        "room_id": room_id,
        "entry_id": entry.entry_id,
        "track_id": entry.track.track_id,
        "rendition_id": entry.track.rendition.rendition_id,
        "track": to_json(entry.track),
        "added_at_us": entry.added_at_us,
        "born": entry.born,
        **place_values(place, undo_seq),
    }


def room_from_rows(row: Row[Any], members: Iterable[Row[Any]], entries: Iterable[Row[Any]]) -> Room:
    """A room from its rows; `entries` sorted by `(undo_seq, undo_index)`."""
    queue: dict[str, QueueEntry] = {}
    bins: dict[str, list[QueueEntry]] = {}
    for found in entries:
        entry = _entry(found)
        if found.undo_id is None:
            queue[entry.entry_id] = entry
        else:
            bins.setdefault(found.undo_id, []).append(entry)
    return Room(
        room_id=row.room_id,
        code=row.code,
        name=row.name,
        host_id=row.host_id,
        created_at_us=row.created_at_us,
        rev=row.rev,
        settings=settings_from_json(row.settings),
        loop=row.loop_mode,
        transport=_transport.decode(row.transport),
        previous=None if row.previous is None else _transport.decode(row.previous),
        members={found.member_id: _member(found) for found in members},
        entries=queue,
        removals=tuple(Removal(undo_id=undo_id, entries=tuple(gone)) for undo_id, gone in bins.items()),
        silent_since_us=row.silent_since_us,
        click_until_us=row.click_until_us,
        plays=row.plays,
        last_start_us=row.last_start_us,
    )


def _member(row: Row[Any]) -> Member:
    return Member(
        member_id=row.member_id,
        name=row.name,
        joined_at_us=row.joined_at_us,
        left=row.gone,
        role=row.role,
        muted_until_us=row.muted_until_us,
    )


def _entry(row: Row[Any]) -> QueueEntry:
    return QueueEntry(
        entry_id=row.entry_id,
        order_key=row.order_key,
        track=track_from_json(row.track),
        added_by=row.added_by,
        added_at_us=row.added_at_us,
        born=row.born,
        pinned=row.pinned,
    )
