"""Apply events to a room. Total: an event the room already holds, or that names what is gone, does no harm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

import msgspec

from sonix.core.room.events import (
    ClickTrackSet,
    EntriesRemoved,
    EntriesReordered,
    EntriesUpserted,
    EntryVoted,
    Event,
    HostChanged,
    LoopChanged,
    MemberUpserted,
    RemovalUndone,
    RoomConfigured,
    SilenceChanged,
    SkipVoted,
    StandingChanged,
    TrackStarted,
    TransportChanged,
)
from sonix.core.room.state import QueueEntry, Removal, Room, Standing

MAX_REMOVALS = 10
"""How many removals can be undone."""
MAX_REMOVED_ENTRIES = 1000
"""How many removed entries are remembered in all; the oldest removals go first."""

replace = msgspec.structs.replace


def evolve_all(room: Room, events: Iterable[Event]) -> Room:
    """Apply `events` in order. `rev` is the commit's business, not an event's."""
    for event in events:
        room = evolve(room, event)
    return room


def evolve(room: Room, event: Event) -> Room:
    """The room after `event`."""
    match event:
        case TransportChanged(transport=transport, previous=previous):
            same = transport.entry_id == room.transport.entry_id
            skip_votes = room.skip_votes if same else ()
            return replace(room, transport=transport, previous=previous, skip_votes=skip_votes)
        case EntriesUpserted(entries=entries):
            return _with_entries(room, entries)
        case EntriesReordered(keys=keys):
            moved = (replace(room.entries[i], order_key=key) for i, key in keys.items() if i in room.entries)
            return _with_entries(room, moved)
        case EntriesRemoved():
            return _removed(room, event)
        case RemovalUndone(undo_id=undo_id, entries=entries):
            kept = tuple(removal for removal in room.removals if removal.undo_id != undo_id)
            return _with_entries(replace(room, removals=kept), entries)
        case LoopChanged(mode=mode):
            return replace(room, loop=mode)
        case RoomConfigured(name=name, settings=settings):
            return replace(room, name=name, settings=settings)
        case MemberUpserted(member=member):
            return replace(room, members={**room.members, member.member_id: member})
        case HostChanged(host_id=host_id):
            return replace(room, host_id=host_id)
        case SilenceChanged(silent_since_us=since_us):
            return replace(room, silent_since_us=since_us)
        case ClickTrackSet(until_us=until_us):
            return replace(room, click_until_us=until_us)
        case EntryVoted(entry_id=entry_id, member_id=member_id, wanted=wanted):
            return _voted(room, entry_id, _with_voter(room.votes.get(entry_id, ()), member_id, wanted))
        case SkipVoted(entry_id=entry_id, member_id=member_id, wanted=wanted):
            if entry_id != room.transport.entry_id:
                return room
            return replace(room, skip_votes=_with_voter(room.skip_votes, member_id, wanted))
        case StandingChanged(member_id=member_id, standing=standing):
            return replace(room, standings={**room.standings, member_id: standing})
        case TrackStarted():
            return _started(room, event)
        case _:
            assert_never(event)


def _with_entries(room: Room, entries: Iterable[QueueEntry]) -> Room:
    return replace(room, entries={**room.entries, **{entry.entry_id: entry for entry in entries}})


def _with_voter(voters: tuple[str, ...], member_id: str, wanted: bool) -> tuple[str, ...]:
    if not wanted:
        return tuple(voter for voter in voters if voter != member_id)
    return tuple(sorted({*voters, member_id}))


def _voted(room: Room, entry_id: str, voters: tuple[str, ...]) -> Room:
    if voters == room.votes.get(entry_id, ()):
        return room
    others = {i: of_entry for i, of_entry in room.votes.items() if i != entry_id}
    return replace(room, votes={**others, entry_id: voters} if voters else others)


def _started(room: Room, event: TrackStarted) -> Room:
    """A start that was overtaken by an earlier one, behind a gate, does not count twice."""
    room = _voted(replace(room, skip_votes=()), event.entry_id, ())
    entry = room.entries.get(event.entry_id)
    if entry is not None and entry.pinned:
        room = _with_entries(room, [replace(entry, pinned=False)])
    if event.added_by in room.members:
        mine = room.standings.get(event.added_by, Standing())
        served = replace(mine, turn_at_us=max(mine.turn_at_us, event.at_us))
        room = replace(room, standings={**room.standings, event.added_by: served})
    if event.at_us <= room.last_start_us:
        return room
    return replace(room, plays=room.plays + 1, last_start_us=event.at_us)


def _removed(room: Room, event: EntriesRemoved) -> Room:
    gone = tuple(room.entries[i] for i in event.entry_ids if i in room.entries)
    if not gone:
        return room
    going = set(event.entry_ids)
    kept = {entry_id: entry for entry_id, entry in room.entries.items() if entry_id not in going}
    removals = room.removals
    if event.undo_id is not None:
        removals = _bounded((*removals, Removal(undo_id=event.undo_id, entries=gone)))
    remembered = {**kept, **{entry.entry_id: entry for removal in removals for entry in removal.entries}}
    votes = {i: voters for i, voters in room.votes.items() if i in remembered}
    return replace(room, entries=kept, removals=removals, votes=votes if votes != room.votes else room.votes)


def _bounded(removals: tuple[Removal, ...]) -> tuple[Removal, ...]:
    removals = removals[-MAX_REMOVALS:]
    while len(removals) > 1 and sum(len(removal.entries) for removal in removals) > MAX_REMOVED_ENTRIES:
        removals = removals[1:]
    return removals
