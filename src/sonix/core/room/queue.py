"""The queue's order, kept in keys rather than in places, so that moving one entry changes one row.

A key is six base-36 digits (a whole number) and, where two neighbours left no whole number between them, a fraction:
more digits, never ending in `0`. Keys compare as plain ASCII strings, and use lower case only, so that a database with
a case-insensitive collation sorts them alike.
"""

from __future__ import annotations

from collections.abc import Iterable

from sonix.core.room.state import QueueEntry, Room
from sonix.core.timeline import Piece

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_WHOLE = 6
_MIDDLE = 36**_WHOLE // 2
MAX_KEY_LENGTH = 48
"""A longer key is a sign to draw all keys anew (`spread`)."""


def ordered(room: Room) -> tuple[QueueEntry, ...]:
    """All entries, played ones first, as the queue stands."""
    return tuple(sorted(room.entries.values(), key=lambda entry: (entry.order_key, entry.entry_id)))


def current(room: Room) -> QueueEntry | None:
    """The entry the newest transport is on."""
    entry_id = room.transport.entry_id
    return room.entries.get(entry_id) if entry_id is not None else None


def played(room: Room) -> tuple[QueueEntry, ...]:
    """Entries before the current one, oldest first."""
    entries, index = _split(room)
    return entries[:index]


def upcoming(room: Room) -> tuple[QueueEntry, ...]:
    """Entries after the current one, in order."""
    entries, index = _split(room)
    return entries[index + 1 :]


def remaining(room: Room) -> tuple[QueueEntry, ...]:
    """What the room still hears: the current entry and those after it; a queue that loops comes back to all of them."""
    entries, index = _split(room)
    return entries if room.loop == "queue" else entries[max(0, index) :]


def successor(room: Room, entry_id: str) -> QueueEntry | None:
    """What follows `entry_id` when it is skipped: the next one, or the first again when the queue loops."""
    entries = ordered(room)
    index = next((i for i, entry in enumerate(entries) if entry.entry_id == entry_id), None)
    if index is None:
        return None
    if index + 1 < len(entries):
        return entries[index + 1]
    return entries[0] if room.loop == "queue" else None


def predecessor(room: Room, entry_id: str) -> QueueEntry | None:
    """What stands before `entry_id`; the last one when the queue loops."""
    entries = ordered(room)
    index = next((i for i, entry in enumerate(entries) if entry.entry_id == entry_id), None)
    if index is None:
        return None
    if index > 0:
        return entries[index - 1]
    return entries[-1] if room.loop == "queue" else None


def pieces(entries: Iterable[QueueEntry]) -> list[Piece]:
    """What the timeline needs of a queue, in the given order."""
    return [
        Piece(entry.entry_id, entry.track.duration_us, entry.track.album, entry.track.album_number) for entry in entries
    ]


def keys_between(low: str | None, high: str | None, count: int) -> list[str]:
    """`count` rising keys strictly between `low` and `high` (None: no bound)."""
    keys: list[str] = []
    for _ in range(count):
        low = key_between(low, high)
        keys.append(low)
    return keys


def spread(count: int) -> list[str]:
    """`count` fresh whole keys, for when the fractions have grown too long."""
    return [_whole(_MIDDLE + i) for i in range(count)]


def key_between(low: str | None, high: str | None) -> str:
    """A key strictly between the two; None stands for no bound on that side."""
    if low is None and high is None:
        return _whole(_MIDDLE)
    if high is None:
        assert low is not None
        return _whole(int(low[:_WHOLE], 36) + 1)
    if low is None:
        return _whole(int(high[:_WHOLE], 36) - 1)
    first, last = int(low[:_WHOLE], 36), int(high[:_WHOLE], 36)
    if last - first > 1:
        return _whole(first + 1 if first >= _MIDDLE else (first + last) // 2)
    ceiling = high[_WHOLE:] if first == last else None
    return low[:_WHOLE] + _fraction_between(low[_WHOLE:], ceiling)


def _fraction_between(low: str, high: str | None) -> str:
    """A fraction strictly between `low` and `high` (None: 1), never ending in `0`: there is always room before it."""
    shared = 0
    if high is not None:
        padded = low.ljust(len(high), "0")
        while shared < len(high) and padded[shared] == high[shared]:
            shared += 1
        if shared:
            return high[:shared] + _fraction_between(low[shared:], high[shared:])
    floor = _DIGITS.index(low[0]) if low else 0
    ceiling = _DIGITS.index(high[0]) if high else len(_DIGITS)
    if ceiling - floor > 1:
        return _DIGITS[(floor + ceiling) // 2]
    if high is not None and len(high) > 1:
        return high[0]
    return _DIGITS[floor] + _fraction_between(low[1:], None)


def _whole(number: int) -> str:
    digits = []
    for _ in range(_WHOLE):
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def _split(room: Room) -> tuple[tuple[QueueEntry, ...], int]:
    entries = ordered(room)
    index = next((i for i, entry in enumerate(entries) if entry.entry_id == room.transport.entry_id), -1)
    return entries, index
