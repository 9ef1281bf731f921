"""decide(room, command, actor, now) -> events | Refusal: every rule of a room, with no clock, no randomness and no IO.

The rules themselves are in `transport_rules`, `queue_rules` and `member_rules`; this is the door they are behind.
"""

from __future__ import annotations

from typing import assert_never

from sonix.core.roles import may
from sonix.core.room import commands as c
from sonix.core.room import member_rules, queue_rules, transport_rules
from sonix.core.room.advance import passed, trimmed
from sonix.core.room.events import EntriesRemoved, Event
from sonix.core.room.evolve import evolve_all
from sonix.core.room.state import Room
from sonix.core.room.turn import Conditions, Outcome, Refusal, Turn

__all__ = ["Conditions", "Refusal", "decide"]

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
    outcome = _apply(Turn(room=room, actor=actor, now_us=now_us, given=given), command)
    if isinstance(outcome, Refusal):
        return outcome
    events = (*before, *outcome)
    return (*events, *_trim(evolve_all(room, outcome))) if events else ()


def _not_allowed(room: Room, command: c.Command, actor: str | None) -> Refusal | None:
    if isinstance(command, c.OpenGate | c.Advance | c.MarkSilent | c.MarkHeard):
        return None if actor is None else Refusal("not_allowed", "Only the server itself may do that.")
    if actor is None:
        return Refusal("not_allowed", "This needs a member of the room.")
    if isinstance(command, c.Join):
        return None
    member = room.members.get(actor)
    if member is None or member.left:
        return Refusal("not_a_member", "You are not in this room any more. Join it again.")
    if may(room, actor, command):
        return None
    if isinstance(command, c.Configure | c.HandOver):
        return Refusal("not_allowed", "Only the host can do that.")
    if isinstance(command, c.Enqueue):
        return Refusal("not_allowed", "The host decides what is added in this room.")
    return Refusal("not_allowed", "The host controls the music in this room.")


def _apply(turn: Turn, command: c.Command) -> Outcome:
    match command:
        case c.Join():
            return member_rules.join(turn, command)
        case c.Leave():
            return member_rules.leave(turn)
        case c.Rename():
            return member_rules.rename(turn, command)
        case c.Configure():
            return member_rules.configure(turn, command)
        case c.HandOver():
            return member_rules.hand_over(turn, command)
        case c.Click():
            return member_rules.click(turn, command)
        case c.MarkSilent():
            return member_rules.mark_silent(turn, command)
        case c.MarkHeard():
            return member_rules.mark_heard(turn)
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
