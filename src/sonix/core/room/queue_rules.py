"""The rules of adding, removing, moving, shuffling, looping, and taking a removal back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Literal

from sonix.core.room import commands as c
from sonix.core.room import fallback_rules
from sonix.core.room.advance import frozen_successor
from sonix.core.room.arranging import is_ruled, respread
from sonix.core.room.events import (
    EntriesRemoved,
    EntriesReordered,
    EntriesUpserted,
    Event,
    LoopChanged,
    RemovalUndone,
    StandingChanged,
    TransportChanged,
)
from sonix.core.room.evolve import evolve, evolve_all, replace
from sonix.core.room.fallback_rules import place_of_people
from sonix.core.room.limits import fitting, no_place_for, waiting_of
from sonix.core.room.mode_rules import runs_room
from sonix.core.room.queue import current, key_between, keys_between, ordered, played, upcoming
from sonix.core.room.state import QueueEntry, Room, Standing, Transport
from sonix.core.room.transport_rules import reanchor, run_out, switch
from sonix.core.room.turn import Outcome, Refusal, Turn


def enqueue(turn: Turn, command: c.Enqueue) -> Outcome:
    """Add entries after everything, or right after the current track (behind a successor that is already fixed)."""
    room = turn.room
    if any(new.entry_id in room.entries for new in command.entries):
        return Refusal("duplicate_entry", "That entry is already in the queue.")
    fit = fitting(turn, command)
    if not fit.entries:
        return fit.reason or ()
    if _load(room) + len(fit.entries) > turn.given.max_entries:
        return _full(turn)
    added = _entries_of(turn, fit.entries, command.where)
    events: tuple[Event, ...] = (EntriesUpserted(added), _standing_after(turn, command.where))
    events = (*events, *respread(evolve_all(room, events)))
    return (*events, *_begin(turn, evolve_all(room, events), added[0]))


def _entries_of(turn: Turn, new: Sequence[c.NewEntry], where: Literal["last", "next"]) -> tuple[QueueEntry, ...]:
    assert turn.actor is not None
    low, high = place_of_people(turn, turn.room) if where == "last" else _next_place(turn, turn.room)
    return tuple(
        QueueEntry(
            entry_id=each.entry_id,
            order_key=key,
            track=each.track,
            added_by=turn.actor,
            added_at_us=turn.now_us + place,  # of the tracks of one add the first is the oldest
            born=turn.room.plays,
            pinned=where == "next" and is_ruled(turn.room),
        )
        for place, (each, key) in enumerate(zip(new, keys_between(low, high, len(new)), strict=True))
    )


def _standing_after(turn: Turn, where: Literal["last", "next"]) -> StandingChanged:
    """Who comes with something to play goes to the end of the round; who has something waiting keeps their place."""
    assert turn.actor is not None
    before = turn.room.standings.get(turn.actor, Standing())
    waits = waiting_of(turn.room, turn.actor) > 0
    after = Standing(
        added_at_us=turn.now_us,
        next_at_us=turn.now_us if where == "next" else before.next_at_us,
        turn_at_us=before.turn_at_us if waits else max(before.turn_at_us, turn.now_us),
    )
    return StandingChanged(turn.actor, after)


def keep_playing(turn: Turn, command: c.KeepPlaying) -> Outcome:
    """Add what keeps the music going; a queue that ran out already goes on with it."""
    events = fallback_rules.keep_playing(turn, command)
    if isinstance(events, Refusal) or not events:
        return events
    after = evolve_all(turn.room, events)
    return (*events, *_begin(turn, after, upcoming(after)[0]))


def remove(turn: Turn, command: c.Remove) -> Outcome:
    """Take entries out. Entries that are gone already are no error: somebody else was quicker."""
    known = tuple(dict.fromkeys(i for i in command.entry_ids if i in turn.room.entries))
    return _take_out(turn, known, command.undo_id) if known else ()


def clear(turn: Turn, command: c.Clear) -> Outcome:
    """Take out everything still to come."""
    ids = tuple(entry.entry_id for entry in upcoming(turn.room))
    return _take_out(turn, ids, command.undo_id) if ids else ()


def move(turn: Turn, command: c.Move) -> Outcome:
    """Put an entry right after another, always behind the current track and a successor that is already fixed."""
    room = turn.room
    entry = room.entries.get(command.entry_id)
    if entry is None or (command.after is not None and command.after not in room.entries):
        return Refusal("not_found", "That track is not in the queue any more.")
    if entry.entry_id == room.transport.entry_id:
        return Refusal("is_current", "The track that plays can't be moved.")
    frozen = frozen_successor(turn.room, turn.now_us)
    if frozen is not None and frozen.entry_id == entry.entry_id:
        return Refusal("next_is_fixed", "The next track starts in a few seconds and stays where it is.")
    if command.after == command.entry_id:
        return ()
    others = {i: other for i, other in room.entries.items() if i != entry.entry_id}
    low, high = _place_after(turn, replace(room, entries=others), command.after)
    pinned = entry.pinned
    if is_ruled(room) and runs_room(room, turn.actor or ""):
        pinned = _is_pinned_place(turn, command.after)
        if room.settings.queue.mode == "votes" and not pinned and not entry.pinned:
            return Refusal("votes_decide", "Votes order this queue. You can put a track next instead.")
    stays = (low or "") < entry.order_key and (high is None or entry.order_key < high)
    if stays and pinned == entry.pinned:
        return ()
    moved = replace(entry, order_key=entry.order_key if stays else key_between(low, high), pinned=pinned)
    events: tuple[Event, ...] = (EntriesUpserted((moved,)),)
    return (*events, *respread(evolve_all(room, events)))


def undo(turn: Turn, command: c.Undo) -> Outcome:
    """Put back what a removal took. What has been passed by meanwhile comes next, so that it does get played."""
    room = turn.room
    removal = next((removal for removal in room.removals if removal.undo_id == command.undo_id), None)
    if removal is None:
        return Refusal("nothing_to_undo", "That can't be undone any more.")
    if _load(room) + len(removal.entries) > turn.given.max_entries:
        return _full(turn)
    own = sum(entry.added_by == turn.actor for entry in removal.entries)
    crowded = no_place_for(turn, turn.actor or "", own) if own else None
    if crowded is not None:
        return crowded
    for entry in sorted(removal.entries, key=lambda entry: entry.order_key):
        room = evolve(room, EntriesUpserted((_replaced(turn, room, entry),)))
    back = tuple(room.entries[entry.entry_id] for entry in removal.entries)
    events: tuple[Event, ...] = (RemovalUndone(undo_id=removal.undo_id, entries=back),)
    events = (*events, *respread(evolve_all(turn.room, events)))
    first = min(back, key=lambda entry: entry.order_key)
    if turn.room.transport.entry_id is not None:
        return events
    return (*events, *_begin(turn, evolve_all(turn.room, events), first))


def shuffle(turn: Turn, command: c.Shuffle) -> Outcome:
    """Shuffle what is still to come; a successor that is already fixed stays first."""
    if is_ruled(turn.room):
        return Refusal("not_shuffled", "Votes or turns order this queue: it can't be shuffled.")
    frozen = frozen_successor(turn.room, turn.now_us)
    entries = [entry for entry in upcoming(turn.room) if entry != frozen]
    if len(entries) < 2:
        return ()
    keys = [entry.order_key for entry in entries]
    random.Random(command.seed).shuffle(entries)  # noqa: S311 - fairness, not secrecy; the seed stands in the event
    order = {entry.entry_id: key for entry, key in zip(entries, keys, strict=True)}
    return (EntriesReordered(keys=order, seed=command.seed),)


def loop(turn: Turn, command: c.Loop) -> Outcome:
    """Set what happens at the end of a track and of the queue."""
    if command.mode == turn.room.loop:
        return ()
    changed = LoopChanged(command.mode)
    return (changed, *_successor_news(turn, evolve(turn.room, changed)))


def _take_out(turn: Turn, ids: tuple[str, ...], undo_id: str) -> tuple[Event, ...]:
    gone = EntriesRemoved(entry_ids=ids, undo_id=undo_id, by=turn.actor)
    after = evolve(turn.room, gone)
    if turn.room.transport.entry_id not in ids:
        return (gone, *_successor_news(turn, after))
    return (gone, *_leave_current(turn, after))


def _leave_current(turn: Turn, after: Room) -> tuple[Event, ...]:
    """The current entry was taken out: go on with what follows it, else stand at the end of what is left."""
    leaving = current(turn.room)
    assert leaving is not None
    left = ordered(after)
    following = next((entry for entry in left if entry.order_key > leaving.order_key), None)
    if following is None and turn.room.loop == "queue" and left:
        following = left[0]
    if following is not None:
        return switch(turn, after, following, 0, playing=turn.room.transport.playing)
    return run_out(turn, after, left[-1] if left else None)


def _successor_news(turn: Turn, after: Room) -> tuple[Event, ...]:
    """Nothing, unless the successor was already fixed and is another one now: that is an explicit jump."""
    before = frozen_successor(turn.room, turn.now_us)
    now = frozen_successor(after, turn.now_us)
    same = (before.entry_id if before else None) == (now.entry_id if now else None)
    if same and not (before is None and turn.room.loop != after.loop and _near_end(turn, after)):
        return ()
    return reanchor(turn, after)


def _near_end(turn: Turn, after: Room) -> bool:
    """Whether a successor is fixed under either loop mode but `track`, which has none to compare."""
    return frozen_successor(replace(after, loop="queue"), turn.now_us) is not None


def _begin(turn: Turn, after: Room, first: QueueEntry) -> tuple[Event, ...]:
    """Music added to an empty room stands ready; added to a room whose queue ran out, it goes on."""
    transport = turn.room.transport
    if transport.entry_id is None:
        ready = Transport(epoch=transport.epoch + 1, entry_id=first.entry_id, at_us=turn.now_us)
        return (TransportChanged(transport=ready, previous=None, by=turn.actor),)
    if transport.ended:
        return switch(turn, after, first, 0, playing=turn.room.silent_since_us is None)
    return ()


def _replaced(turn: Turn, room: Room, entry: QueueEntry) -> QueueEntry:
    """`entry` at its old place, or next where that place has been passed by or taken."""
    here = current(room)
    taken = any(other.order_key == entry.order_key for other in room.entries.values())
    if here is None or (entry.order_key > here.order_key and not taken):
        return entry if not taken else replace(entry, order_key=key_between(*place_of_people(turn, room)))
    return replace(entry, order_key=key_between(*_next_place(turn, room)))


def _is_pinned_place(turn: Turn, after: str | None) -> bool:
    """Whether what is put behind `after` is put next: first of all, or behind something that was."""
    floor = frozen_successor(turn.room, turn.now_us) or current(turn.room)
    if after is None or (floor is not None and turn.room.entries[after].order_key <= floor.order_key):
        return True
    return turn.room.entries[after].pinned


def _full(turn: Turn) -> Refusal:
    return Refusal("queue_full", f"The queue is full: it holds {turn.given.max_entries} tracks.", retryable=True)


def _load(room: Room) -> int:
    """Entries that count against the limit: played ones do only while the queue loops."""
    return len(room.entries) if room.loop == "queue" else len(room.entries) - len(played(room))


def _next_place(turn: Turn, room: Room) -> tuple[str | None, str | None]:
    return _place_after(turn, room, None)


def _place_after(turn: Turn, room: Room, after: str | None) -> tuple[str | None, str | None]:
    """The gap right behind `after`, but never before the current entry or a fixed successor."""
    entries = ordered(room)
    floor = frozen_successor(turn.room, turn.now_us) or current(room)
    floor_key = floor.order_key if floor is not None else None
    here = room.transport.entry_id
    if floor is not None and here in room.entries and floor.order_key < room.entries[here].order_key:
        floor_key = room.entries[here].order_key
    low = room.entries[after].order_key if after is not None else floor_key
    if floor_key is not None and (low is None or low < floor_key):
        low = floor_key
    high = next((entry.order_key for entry in entries if low is None or entry.order_key > low), None)
    return low, high
