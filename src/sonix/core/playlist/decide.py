"""The rules of a playlist: from a command to what is different afterwards. Pure: ids come in, nothing is read.

An entry that somebody else has just removed still has its place: what is put behind it stands where it stood. Nothing
that an editor adds is lost to what another one does at the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from sonix.core.playlist import commands as c
from sonix.core.playlist.places import keys_after, spread_keys
from sonix.core.playlist.state import MOST_REMOVED, MOST_TRACKS, Entry, Playlist, ordered
from sonix.core.room.queue import MAX_KEY_LENGTH
from sonix.core.room.turn import Refusal


@dataclass(frozen=True)
class Changed:
    """What one commit makes different, as absolute facts.

    Attributes:
        entries: how these are now, removed ones with their `undo_id`.
        forgotten: ids of removed entries that can't come back any more.
    """

    entries: tuple[Entry, ...] = ()
    forgotten: tuple[str, ...] = ()
    name: str | None = None

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        return not self.entries and not self.forgotten and self.name is None


def decide(playlist: Playlist, command: c.Command) -> Changed | Refusal:
    """What the command changes, or why it can't be done."""
    match command:
        case c.Add():
            return _add(playlist, command)
        case c.Remove():
            return _remove(playlist, command)
        case c.Undo():
            return _undo(playlist, command)
        case c.Move():
            return _move(playlist, command)
        case c.Rename():
            return Changed(name=command.name) if command.name != playlist.name else Changed()
        case _:
            assert_never(command)


def evolve(playlist: Playlist, changed: Changed) -> Playlist:
    """The list after a commit."""
    if changed.nothing:
        return playlist
    entries = {**playlist.entries, **{entry.entry_id: entry for entry in changed.entries}}
    for entry_id in changed.forgotten:
        entries.pop(entry_id, None)
    name = playlist.name if changed.name is None else changed.name
    return Playlist(name, playlist.revision + 1, entries)


def _add(playlist: Playlist, command: c.Add) -> Changed | Refusal:
    new = [entry for entry in command.entries if entry.entry_id not in playlist.entries]
    if (over := playlist.size + len(new) - MOST_TRACKS) > 0:
        return Refusal("full", f"A playlist holds {MOST_TRACKS} tracks; these are {over} too many.")
    placed = [Entry(entry.entry_id, "", entry.track_id) for entry in new]
    return _placed(playlist, placed, command.after)


def _move(playlist: Playlist, command: c.Move) -> Changed | Refusal:
    known = [playlist.entries[id_] for id_ in dict.fromkeys(command.entry_ids) if id_ in playlist.entries]
    there = [entry for entry in known if entry.undo_id is None and entry.entry_id != command.after]
    if not there:
        return Changed()
    return _placed(playlist, there, command.after)


def _placed(playlist: Playlist, entries: list[Entry], after: str | None) -> Changed:
    """These entries, in this order, behind the other one. When keys grow too long, all are drawn anew."""
    if not entries:
        return Changed()
    moving = {entry.entry_id for entry in entries}
    others = ordered(entry for entry in playlist.entries.values() if entry.entry_id not in moving)
    at = _place(others, after)
    keys = keys_after(others, at, len(entries))
    if max(map(len, keys)) <= MAX_KEY_LENGTH:
        placed = [replace(entry, order_key=key) for entry, key in zip(entries, keys, strict=True)]
        return Changed(tuple(entry for entry in placed if playlist.entries.get(entry.entry_id) != entry))
    everything = [*others[:at], *entries, *others[at:]]
    whole = spread_keys(len(everything))
    return Changed(tuple(replace(entry, order_key=key) for entry, key in zip(everything, whole, strict=True)))


def _place(others: list[Entry], after: str | None) -> int:
    """How many stand before it. Behind one that nobody knows any more is behind all."""
    if after is None:
        return 0
    found = next((at for at, entry in enumerate(others) if entry.entry_id == after), None)
    return len(others) if found is None else found + 1


def _remove(playlist: Playlist, command: c.Remove) -> Changed:
    known = (playlist.entries.get(entry_id) for entry_id in dict.fromkeys(command.entry_ids))
    there = [entry for entry in known if entry is not None and entry.undo_id is None]
    if not there:
        return Changed()
    revision = playlist.revision + 1
    removed = tuple(replace(entry, undo_id=command.undo_id, removed_rev=revision) for entry in there)
    before = sorted(
        (entry for entry in playlist.entries.values() if entry.undo_id is not None),
        key=lambda entry: (entry.removed_rev, entry.entry_id),
    )
    surplus = max(0, len(before) + len(removed) - MOST_REMOVED)
    return Changed(removed, tuple(entry.entry_id for entry in before[:surplus]))


def _undo(playlist: Playlist, command: c.Undo) -> Changed | Refusal:
    gone = [entry for entry in playlist.entries.values() if entry.undo_id == command.undo_id]
    if (over := playlist.size + len(gone) - MOST_TRACKS) > 0:
        return Refusal("full", f"A playlist holds {MOST_TRACKS} tracks; these are {over} too many.")
    return Changed(tuple(replace(entry, undo_id=None, removed_rev=0) for entry in ordered(gone)))
