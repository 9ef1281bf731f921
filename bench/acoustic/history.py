"""What a room was told to play, and when: every transport ever decided, unrolled over track ends.

Room time is integer microseconds; positions are microseconds of music.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from sonix.core.room.events import (
    EntriesReordered,
    EntriesUpserted,
    Event,
    LoopChanged,
    RoomConfigured,
    TransportChanged,
)
from sonix.core.room.queue import pieces
from sonix.core.room.state import Blend, LoopMode, QueueEntry, Transport
from sonix.core.timeline import Piece, following
from sonix.protocol.server import Snapshot


class Segment(NamedTuple):
    """From `from_us` on, until the next segment. `folded`: it begins where the one before it ends, without a switch."""

    from_us: int
    entry_id: str | None
    position_us: int
    playing: bool
    folded: bool
    epoch: int = 0
    blend: Blend | None = None


class RoomHistory:
    """Fed with a snapshot and events; tells afterwards what was to be heard when."""

    def __init__(self) -> None:
        self.entries: dict[str, QueueEntry] = {}
        self.crossfade_us = 0
        self.gated: set[int] = set()
        """Epochs that had to wait for somebody who was still buffering."""
        self._transports: list[Transport] = []
        self._loops: list[tuple[int, LoopMode]] = []

    @property
    def transport(self) -> Transport | None:
        """The newest decision."""
        return self._transports[-1] if self._transports else None

    def see(self, snapshot: Snapshot, now_us: int) -> None:
        """A whole room; transports seen before stay."""
        self.entries |= {entry.entry_id: entry for entry in snapshot.entries}
        self._loops.append((now_us, snapshot.loop))
        self.crossfade_us = snapshot.settings.blend.crossfade_s * 1_000_000
        self._decide(snapshot.transport, snapshot.previous)

    def apply(self, event: Event, now_us: int) -> None:
        """Only what concerns the music is looked at."""
        match event:
            case TransportChanged():
                self._decide(event.transport, event.previous)
            case EntriesUpserted():
                self.entries |= {entry.entry_id: entry for entry in event.entries}
            case EntriesReordered():
                for entry_id, key in event.keys.items():
                    old = self.entries[entry_id]
                    self.entries[entry_id] = QueueEntry(entry_id, key, old.track, old.added_by, old.added_at_us)
            case RoomConfigured():
                self.crossfade_us = event.settings.blend.crossfade_s * 1_000_000
            case LoopChanged():
                self._loops.append((now_us, event.mode))
            case _:
                pass

    def segments(self, until_us: int) -> list[Segment]:
        """Everything from the first transport on, in order."""
        found: list[Segment] = []
        for transport, later in zip(self._transports, [*self._transports[1:], None], strict=True):
            last_us = until_us if later is None else min(until_us, later.at_us)
            unrolled = self._unroll(transport, last_us)
            found += [_segment(each, number > 0) for number, each in enumerate(unrolled)]
        found = [each for each in found if each.from_us < until_us]
        return found[:1] + [self._told_fold(before, each) for before, each in pairwise(found)]

    def _told_fold(self, before: Segment, segment: Segment) -> Segment:
        """A server that looks at a room after a track end writes that end down: it is still no switch."""
        entry = self.entries.get(before.entry_id or "")
        if entry is None or not before.playing or not segment.playing or segment.position_us != 0:
            return segment
        end_us = before.from_us + entry.track.duration_us - before.position_us
        if segment.blend is not None:
            end_us -= segment.blend.overlap_us
        return segment._replace(folded=segment.folded or end_us == segment.from_us)

    def _decide(self, transport: Transport, previous: Transport | None) -> None:
        """A switch that had not begun is overruled; `previous` says what sounds until the new one begins."""
        if transport.gate_until_us is not None:
            self.gated.add(transport.epoch)
        keep = [known for known in self._transports if known.epoch < transport.epoch]
        if previous is not None:
            keep = [known for known in keep if known.epoch < previous.epoch] + [previous]
        self._transports = [known for known in keep if known.at_us < transport.at_us] + [transport]

    def _unroll(self, transport: Transport, until_us: int) -> list[Transport]:
        order = pieces(self.in_order())
        unrolled = [transport]
        while (after := self._after(unrolled[-1], order)) is not None and after.at_us < until_us:
            unrolled.append(after)
        return unrolled

    def _after(self, transport: Transport, order: list[Piece]) -> Transport | None:
        """The loop mode that counts is the one at the track's end."""
        end = following(transport, order, "off", self.crossfade_us)
        return None if end is None else following(transport, order, self._loop_at(end.at_us), self.crossfade_us)

    def in_order(self) -> list[QueueEntry]:
        return sorted(self.entries.values(), key=lambda entry: entry.order_key)

    def _loop_at(self, time_us: int) -> LoopMode:
        mode: LoopMode = "off"
        for since_us, loop in self._loops:
            if since_us <= time_us:
                mode = loop
        return mode


def _segment(transport: Transport, folded: bool) -> Segment:
    place = (transport.at_us, transport.entry_id, transport.position_us, transport.playing)
    return Segment(*place, folded, transport.epoch, transport.blend)
