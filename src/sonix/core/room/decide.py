"""decide(room, command, actor, now) -> events | Refusal: every rule of a room, with no clock, no randomness and no IO.

The rules themselves are in `transport_rules`, `queue_rules`, `member_rules` and `moderation_rules`; this is the door
they are behind.
"""

from __future__ import annotations

from typing import assert_never

from sonix.core.roles import may
from sonix.core.room import commands as c
from sonix.core.room import inheriting, limits, member_rules, moderation_rules, queue_rules, transport_rules, vote_rules
from sonix.core.room.advance import audible, crossfade_us, passed, trimmed
from sonix.core.room.arranging import arranged
from sonix.core.room.blending import held, is_moved
from sonix.core.room.events import EntriesRemoved, Event, TransportChanged
from sonix.core.room.evolve import evolve_all
from sonix.core.room.mode_rules import overruled
from sonix.core.room.state import Room
from sonix.core.room.turn import Conditions, Outcome, Refusal, Turn

__all__ = ["Conditions", "Refusal", "decide", "left_out"]

_OF_THE_SYSTEM = (
    c.OpenGate | c.Advance | c.SettleSkip | c.Inherit | c.KeepPlaying | c.MarkSilent | c.MarkHeard | c.ReplaceHost
)
PLAYED_KEPT = 50
"""Played entries that stay in the queue, for `previous` and for looking back; history has them all."""


def decide(room: Room, command: c.Command, actor: str | None, now_us: int, given: Conditions) -> Outcome:
    """What `command` comes to at `now_us`.

    Args:
        actor: the member who asks; None for the system.

    Returns:
        The events in the order they apply, those of track ends that have passed first; empty when there is nothing to
        do (the command is then acknowledged all the same). Or a `Refusal`, which changes nothing.
    """
    before = passed(room, now_us, given.silence_limit_us)
    room = evolve_all(room, before)
    refusal = _not_allowed(room, command, actor)
    if refusal is not None:
        return refusal
    turn = Turn(room=room, actor=actor, now_us=now_us, given=given)
    outcome = overruled(turn, command) or _apply(turn, command)
    if isinstance(outcome, Refusal):
        return outcome
    if not before and not outcome:
        return ()
    outcome = (*outcome, *arranged(evolve_all(room, outcome), now_us))
    outcome = (*outcome, *_keep_blends(turn, outcome))
    return (*before, *outcome, *_trim(evolve_all(room, outcome)))


def left_out(room: Room, command: c.Command, actor: str | None, now_us: int, given: Conditions) -> str | None:
    """What to tell somebody whose command was done in part only; None when all of it was."""
    if actor is None or not isinstance(command, c.Enqueue):
        return None
    room = evolve_all(room, passed(room, now_us, given.silence_limit_us))
    return limits.shortfall(Turn(room=room, actor=actor, now_us=now_us, given=given), command)


def _keep_blends(turn: Turn, outcome: tuple[Event, ...]) -> tuple[Event, ...]:
    """What was decided must not move a blend that is near, nor one under what still sounds before a switch."""
    room, after = turn.room, evolve_all(turn.room, outcome)
    if is_moved(turn, after):
        return transport_rules.reanchor(turn, after)
    if crossfade_us(room) == crossfade_us(after) or after.previous is None or turn.now_us >= after.transport.at_us:
        return ()
    return (TransportChanged(transport=after.transport, previous=held(room, audible(room, turn.now_us))),)


def _not_allowed(room: Room, command: c.Command, actor: str | None) -> Refusal | None:
    if isinstance(command, _OF_THE_SYSTEM):
        return None if actor is None else Refusal("not_allowed", "Only the server itself may do that.")
    if actor is None and isinstance(command, c.Dismiss | c.Mute | c.SetRole):
        return None
    if actor is None:
        return Refusal("not_allowed", "This needs a member of the room.")
    if isinstance(command, c.Join):
        return None
    member = room.members.get(actor)
    if member is None or member.left:
        return Refusal("not_a_member", "You are not in this room any more. Join it again.")
    if may(room, actor, command):
        return None
    return Refusal("not_allowed", _why_not(command))


def _why_not(command: c.Command) -> str:
    match command:
        case c.HandOver():
            return "Only the host can do that."
        case c.Configure() | c.SetRole():
            return "Your role in this room does not let you change that."
        case c.Enqueue():
            return "Your role in this room does not let you add music that way."
        case _:
            return "Your role in this room does not let you do that."


def _apply(turn: Turn, command: c.Command) -> Outcome:
    match command:
        case c.Join():
            return member_rules.join(turn, command)
        case c.Leave():
            return member_rules.leave(turn)
        case c.Rename():
            return member_rules.rename(turn, command)
        case c.Configure() | c.HandOver() | c.SetRole() | c.ReplaceHost() | c.Dismiss() | c.Mute():
            return moderation_rules.govern(turn, command)
        case c.Click():
            return member_rules.click(turn, command)
        case c.KeepPlaying():
            return queue_rules.keep_playing(turn, command)
        case c.MarkSilent() | c.MarkHeard():
            return member_rules.mark(turn, command)
        case c.Enqueue():
            return queue_rules.enqueue(turn, command)
        case c.Remove():
            return queue_rules.remove(turn, command)
        case c.Move():
            return queue_rules.move(turn, command)
        case c.Clear():
            return queue_rules.clear(turn, command)
        case c.Undo():
            return queue_rules.undo(turn, command)
        case c.Shuffle():
            return queue_rules.shuffle(turn, command)
        case c.Vote() | c.VoteSkip() | c.SettleSkip():
            return vote_rules.count(turn, command)
        case c.Inherit():
            return inheriting.inherit(turn, command)
        case c.Loop():
            return queue_rules.loop(turn, command)
        case c.Advance():
            return ()
        case c.Play() | c.Pause() | c.Seek() | c.Skip() | c.Previous() | c.Jump() | c.StartNow() | c.OpenGate():
            return transport_rules.steer(turn, command)
        case _:
            assert_never(command)


def _trim(room: Room) -> tuple[Event, ...]:
    gone = trimmed(room, PLAYED_KEPT)
    return (EntriesRemoved(entry_ids=gone, undo_id=None),) if gone else ()
