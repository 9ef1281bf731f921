"""The rules of joining, leaving, names, settings, the host, the click track, and whether anybody listens."""

from __future__ import annotations

from sonix.core.room import commands as c
from sonix.core.room.events import ClickTrackSet, HostChanged, MemberUpserted, RoomConfigured, SilenceChanged
from sonix.core.room.evolve import replace
from sonix.core.room.state import Member, Room
from sonix.core.room.turn import Outcome, Refusal, Turn

MAX_CLICK_S = 300


def join(turn: Turn, command: c.Join) -> Outcome:
    """Join, or come back. A room whose host has gone for good makes whoever comes next its host."""
    room, actor = turn.room, turn.actor
    assert actor is not None, "decide() lets nobody join without a name"
    known = room.members.get(actor)
    if known is not None and not known.left and known.name == command.name:
        return ()
    if known is None or known.left:
        present = sum(not member.left for member in room.members.values())
        if present >= turn.given.max_members:
            return Refusal("room_full", "This room is full.", retryable=True)
    joined_at_us = known.joined_at_us if known is not None else turn.now_us
    joined = MemberUpserted(Member(member_id=actor, name=command.name, joined_at_us=joined_at_us))
    host = room.members.get(room.host_id)
    if (host is None or host.left) and actor != room.host_id:
        return (joined, HostChanged(actor))
    return (joined,)


def leave(turn: Turn) -> Outcome:
    """Leave for good; a leaving host hands over to whoever has been there longest."""
    room, actor = turn.room, turn.actor
    assert actor is not None
    left = MemberUpserted(replace(room.members[actor], left=True))
    heir = _longest_standing(room, actor) if actor == room.host_id else None
    return (left, HostChanged(heir.member_id)) if heir is not None else (left,)


def rename(turn: Turn, command: c.Rename) -> Outcome:
    """Change one's own name in this room."""
    assert turn.actor is not None
    member = turn.room.members[turn.actor]
    if member.name == command.name:
        return ()
    return (MemberUpserted(replace(member, name=command.name)),)


def configure(turn: Turn, command: c.Configure) -> Outcome:
    """Change the room's name and settings; what is not named stays."""
    room = turn.room
    settings = replace(
        room.settings,
        control=command.control or room.settings.control,
        add=command.add or room.settings.add,
    )
    name = command.name or room.name
    if settings == room.settings and name == room.name:
        return ()
    return (RoomConfigured(name=name, settings=settings),)


def hand_over(turn: Turn, command: c.HandOver) -> Outcome:
    """Make another member the host."""
    heir = turn.room.members.get(command.member_id)
    if heir is None or heir.left:
        return Refusal("not_found", "That person is not in this room any more.")
    return () if heir.member_id == turn.room.host_id else (HostChanged(heir.member_id),)


def click(turn: Turn, command: c.Click) -> Outcome:
    """Start the click track for a while, 5 minutes at most, or end it. A property of the timeline, it ends by itself.

    Every member may: whoever starts it and walks off bothers nobody for long, and everybody else may end it.
    """
    if command.seconds:
        return (ClickTrackSet(turn.now_us + min(command.seconds, MAX_CLICK_S) * 1_000_000),)
    return (ClickTrackSet(0),) if turn.room.click_until_us > turn.now_us else ()


def mark_silent(turn: Turn, command: c.MarkSilent) -> Outcome:
    """Write down when the last listener left."""
    if turn.room.silent_since_us is not None:
        return ()
    return (SilenceChanged(min(command.since_us, turn.now_us)),)


def mark_heard(turn: Turn) -> Outcome:
    """Somebody listens again. A pause for silence has already been folded in by `decide`."""
    return () if turn.room.silent_since_us is None else (SilenceChanged(None),)


def _longest_standing(room: Room, leaving: str) -> Member | None:
    others = [member for member in room.members.values() if member.member_id != leaving and not member.left]
    return min(others, key=lambda member: (member.joined_at_us, member.member_id), default=None)
