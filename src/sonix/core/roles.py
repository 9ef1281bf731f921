"""Who may do what in a room: ask for a right, never for a role.

The host may do everything; everybody else what the room's table gives their role (`sonix.core.room.rights`). Every
decision about a command passes through `may`.
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from sonix.core.room import commands as c
from sonix.core.room.rights import RANKS, Right, RoleName
from sonix.core.room.state import Room


def role_of(room: Room, member_id: str) -> RoleName:
    """The member's role; a listener's for whoever is not in the room."""
    if member_id == room.host_id:
        return "host"
    member = room.members.get(member_id)
    return "listener" if member is None or member.left else member.role


def rank_of(room: Room, member_id: str) -> int:
    """How high the member stands: nobody acts on somebody who stands as high as they do."""
    return RANKS[role_of(room, member_id)]


def outranks(room: Room, member_id: str, other_id: str) -> bool:
    """Whether the member may act on the other one, by rank."""
    return rank_of(room, member_id) > rank_of(room, other_id)


def has_right(room: Room, member_id: str, right: Right) -> bool:
    """Whether somebody who is in the room has a right in it."""
    member = room.members.get(member_id)
    if member is None or member.left:
        return False
    role = role_of(room, member_id)
    return role == "host" or role in room.settings.rights.of(right)


def may(room: Room, member_id: str, command: c.Command) -> bool:
    """Whether `member_id`, who is in the room, may ask for `command`. System commands are nobody's to ask for."""
    match command:
        case c.Join() | c.Leave() | c.Rename() | c.Click() | c.Vote() | c.VoteSkip():
            # The click is for setting the trim of one's own device, and ends by itself.
            return True
        case c.Remove(entry_ids=entry_ids):
            own = all(_is_own(room, member_id, entry_id) for entry_id in entry_ids)
            return own or has_right(room, member_id, "remove_others")
        case c.Undo(undo_id=undo_id):
            return _may_undo(room, member_id, undo_id)
        case c.Enqueue() if room.settings.queue.play_next == "token":
            # Whoever adds has a token for playing next, or none any more: `limits` says.
            return has_right(room, member_id, "add")
        case c.Move(entry_id=entry_id) if room.settings.queue.mode == "turns":
            return _is_own(room, member_id, entry_id) or has_right(room, member_id, "arrange")
        case c.HandOver():
            return member_id == room.host_id
        case (
            c.OpenGate()
            | c.Advance()
            | c.SettleSkip()
            | c.Inherit()
            | c.KeepPlaying()
            | c.MarkSilent()
            | c.MarkHeard()
            | c.ReplaceHost()
        ):
            return False
        case _:
            return all(has_right(room, member_id, right) for right in rights_for(command))


RightsCommand = (
    c.Play
    | c.Pause
    | c.Seek
    | c.Skip
    | c.Previous
    | c.Jump
    | c.StartNow
    | c.Move
    | c.Clear
    | c.Shuffle
    | c.Loop
    | c.Enqueue
    | c.Configure
    | c.SetRole
    | c.Dismiss
    | c.Mute
)


def rights_for(command: RightsCommand) -> tuple[Right, ...]:
    """The rights it takes to ask for a command, all of them."""
    match command:
        case c.Play() | c.Pause() | c.Seek() | c.Previous() | c.Jump() | c.StartNow():
            return ("playback",)
        case c.Skip():
            return ("skip",)
        case c.Move() | c.Clear() | c.Shuffle() | c.Loop():
            return ("arrange",)
        case c.Enqueue(where=where):
            return ("add",) if where == "last" else ("add", "play_next")
        case c.Configure():
            return _rights_to_configure(command)
        case c.SetRole():
            return ("appoint",)
        case c.Dismiss() | c.Mute():
            return ("moderate",)
        case _:
            assert_never(command)


def _rights_to_configure(command: c.Configure) -> tuple[Right, ...]:
    """The table of rights and the doors take rights of their own, everything else the one to configure."""
    parts: tuple[tuple[bool, Right], ...] = (
        (msgspec.structs.replace(command, rights=None, doors=None) != c.Configure(), "configure"),
        (command.rights is not None, "appoint"),
        (command.doors is not None, "moderate"),
    )
    return tuple(right for asked, right in parts if asked) or ("configure",)


def _may_undo(room: Room, member_id: str, undo_id: str) -> bool:
    if has_right(room, member_id, "remove_others") or has_right(room, member_id, "arrange"):
        return True
    removed = [entry for removal in room.removals if removal.undo_id == undo_id for entry in removal.entries]
    return all(entry.added_by == member_id for entry in removed)


def _is_own(room: Room, member_id: str, entry_id: str) -> bool:
    entry = room.entries.get(entry_id)
    return entry is None or entry.added_by == member_id
