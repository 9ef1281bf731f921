"""The sound a perfect listener makes: the room's timeline filled with the tracks' own samples."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from bench.acoustic.history import Segment
from bench.acoustic.mixture import Mixture
from bench.acoustic.programme import Samples

SAMPLES_PER_US = 0.048


class Expected:
    """`music`: mono samples by entry id, gain applied."""

    def __init__(self, segments: list[Segment], music: dict[str, Samples]) -> None:
        self.segments = segments
        self._music = music
        self._starts = [segment.from_us for segment in segments]

    def at(self, room_us: float) -> Segment | None:
        """What was to be heard then."""
        found = bisect_right(self._starts, room_us) - 1
        return self.segments[found] if found >= 0 else None

    def switches(self) -> list[Segment]:
        """Segments that begin by somebody's doing, not by a track's end."""
        return [segment for segment in self.segments if not segment.folded]

    def mixture(self, segment: Segment) -> Mixture:
        """The blend a segment begins with."""
        assert segment.blend is not None
        return Mixture(segment, self._music[segment.blend.entry_id], self._music[segment.entry_id or ""])

    def render(self, room_us: float, count: int) -> tuple[Samples, float]:
        """`count` samples from `room_us` on, and by how many samples the first one is later than that (under one).

        Within a segment samples stand as in the track; at a track end the next one is butted to it.
        """
        out = np.zeros(count, np.float32)
        first = max(0, bisect_right(self._starts, room_us) - 1)
        shift: float | None = None
        for segment, end_us in self._from(first):
            begin = (segment.from_us - room_us) * SAMPLES_PER_US
            if begin >= count:
                break
            end = min(float(count), (end_us - room_us) * SAMPLES_PER_US)
            place = segment.position_us * SAMPLES_PER_US - begin
            if shift is None:
                shift = float(np.ceil(place) - place) % 1.0
            self._lay(out, segment, max(0, round(begin - shift)), round(end - shift), place + shift)
        return out, shift or 0.0

    def extend(self, segment: Segment, room_us: float, count: int) -> Samples:
        """As if the segment had been there before it began and went on after its end; to a sample."""
        out = np.zeros(count, np.float32)
        place = (segment.position_us - segment.from_us + room_us) * SAMPLES_PER_US
        self._lay(out, segment, 0, count, place)
        return out

    def _lay(self, out: Samples, segment: Segment, begin: int, end: int, place: float) -> None:
        """Sample `begin` of `out` is track sample `place + begin`."""
        music = self._music.get(segment.entry_id or "")
        if music is None or not segment.playing:
            return
        origin = round(place)
        low, high = max(begin, -origin), min(end, len(out), len(music) - origin)
        if high <= low:
            return
        out[low:high] = music[origin + low : origin + high]
        self._blend(out, segment, low, high, origin)

    def _blend(self, out: Samples, segment: Segment, begin: int, end: int, origin: int) -> None:
        """Lays the end of the track before under what was laid, where the segment says so; to a sample."""
        blend = segment.blend
        length = 0 if blend is None else round(blend.overlap_us * SAMPLES_PER_US)
        end = min(end, length - origin)
        if blend is None or end <= begin:
            return
        share = np.arange(origin + begin, origin + end) / length
        out[begin:end] *= np.sin(np.pi / 2 * share).astype(np.float32)
        under = self._music[blend.entry_id]
        first = origin + begin + round(blend.from_us * SAMPLES_PER_US)
        ending = under[first : first + end - begin]
        out[begin : begin + len(ending)] += ending * np.cos(np.pi / 2 * share[: len(ending)]).astype(np.float32)

    def _from(self, first: int) -> list[tuple[Segment, float]]:
        ends: list[float] = [*self._starts[first + 1 :], float("inf")]
        return list(zip(self.segments[first:], ends, strict=True))
