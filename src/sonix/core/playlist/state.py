"""A playlist as its rules see it: which entries stand where. What a track is called is no matter of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_TRACKS = 5000
MOST_AT_ONCE = 500
MOST_REMOVED = 5000
"""Removed entries are kept for an undo, and because others still name them; the oldest are forgotten first."""


@dataclass(frozen=True)
class Entry:
    """One place in the list. With an `undo_id` it is removed, by the removal of that name, since `removed_rev`."""

    entry_id: str
    order_key: str
    track_id: str
    undo_id: str | None = None
    removed_rev: int = 0


@dataclass(frozen=True)
class Playlist:
    """All entries, removed ones too, by id."""

    name: str
    revision: int = 0
    entries: Mapping[str, Entry] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many entries stand in it."""
        return sum(entry.undo_id is None for entry in self.entries.values())


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """By place; ids tell equal keys apart."""
    return sorted(entries, key=lambda entry: (entry.order_key, entry.entry_id))


def standing(playlist: Playlist) -> list[Entry]:
    """What is in the list, in order."""
    return ordered(entry for entry in playlist.entries.values() if entry.undo_id is None)
