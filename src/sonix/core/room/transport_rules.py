"""The rules of play, pause, seek, skip, previous, jump and the gate."""

from __future__ import annotations

from typing import assert_never

from sonix.core.room import commands as c
from sonix.core.room.advance import audible, rebased, target
from sonix.core.room.arranging import is_ruled
from sonix.core.room.blending import fixed_overlap, held, held_back
from sonix.core.room.events import EntriesUpserted, Event, TrackStarted, TransportChanged
from sonix.core.room.evolve import evolve, replace
from sonix.core.room.mode_rules import goes_back
from sonix.core.room.queue import current, key_between, ordered, predecessor, successor
from sonix.core.room.state import QueueEntry, Room, Transport
from sonix.core.room.turn import Outcome, Refusal, Turn
from sonix.core.timeline import position_at

NEAR_ENTRIES = 5
"""So many entries ahead of the current one are known to every client that has not lagged far behind."""

Steering = c.Play | c.Pause | c.Seek | c.Skip | c.Previous | c.Jump | c.StartNow | c.OpenGate


def steer(turn: Turn, command: Steering) -> Outcome:
    """Apply one steering command."""
    match command:
        case c.Play():
            return _play(turn)
        case c.Pause():
            return _pause(turn)
        case c.Seek():
            return _seek(turn, command)
        case c.Skip(entry_id=entry_id):
            return skip(turn) if entry_id == turn.room.transport.entry_id else ()
        case c.Previous(entry_id=entry_id):
            return _previous(turn) if entry_id == turn.room.transport.entry_id else ()
        case c.Jump(entry_id=entry_id):
            entry = turn.room.entries.get(entry_id)
            if entry is None:
                return Refusal("not_found", "That track is not in the queue any more.")
            return _jump(turn, entry)
        case c.StartNow(epoch=epoch):
            return _open_gate(turn, epoch) or ()
        case c.OpenGate(epoch=epoch):
            return _open_gate(turn, epoch) or Refusal("not_earlier", "The music is not waiting for anybody.")
        case _:
            assert_never(command)


def switch(
    turn: Turn, room: Room, entry: QueueEntry, position_us: int, *, playing: bool, like: Transport | None = None
) -> tuple[Event, ...]:
    """Go to a place in `entry`: after the lead, or behind a gate when somebody active could not play there yet.

    `turn.room` is what has been audible so far, `room` the same with whatever else this decision changes. `like`: the
    transport whose blends stay.
    """
    lead_at_us = turn.now_us + turn.given.lead_us
    gated = playing and not turn.given.is_buffered(entry.entry_id, position_us)
    gate_us = turn.now_us + max(turn.given.gate_us, turn.given.lead_us) if gated else None
    transport = Transport(
        epoch=room.transport.epoch + 1,
        entry_id=entry.entry_id,
        position_us=position_us,
        at_us=lead_at_us if gate_us is None else gate_us,
        playing=playing,
        gate_until_us=gate_us,
        blend=like.blend if like is not None else None,
        overlap_us=like.overlap_us if like is not None else None,
    )
    sounding = audible(turn.room, turn.now_us)
    changed = TransportChanged(transport=transport, previous=_still_sounding(sounding), by=turn.actor)
    fresh = sounding.entry_id != entry.entry_id or (position_us == 0 and not sounding.playing)
    events = (changed, *_told_of(turn.room, entry))
    if not (playing and fresh):
        return events
    started = TrackStarted(entry_id=entry.entry_id, track=entry.track, added_by=entry.added_by, at_us=transport.at_us)
    return (*events, started)


def _told_of(room: Room, entry: QueueEntry) -> tuple[Event, ...]:
    """The entry as it is, when it lies where clients that hold a part of the queue may not know it."""
    here = room.entries.get(room.transport.entry_id or "")
    if here is None or here.entry_id == entry.entry_id:
        return ()
    passed_over = sum(1 for other in room.entries.values() if here.order_key < other.order_key < entry.order_key)
    if here.order_key < entry.order_key and passed_over < NEAR_ENTRIES:
        return ()
    return (EntriesUpserted((entry,)),)


def run_out(turn: Turn, room: Room, last: QueueEntry | None) -> tuple[Event, ...]:
    """The queue is over: stand at the end of `last`, or nowhere in an empty queue."""
    transport = Transport(
        epoch=room.transport.epoch + 1,
        entry_id=last.entry_id if last is not None else None,
        position_us=last.track.duration_us if last is not None else 0,
        at_us=turn.now_us + turn.given.lead_us,
        ended=last is not None,
    )
    previous = _still_sounding(audible(turn.room, turn.now_us))
    return (TransportChanged(transport=transport, previous=previous, by=turn.actor),)


def reanchor(turn: Turn, room: Room) -> tuple[Event, ...]:
    """The same music under a new epoch: tells clients that the successor they hold ready is another one now."""
    at_us = turn.now_us + turn.given.lead_us
    room = replace(room, transport=replace(room.transport, overlap_us=fixed_overlap(turn, room)))
    transport = rebased(target(room, at_us), max(at_us, room.transport.at_us), room.transport.epoch + 1)
    previous = _still_sounding(held(turn.room, audible(turn.room, turn.now_us)))
    return (TransportChanged(transport=transport, previous=previous, by=turn.actor),)


def _jump(turn: Turn, entry: QueueEntry) -> tuple[Event, ...]:
    """Where votes or turns order the queue nobody's music is passed over: the entry comes forward instead."""
    here = current(turn.room)
    if here is None or not is_ruled(turn.room) or entry.order_key < here.order_key:
        return switch(turn, turn.room, entry, 0, playing=True)
    following = next(other for other in ordered(turn.room) if other.order_key > here.order_key)
    if following.entry_id == entry.entry_id:
        return switch(turn, turn.room, entry, 0, playing=True)
    forward = EntriesUpserted((replace(entry, order_key=key_between(here.order_key, following.order_key)),))
    room = evolve(turn.room, forward)
    return (forward, *switch(turn, room, room.entries[entry.entry_id], 0, playing=True))


def _play(turn: Turn) -> Outcome:
    room = turn.room
    entry = current(room)
    if entry is None:
        return Refusal("queue_empty", "There is nothing to play yet. Add a track first.")
    if room.transport.playing:
        return ()
    if room.transport.ended:
        return switch(turn, room, successor(room, entry.entry_id) or ordered(room)[0], 0, playing=True)
    return switch(turn, room, entry, room.transport.position_us, playing=True, like=room.transport)


def _pause(turn: Turn) -> Outcome:
    if not turn.room.transport.playing:
        return ()
    at_us = turn.now_us + turn.given.lead_us
    stop = target(turn.room, at_us)
    if stop.ended:
        return ()
    transport = Transport(
        epoch=max(stop.epoch, turn.room.transport.epoch) + 1,
        entry_id=stop.entry_id,
        position_us=position_at(stop, at_us),
        at_us=at_us,
        blend=stop.blend,
        overlap_us=stop.overlap_us,
    )
    transport = held_back(turn.room, transport)
    previous = _still_sounding(audible(turn.room, turn.now_us))
    return (TransportChanged(transport=transport, previous=previous, by=turn.actor),)


def _seek(turn: Turn, command: c.Seek) -> Outcome:
    entry = current(turn.room)
    if entry is None or entry.entry_id != command.entry_id:
        return Refusal("not_current", "That track is not playing any more.")
    position_us = min(max(0, command.position_us), entry.track.duration_us)
    like = replace(turn.room.transport, overlap_us=None)  # at the end it may lead into the blend
    return switch(turn, turn.room, entry, position_us, playing=turn.room.transport.playing, like=like)


def skip(turn: Turn) -> tuple[Event, ...]:
    """Go on with what follows, or stand at the end of the queue."""
    entry = current(turn.room)
    if entry is None or turn.room.transport.ended:
        return ()
    following = successor(turn.room, entry.entry_id)
    if following is None:
        return run_out(turn, turn.room, entry)
    return switch(turn, turn.room, following, 0, playing=turn.room.transport.playing)


def _previous(turn: Turn) -> Outcome:
    room = turn.room
    entry = current(room)
    if entry is None:
        return ()
    playing = room.transport.playing or room.transport.ended
    before = predecessor(room, entry.entry_id)
    if before is None or not goes_back(room, turn.now_us):
        return switch(turn, room, entry, 0, playing=playing)
    return switch(turn, room, before, 0, playing=playing)


def _open_gate(turn: Turn, epoch: int) -> tuple[Event, ...]:
    """Pull the start forward to the lead; empty when there is no gate of that epoch, or it opens sooner by itself."""
    transport = turn.room.transport
    at_us = turn.now_us + turn.given.lead_us
    if transport.epoch != epoch or transport.gate_until_us is None or at_us >= transport.at_us:
        return ()
    opened = replace(transport, at_us=at_us, gate_until_us=None)
    return (TransportChanged(transport=opened, previous=turn.room.previous, by=turn.actor),)


def _still_sounding(transport: Transport) -> Transport | None:
    return None if transport.entry_id is None else transport
