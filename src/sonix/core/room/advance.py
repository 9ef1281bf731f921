"""Fold into a room what has happened by itself: track ends, and the pause of a room nobody listens to.

Nothing here needs a timer: the same value comes out whenever, and wherever, it is asked for.
"""

from __future__ import annotations

from sonix.core.room.events import Event, TrackStarted, TransportChanged
from sonix.core.room.evolve import evolve_all, replace
from sonix.core.room.queue import ordered, pieces, played
from sonix.core.room.state import QueueEntry, Room, Transport
from sonix.core.timeline import fold, following, position_at

SILENCE_LIMIT_US = 300_000_000
"""A room nobody has listened to for this long counts as paused since its last listener left."""
FROZEN_US = 10_000_000
"""From this long before a track begins by itself it is fixed, and its blend with the one before: clients have it
decoded, and news may be late."""


def advance(room: Room, now_us: int, silence_limit_us: int = SILENCE_LIMIT_US) -> Room:
    """The room as it is at `now_us`."""
    return evolve_all(room, passed(room, now_us, silence_limit_us))


def passed(room: Room, now_us: int, silence_limit_us: int = SILENCE_LIMIT_US) -> tuple[Event, ...]:
    """The events that have come about by themselves by `now_us`; empty when nothing has."""
    since_us = room.silent_since_us
    silenced = since_us is not None and room.transport.playing and now_us - since_us > silence_limit_us
    transports = unrolled(room, room.transport, since_us if silenced and since_us else now_us)
    events: list[Event] = [
        TrackStarted(entry_id=entry.entry_id, track=entry.track, added_by=entry.added_by, at_us=transport.at_us)
        for transport in transports[1:]
        if transport.playing and (entry := room.entries.get(transport.entry_id or "")) is not None
    ]
    last = transports[-1]
    if silenced and since_us is not None and last.playing:
        last = paused_at(last, since_us)
    if last != room.transport:
        events.append(TransportChanged(transport=last, previous=None))
    return tuple(events)


def paused_at(transport: Transport, at_us: int) -> Transport:
    """The transport, stopped where it is at `at_us`."""
    return Transport(
        epoch=transport.epoch + 1,
        entry_id=transport.entry_id,
        position_us=position_at(transport, at_us),
        at_us=at_us,
        blend=transport.blend,
        overlap_us=transport.overlap_us,
    )


def unrolled(room: Room, transport: Transport, until_us: int) -> list[Transport]:
    """`transport`, and what has begun by itself after it by `until_us`, with the room's queue and settings."""
    return fold(transport, pieces(ordered(room)), room.loop, until_us, crossfade_us(room))


def next_by_itself(room: Room) -> Transport | None:
    """What begins, or ends, when nobody does anything; None when nothing plays."""
    return following(room.transport, pieces(ordered(room)), room.loop, crossfade_us(room))


def crossfade_us(room: Room) -> int:
    """How long two tracks are to sound together."""
    return room.settings.blend.crossfade_s * 1_000_000


def audible(room: Room, at_us: int) -> Transport:
    """What sounds at `at_us`: the transport, or what goes on until it takes over.

    What goes on does so past the end of its track too, so that nothing is silent in between.
    """
    source = room.transport
    if room.previous is not None and at_us < room.transport.at_us:
        source = room.previous
    return unrolled(room, source, at_us)[-1]


def target(room: Room, at_us: int) -> Transport:
    """What the newest decision makes of `at_us`, or of its own start if that is still to come."""
    return unrolled(room, room.transport, max(at_us, room.transport.at_us))[-1]


def frozen_successor(room: Room, now_us: int) -> QueueEntry | None:
    """The entry whose start is too near to be changed by anything but a jump."""
    after = next_by_itself(room)
    if after is None or after.ended or after.at_us - now_us > FROZEN_US or room.loop == "track":
        return None
    return room.entries.get(after.entry_id or "")


def trimmed(room: Room, keep: int) -> tuple[str, ...]:
    """Played entries beyond the newest `keep`; none while the queue loops, since they come round again."""
    entries = played(room)
    if room.loop == "queue" or len(entries) <= keep:
        return ()
    return tuple(entry.entry_id for entry in entries[: len(entries) - keep])


def rebased(transport: Transport, at_us: int, epoch: int) -> Transport:
    """The same function of time under a new epoch, taking over at `at_us`."""
    return replace(transport, epoch=epoch, position_us=position_at(transport, at_us), at_us=at_us, gate_until_us=None)
