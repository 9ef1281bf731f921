"""The rules of sending people out and muting them, and who may take back what somebody else did."""

from __future__ import annotations

from typing import assert_never

from sonix.core.roles import has_right, outranks, rank_of
from sonix.core.room import commands as c
from sonix.core.room import role_rules
from sonix.core.room.events import HostChanged, MemberUpserted
from sonix.core.room.evolve import replace
from sonix.core.room.rights import Right
from sonix.core.room.role_rules import NOT_HERE, heir_of
from sonix.core.room.state import Room
from sonix.core.room.turn import Outcome, Refusal, Turn
from sonix.core.room.vote_rules import withdrawn

LONGEST_MUTE_US = 10 * 365 * 86_400 * 1_000_000
OUTRANKED = Refusal("outranked", "You can only do that to people who stand below you in this room.")


Governing = c.Configure | c.HandOver | c.SetRole | c.ReplaceHost | c.Dismiss | c.Mute


def govern(turn: Turn, command: Governing) -> Outcome:
    """Apply one command about who may what, and who is here."""
    match command:
        case c.Configure():
            return role_rules.configure(turn, command)
        case c.HandOver():
            return role_rules.hand_over(turn, command)
        case c.SetRole():
            return role_rules.set_role(turn, command)
        case c.ReplaceHost():
            return role_rules.replace_host(turn, command)
        case c.Dismiss():
            return dismiss(turn, command)
        case c.Mute():
            return mute(turn, command)
        case _:
            assert_never(command)


def dismiss(turn: Turn, command: c.Dismiss) -> Outcome:
    """Send a member out. The system sends out whoever slipped in while they were being banned, the host too."""
    member = turn.room.members.get(command.member_id)
    if member is None or member.left:
        return NOT_HERE
    if turn.actor is not None and not outranks(turn.room, turn.actor, member.member_id):
        return OUTRANKED
    sent = MemberUpserted(replace(member, left=True, role="listener"), by=turn.actor or "")
    heir = heir_of(turn.room) if member.member_id == turn.room.host_id else None
    events = (sent, *withdrawn(turn.room, member.member_id))
    return events if heir is None else (*events, HostChanged(heir.member_id))


def mute(turn: Turn, command: c.Mute) -> Outcome:
    """Mute a member, also one who has left: they may come back."""
    member = turn.room.members.get(command.member_id)
    if member is None:
        return NOT_HERE
    if turn.actor is not None and not outranks(turn.room, turn.actor, member.member_id):
        return OUTRANKED
    until_us = min(command.until_us, turn.now_us + LONGEST_MUTE_US)
    if member.muted_until_us == until_us or max(member.muted_until_us, until_us) <= turn.now_us:
        return ()
    return (MemberUpserted(replace(member, muted_until_us=until_us), by=turn.actor or ""),)


def may_act_on(room: Room, actor: str, member_id: str, right: Right) -> Refusal | None:
    """Why `actor` may not do to the other what takes `right`; None when they may."""
    if not has_right(room, actor, right):
        return Refusal("not_allowed", "Your role in this room does not let you do that.")
    return None if outranks(room, actor, member_id) else OUTRANKED


def may_lift(room: Room, actor: str, by_id: str, by_rank: int) -> Refusal | None:
    """Why `actor` may not take back what `by_id`, who stood at `by_rank`, did: it takes somebody higher, or them."""
    if not has_right(room, actor, "moderate"):
        return Refusal("not_allowed", "Your role in this room does not let you do that.")
    if actor in (room.host_id, by_id) or rank_of(room, actor) > by_rank:
        return None
    return Refusal("outranked", "Only the host, or somebody who stands above who did that, can take it back.")
