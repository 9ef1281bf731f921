"""What holds of a blend: from ten seconds before it on, neither a setting nor the queue moves it any more.

A blend is no state of its own. It follows from the transport, the entries and the settings; where those change near
its beginning, the transport is told how long the overlap is (`Transport.overlap_us`).
"""

from __future__ import annotations

from sonix.core.room.advance import FROZEN_US, crossfade_us, next_by_itself
from sonix.core.room.blend_rules import MAX_CROSSFADE_S
from sonix.core.room.evolve import replace
from sonix.core.room.queue import ordered, pieces
from sonix.core.room.state import Room, Transport
from sonix.core.room.turn import Turn
from sonix.core.timeline import following


def fixed_overlap(turn: Turn, after: Room) -> int:
    """How long the next track may sound under this one's end, once that is near: as long as had been said.

    A track that was put there this late follows without a blend: nobody has it ready.
    """
    was, now = next_by_itself(turn.room), next_by_itself(after)
    same = was is not None and now is not None and was.entry_id == now.entry_id
    return _overlap(was) if same else 0


def is_moved(turn: Turn, after: Room) -> bool:
    """Whether a change to the room would move a blend that is fixed already."""
    was, now = next_by_itself(turn.room), next_by_itself(after)
    if now is None or after.transport != turn.room.transport:
        return False
    near = min(each.at_us for each in (was, now) if each is not None) - turn.now_us <= FROZEN_US
    return near and _overlap(now) != fixed_overlap(turn, after)


def held(room: Room, transport: Transport) -> Transport:
    """`transport` with the overlap it has in `room`, whatever is set from now on."""
    after = following(transport, pieces(ordered(room)), room.loop, crossfade_us(room))
    return transport if after is None or after.ended else replace(transport, overlap_us=_overlap(after))


def held_back(room: Room, transport: Transport) -> Transport:
    """A transport that stops close to its end: what follows must not begin before the place where it stopped."""
    entry = room.entries.get(transport.entry_id or "")
    rest_us = 0 if entry is None else entry.track.duration_us - transport.position_us
    if rest_us <= 0 or rest_us > MAX_CROSSFADE_S * 1_000_000:
        return transport
    known_us = rest_us if transport.overlap_us is None else transport.overlap_us
    return replace(transport, overlap_us=min(known_us, rest_us))


def _overlap(after: Transport | None) -> int:
    return 0 if after is None or after.blend is None else after.blend.overlap_us
