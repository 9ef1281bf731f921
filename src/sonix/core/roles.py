"""Who may do what in a room.

Two roles so far: the host may do everything; a listener what the room's settings leave to everyone. Every decision
passes through `may`, so a finer matrix of actions by role replaces this one function.
"""

from __future__ import annotations

from typing import assert_never

from sonix.core.room import commands as c
from sonix.core.room.state import RoleName, Room


def role_of(room: Room, member_id: str) -> RoleName:
    """The member's role."""
    return "host" if member_id == room.host_id else "listener"


def may(room: Room, member_id: str, command: c.Command) -> bool:
    """Whether `member_id`, who is in the room, may ask for `command`. System commands are nobody's to ask for."""
    host = role_of(room, member_id) == "host"
    controls = host or room.settings.control == "everyone"
    match command:
        case c.Join() | c.Leave() | c.Rename() | c.Click():
            # The click is for setting the trim of one's own device, and ends by itself.
            return True
        case c.Play() | c.Pause() | c.Seek() | c.Skip() | c.Previous() | c.Jump() | c.StartNow():
            return controls
        case c.Move() | c.Clear() | c.Shuffle() | c.Loop():
            return controls
        case c.Enqueue():
            return host or room.settings.add == "everyone"
        case c.Remove(entry_ids=entry_ids):
            return controls or all(_is_own(room, member_id, entry_id) for entry_id in entry_ids)
        case c.Undo(undo_id=undo_id):
            removed = [entry for removal in room.removals if removal.undo_id == undo_id for entry in removal.entries]
            return controls or all(entry.added_by == member_id for entry in removed)
        case c.Configure() | c.HandOver():
            return host
        case c.OpenGate() | c.Advance() | c.MarkSilent() | c.MarkHeard():
            return False
        case _:
            assert_never(command)


def _is_own(room: Room, member_id: str, entry_id: str) -> bool:
    entry = room.entries.get(entry_id)
    return entry is None or entry.added_by == member_id
