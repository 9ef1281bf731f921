"""The rules of joining, leaving, names, the click track, and whether anybody listens."""

from __future__ import annotations

from sonix.core.room import commands as c
from sonix.core.room.events import ClickTrackSet, HostChanged, MemberUpserted, SilenceChanged
from sonix.core.room.evolve import replace
from sonix.core.room.role_rules import heir_of
from sonix.core.room.state import Member
from sonix.core.room.turn import Outcome, Refusal, Turn
from sonix.core.room.vote_rules import withdrawn

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
    new = known or Member(member_id=actor, name=command.name, joined_at_us=turn.now_us)
    joined = MemberUpserted(replace(new, name=command.name, left=False))
    host = room.members.get(room.host_id)
    if (host is None or host.left) and actor != room.host_id:
        return (joined, HostChanged(actor))
    return (joined,)


def leave(turn: Turn) -> Outcome:
    """Leave for good, and one's role with it; a leaving host hands over."""
    room, actor = turn.room, turn.actor
    assert actor is not None
    left = MemberUpserted(replace(room.members[actor], left=True, role="listener"))
    heir = heir_of(room) if actor == room.host_id else None
    events = (left, *withdrawn(room, actor))
    return (*events, HostChanged(heir.member_id)) if heir is not None else events


def rename(turn: Turn, command: c.Rename) -> Outcome:
    """Change one's own name in this room."""
    assert turn.actor is not None
    member = turn.room.members[turn.actor]
    if member.name == command.name:
        return ()
    return (MemberUpserted(replace(member, name=command.name)),)


def click(turn: Turn, command: c.Click) -> Outcome:
    """Start the click track for a while, 5 minutes at most, or end it. A property of the timeline, it ends by itself.

    Every member may: whoever starts it and walks off bothers nobody for long, and everybody else may end it.
    """
    if command.seconds:
        return (ClickTrackSet(turn.now_us + min(command.seconds, MAX_CLICK_S) * 1_000_000),)
    return (ClickTrackSet(0),) if turn.room.click_until_us > turn.now_us else ()


def mark(turn: Turn, command: c.MarkSilent | c.MarkHeard) -> Outcome:
    """Write down when the last listener left, or that somebody listens again.

    A pause for silence has already been folded in by `decide`.
    """
    was_silent = turn.room.silent_since_us is not None
    if isinstance(command, c.MarkHeard):
        return (SilenceChanged(None),) if was_silent else ()
    return () if was_silent else (SilenceChanged(min(command.since_us, turn.now_us)),)
