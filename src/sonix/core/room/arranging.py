"""The order of what is to come in a room where votes or turns decide it: a pure function of the room, so that every
node, and every replay, finds the same one.

Neither rule looks at the clock. What a rule wants is written down as order keys in the decision that brings it about,
so that clients only ever sort keys.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from sonix.core.room.advance import frozen_successor
from sonix.core.room.events import EntriesReordered, Event
from sonix.core.room.evolve import evolve
from sonix.core.room.queue import MAX_KEY_LENGTH, current, key_between, ordered, spread, upcoming
from sonix.core.room.state import QueueEntry, Room

AGE_OF_A_VOTE = 3
"""Tracks that start while an entry waits and count for it like one vote. An entry that nobody wants is therefore never
overtaken by one that was added after 3 tracks for each member of the room had started: it waits a bounded time, however
popular the rest is."""

Rank = tuple[int, int, int, str]


def is_ruled(room: Room) -> bool:
    """Whether votes or turns order the queue, rather than people's hands."""
    return room.settings.queue.mode in ("votes", "turns")


def arranged(room: Room, now_us: int) -> tuple[Event, ...]:
    """New keys for what does not stand where the rule of the room wants it; a successor that is fixed stays."""
    if not is_ruled(room):
        return ()
    fixed = frozen_successor(room, now_us)
    waiting = [entry for entry in upcoming(room) if fixed is None or entry.entry_id != fixed.entry_id]
    wanted = wanted_order(room, waiting)
    if wanted == waiting:
        return ()
    floor = max((entry.order_key for entry in (current(room), fixed) if entry is not None), default=None)
    reordered = EntriesReordered(keys=_new_keys(wanted, floor))
    return (reordered, *respread(evolve(room, reordered)))


def respread(room: Room) -> tuple[Event, ...]:
    """All keys drawn anew when one has grown too long."""
    entries = ordered(room)
    if all(len(entry.order_key) <= MAX_KEY_LENGTH for entry in entries):
        return ()
    keys = spread(len(entries))
    return (EntriesReordered(keys={entry.entry_id: key for entry, key in zip(entries, keys, strict=True)}),)


def wanted_order(room: Room, waiting: Sequence[QueueEntry]) -> list[QueueEntry]:
    """`waiting`, in the order in which it stands, as the rule of the room wants it. What was pinned comes first."""
    pinned = [entry for entry in waiting if entry.pinned]
    others = [entry for entry in waiting if not entry.pinned]
    if room.settings.queue.mode == "votes":
        return [*pinned, *sorted(others, key=lambda entry: _wish(room, entry))]
    return [*pinned, *_in_turns(room, others)]


def turns_of(room: Room, waiting: Sequence[QueueEntry]) -> list[str]:
    """Who of those with something to play is next, and who after: who has waited longest for a turn.

    Music of people who are not in the room, or in it no more, waits until nobody else has any.
    """
    since: dict[str, int] = {}
    for entry in waiting:
        since[entry.added_by] = min(entry.added_at_us, since.get(entry.added_by, entry.added_at_us))
    for member_id in since:
        standing = room.standings.get(member_id)
        if standing is not None and standing.turn_at_us:
            since[member_id] = standing.turn_at_us
    return sorted(since, key=lambda member_id: (not is_here(room, member_id), since[member_id], member_id))


def is_here(room: Room, member_id: str) -> bool:
    """A member who has not left for good."""
    member = room.members.get(member_id)
    return member is not None and not member.left


def _wish(room: Room, entry: QueueEntry) -> Rank:
    """Votes, and every few tracks of waiting as one more: both sides of a comparison age alike, so only birth counts.

    Music that no member brought comes after everybody's.
    """
    votes = len(room.votes.get(entry.entry_id, ()))
    return (
        int(entry.added_by not in room.members),
        entry.born - AGE_OF_A_VOTE * votes,
        entry.added_at_us,
        entry.entry_id,
    )


def _in_turns(room: Room, waiting: Sequence[QueueEntry]) -> list[QueueEntry]:
    """One entry of each person a round, each person's in the order in which they stand."""
    people = turns_of(room, waiting)
    place = {member_id: index for index, member_id in enumerate(people)}
    taken: dict[str, int] = {}
    ranks: dict[str, tuple[bool, int, int]] = {}
    for entry in waiting:
        own = taken[entry.added_by] = taken.get(entry.added_by, -1) + 1
        ranks[entry.entry_id] = (not is_here(room, entry.added_by), own, place[entry.added_by])
    return sorted(waiting, key=lambda entry: ranks[entry.entry_id])


def _new_keys(wanted: Sequence[QueueEntry], floor: str | None) -> dict[str, str]:
    """As few keys as can be: the longest run that is in order already stays, the rest gets keys in between."""
    staying = _longest_rising([entry.order_key for entry in wanted])
    ceilings: list[str | None] = []
    ceiling: str | None = None
    for index in range(len(wanted) - 1, -1, -1):
        ceilings.append(ceiling)
        if index in staying:
            ceiling = wanted[index].order_key
    ceilings.reverse()
    keys: dict[str, str] = {}
    low = floor
    for index, entry in enumerate(wanted):
        if index in staying:
            low = entry.order_key
            continue
        low = keys[entry.entry_id] = key_between(low, ceilings[index])
    return keys


def _longest_rising(keys: Sequence[str]) -> set[int]:
    """The places of a longest rising part of `keys`."""
    ends: list[str] = []
    at: list[int] = []
    before: list[int] = []
    for index, key in enumerate(keys):
        length = bisect_left(ends, key)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [key]
        at[length : length + 1] = [index]
    found: set[int] = set()
    index = at[-1] if at else -1
    while index >= 0:
        found.add(index)
        index = before[index]
    return found
