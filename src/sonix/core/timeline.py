"""Where the music is, as a function of time: the end of a track is part of the same function as its position.

The browser has a twin of this module, `web/src/core/timeline.ts`; `tests/vectors/timeline.json` holds them together.
All times are integer microseconds on the room timeline, all positions and lengths integer microseconds of music.
"""

from __future__ import annotations

from collections.abc import Sequence

from sonix.core.room.state import LoopMode, Transport

Order = Sequence[tuple[str, int]]
"""Entries in queue order: (entry_id, duration_us)."""

MAX_FOLDS = 2000
"""Most transports `fold` returns besides the given one. Beyond it, whole rounds of a loop are skipped, never listed."""


def position_at(transport: Transport, t_us: int) -> int:
    """Position in the track at `t_us`. It is not clipped to the track: `fold` says when the track ends."""
    if not transport.playing:
        return transport.position_us
    return transport.position_us + max(0, t_us - transport.at_us)


def end_of(transport: Transport, order: Order) -> int | None:
    """The instant the transport's track ends; None when nothing plays or the entry's length is not known."""
    if not transport.playing:
        return None
    for entry_id, duration_us in order:
        if entry_id == transport.entry_id:
            return transport.at_us + max(0, duration_us - transport.position_us)
    return None


def successor(transport: Transport, order: Order, loop: LoopMode) -> str | None:
    """The entry that follows the transport's own at its end; None when the queue runs out there."""
    ids = [entry_id for entry_id, _ in order]
    if transport.entry_id not in ids:
        return None
    if loop == "track":
        return transport.entry_id
    index = ids.index(transport.entry_id) + 1
    if index < len(ids):
        return ids[index]
    return ids[0] if loop == "queue" else None


def fold(transport: Transport, order: Order, loop: LoopMode, until_us: int) -> list[Transport]:
    """Every transport that began by `until_us`, the given one first: one more for each track end that has passed.

    A loop that has run more than `MAX_FOLDS` times is cut short by whole rounds: times and epochs stay right, the
    skipped rounds are left out of the list.
    """
    lengths = dict(order)
    folded = [transport]
    last = transport
    while (following := _next(last, order, lengths, loop)) is not None and following.at_us <= until_us:
        if len(folded) == MAX_FOLDS:
            following = _skip_rounds(following, order, loop, until_us)
        elif len(folded) > MAX_FOLDS + len(order):
            break
        folded.append(following)
        last = following
    return folded


def _next(transport: Transport, order: Order, lengths: dict[str, int], loop: LoopMode) -> Transport | None:
    """The transport that begins where this one's track ends."""
    if not transport.playing or transport.entry_id is None or transport.entry_id not in lengths:
        return None
    length_us = lengths[transport.entry_id]
    end_us = transport.at_us + max(0, length_us - transport.position_us)
    entry_id = successor(transport, order, loop)
    if entry_id is not None:
        return Transport(epoch=transport.epoch + 1, entry_id=entry_id, at_us=end_us, playing=True)
    return Transport(
        epoch=transport.epoch + 1, entry_id=transport.entry_id, position_us=length_us, at_us=end_us, ended=True
    )


def _skip_rounds(transport: Transport, order: Order, loop: LoopMode, until_us: int) -> Transport:
    """The same entry of the same loop, as many whole rounds later as fit before `until_us`."""
    if not transport.playing or loop == "off":
        return transport
    if loop == "track":
        round_us, entries = dict(order)[transport.entry_id or ""], 1
    else:
        round_us, entries = sum(duration_us for _, duration_us in order), len(order)
    rounds = (until_us - transport.at_us) // round_us if round_us > 0 else 0
    return Transport(
        epoch=transport.epoch + rounds * entries,
        entry_id=transport.entry_id,
        at_us=transport.at_us + rounds * round_us,
        playing=True,
    )
