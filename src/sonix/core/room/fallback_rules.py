"""Music never stops: entries that the system puts behind everything people have added, three ahead at most."""

from __future__ import annotations

from sonix.core.room import commands as c
from sonix.core.room.advance import frozen_successor
from sonix.core.room.events import EntriesUpserted
from sonix.core.room.queue import current, keys_between, ordered, upcoming
from sonix.core.room.state import QueueEntry, Room
from sonix.core.room.turn import Outcome, Turn

NOBODY = "sonix"
"""Who added what nobody has added: no member has this id."""
AHEAD = 3


def missing(room: Room) -> int:
    """How many tracks the system may add now."""
    stands = not room.transport.playing and not room.transport.ended
    goes_on_anyway = room.loop != "off" or room.silent_since_us is not None
    if room.settings.blend.fallback == "off" or stands or goes_on_anyway or current(room) is None:
        return 0
    return max(0, AHEAD - len(upcoming(room)))


def keep_playing(turn: Turn, command: c.KeepPlaying) -> Outcome:
    """Add as many of the tracks as are missing, behind everything. What is there already is not added again."""
    room = turn.room
    new = [each for each in command.entries if each.entry_id not in room.entries][: missing(room)]
    entries = ordered(room)
    keys = keys_between(entries[-1].order_key if entries else None, None, len(new))
    added = tuple(
        QueueEntry(each.entry_id, key, each.track, added_by=NOBODY, added_at_us=turn.now_us, born=room.plays)
        for each, key in zip(new, keys, strict=True)
    )
    return (EntriesUpserted(added),) if added else ()


def place_of_people(turn: Turn, room: Room) -> tuple[str | None, str | None]:
    """The gap for what somebody adds last: behind all that people have added, before what keeps the music going."""
    here, frozen = current(room), frozen_successor(turn.room, turn.now_us)
    low: str | None = None
    for entry in ordered(room):
        is_fixed = here is None or entry.order_key <= here.order_key or entry == frozen
        if is_fixed or entry.added_by != NOBODY:
            low = entry.order_key
    return low, next((entry.order_key for entry in ordered(room) if low is None or entry.order_key > low), None)
