"""Where the music is, as a function of time: the end of a track is part of the same function as its position.

The browser has a twin of this module, `web/src/core/timeline.ts`; `tests/vectors/timeline.json` holds them together.
All times are integer microseconds on the room timeline, all positions and lengths integer microseconds of music.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from sonix.core.room.state import Blend, LoopMode, Transport


class Piece(NamedTuple):
    """What the timeline needs of a queue entry. `album` and `number` are its place on an album; 0: not known."""

    entry_id: str
    duration_us: int
    album: str = ""
    number: int = 0


class Layer(NamedTuple):
    """One of the tracks that sound at an instant."""

    entry_id: str
    position_us: int
    gain: float


Order = Sequence[Piece]
"""Entries in queue order."""

MAX_FOLDS = 2000
"""Most transports `fold` returns besides the given one. Beyond it, whole rounds of a loop are skipped, never listed."""


def position_at(transport: Transport, t_us: int) -> int:
    """Position in the track at `t_us`. It is not clipped to the track: `fold` says when the track ends."""
    if not transport.playing:
        return transport.position_us
    return transport.position_us + max(0, t_us - transport.at_us)


def layers(transport: Transport, t_us: int) -> tuple[Layer, ...]:
    """What sounds at `t_us` by this transport: one track, or two whose gains are those of equal power."""
    if not transport.playing or transport.entry_id is None or t_us < transport.at_us:
        return ()
    position_us = position_at(transport, t_us)
    blend = transport.blend
    if blend is None or position_us >= blend.overlap_us:
        return (Layer(transport.entry_id, position_us, 1.0),)
    angle = math.pi / 2 * position_us / blend.overlap_us
    return (
        Layer(blend.entry_id, blend.from_us + position_us, math.cos(angle)),
        Layer(transport.entry_id, position_us, math.sin(angle)),
    )


def successor(transport: Transport, order: Order, loop: LoopMode) -> Piece | None:
    """What follows the transport's own entry at its end; None when the queue runs out there."""
    index = _index(transport, order)
    if index is None:
        return None
    if loop == "track":
        return order[index]
    if index + 1 < len(order):
        return order[index + 1]
    return order[0] if loop == "queue" else None


def fold(transport: Transport, order: Order, loop: LoopMode, until_us: int, crossfade_us: int = 0) -> list[Transport]:
    """Every transport that began by `until_us`, the given one first: one more for each track end that has passed.

    A loop that has run more than `MAX_FOLDS` times is cut short by whole rounds: times and epochs stay right, the
    skipped rounds are left out of the list.
    """
    folded = [transport]
    last = transport
    while (after := following(last, order, loop, crossfade_us)) is not None and after.at_us <= until_us:
        if len(folded) == MAX_FOLDS:
            after = _skip_rounds(after, order, loop, until_us, crossfade_us)
        elif len(folded) > MAX_FOLDS + len(order):
            break
        folded.append(after)
        last = after
    return folded


def following(transport: Transport, order: Order, loop: LoopMode, crossfade_us: int = 0) -> Transport | None:
    """The transport that begins by itself where this one's track ends, or as long before as the two blend.

    A transport that is in the blend already, as after a seek, has its follower begin at once and at the place of it.
    """
    index = _index(transport, order)
    if not transport.playing or index is None:
        return None
    ending = order[index]
    rest_us = max(0, ending.duration_us - transport.position_us)
    after = successor(transport, order, loop)
    epoch = transport.epoch + 1
    if after is None:
        end_us = transport.at_us + rest_us
        return Transport(epoch, ending.entry_id, ending.duration_us, end_us, ended=True)
    overlap_us = overlap(ending, after, crossfade_us if transport.overlap_us is None else transport.overlap_us)
    return Transport(
        epoch=epoch,
        entry_id=after.entry_id,
        position_us=max(0, overlap_us - rest_us),
        at_us=transport.at_us + max(0, rest_us - overlap_us),
        playing=True,
        blend=Blend(ending.entry_id, ending.duration_us - overlap_us, overlap_us) if overlap_us else None,
    )


def overlap(ending: Piece, after: Piece, wanted_us: int) -> int:
    """How long two tracks sound together: at most half of either, and not where one goes on with the other."""
    in_album_order = ending.album == after.album != "" and 0 < ending.number == after.number - 1
    if in_album_order or ending.entry_id == after.entry_id:
        return 0
    return max(0, min(wanted_us, ending.duration_us // 2, after.duration_us // 2))


def _index(transport: Transport, order: Order) -> int | None:
    return next((i for i, piece in enumerate(order) if piece.entry_id == transport.entry_id), None)


def _skip_rounds(transport: Transport, order: Order, loop: LoopMode, until_us: int, crossfade_us: int) -> Transport:
    """The same entry of the same loop, as many whole rounds later as fit before `until_us`."""
    if not transport.playing or loop == "off":
        return transport
    pieces = [piece for piece in order if loop == "queue" or piece.entry_id == transport.entry_id]
    neighbours = zip(pieces, [*pieces[1:], pieces[0]], strict=True)
    round_us = sum(piece.duration_us - overlap(piece, after, crossfade_us) for piece, after in neighbours)
    rounds = (until_us - transport.at_us) // round_us if round_us > 0 else 0
    return Transport(
        epoch=transport.epoch + rounds * len(pieces),
        entry_id=transport.entry_id,
        position_us=transport.position_us,
        at_us=transport.at_us + rounds * round_us,
        playing=True,
        blend=transport.blend,
    )
