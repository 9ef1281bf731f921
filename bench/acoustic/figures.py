"""From recordings to figures: offsets between browsers, offsets to the timeline, gaps, clicks."""

from __future__ import annotations

from itertools import combinations

import msgspec
import numpy as np

from bench.acoustic.analysis import Floats, Place, at_times, clicks, follow, gaps
from bench.acoustic.recorder import Recording, Samples
from bench.acoustic.sinks import RATE_HZ

_GUARD_S = 0.05


class Stretch(msgspec.Struct, frozen=True):
    """One start. `from_s`, `to_s`: wall clock; `position_s`: where the music should be at `from_s`, if known."""

    name: str
    from_s: float
    to_s: float
    position_s: float | None = None


class Figures(msgspec.Struct, frozen=True):
    """Of one stretch. Offsets in ms: `pairs` between browsers (absolute), `timeline` per browser (late is positive).

    `first_ms`: largest offset of any pair in the first windows, before anything could be corrected. `heard_s`: how much
    of the stretch each browser was heard for.
    """

    name: str
    windows: int
    pairs: list[float]
    first_ms: float | None
    timeline: list[float | None]
    heard_s: list[float]
    gaps: list[list[tuple[float, float]]]
    clicks: list[list[float]]


def measure(recording: Recording, music: Samples, stretch: Stretch) -> Figures:
    """Follows every browser through the music of one stretch."""
    start = recording.index(stretch.from_s + _GUARD_S)
    end = recording.index(stretch.to_s - _GUARD_S)
    places: list[list[Place]] = []
    for sound in recording.channels:
        places.append(follow(sound, music, start, end, places[0] if places else None))
    known = sorted({place.at_s for each in places for place in each})
    shifts = np.array([at_times(each, np.array(known)) for each in places])
    pairs = [abs(shifts[a] - shifts[b]) * 1000 for a, b in combinations(range(len(places)), 2)]
    flat = np.concatenate(pairs) if pairs and known else np.zeros(0)
    first = [float(pair[:2].max()) for pair in pairs if len(pair) >= 2 and np.isfinite(pair[:2]).all()]
    return Figures(
        name=stretch.name,
        windows=len(known),
        pairs=[round(float(value), 4) for value in flat[np.isfinite(flat)]],
        first_ms=round(max(first), 3) if first else None,
        timeline=[_timeline(recording, np.array(known), each, stretch) for each in shifts],
        heard_s=[round(0.25 * len(each), 2) for each in places],
        gaps=[gaps(sound, music, each) for sound, each in zip(recording.channels, places, strict=True)],
        clicks=[clicks(sound, music, each) for sound, each in zip(recording.channels, places, strict=True)],
    )


def _timeline(recording: Recording, at_s: Floats, shifts: Floats, stretch: Stretch) -> float | None:
    """How late a browser is against the timeline, ms; the recording's own clock is good to 1 or 2 ms only."""
    if stretch.position_s is None or not np.isfinite(shifts).any():
        return None
    heard = np.isfinite(shifts)
    wall_s = recording.began_s + at_s[heard] * RATE_HZ * recording.spacing_s
    expected_s = stretch.position_s + wall_s - stretch.from_s
    return round(float(np.median(expected_s - at_s[heard] - shifts[heard])) * 1000, 2)


class Summary(msgspec.Struct, frozen=True):
    """Of all stretches together."""

    starts: int
    windows: int
    median_ms: float
    p95_ms: float
    worst_ms: float
    first_median_ms: float
    disturbed: int
    gaps: int
    clicks: int


def summarise(all_figures: list[Figures]) -> Summary:
    """`disturbed`: stretches with a gap, a click, a browser that was not heard, or an offset over 10 ms."""
    offsets = np.array([value for each in all_figures for value in each.pairs] or [np.nan])
    firsts = [each.first_ms for each in all_figures if each.first_ms is not None] or [np.nan]
    gap_counts = [sum(map(len, each.gaps)) for each in all_figures]
    click_counts = [sum(map(len, each.clicks)) for each in all_figures]
    silent = [min(each.heard_s, default=0.0) == 0 for each in all_figures]
    far = [max(each.pairs, default=0.0) > 10 for each in all_figures]
    return Summary(
        starts=len(all_figures),
        windows=len(offsets),
        median_ms=round(float(np.median(offsets)), 3),
        p95_ms=round(float(np.percentile(offsets, 95)), 3),
        worst_ms=round(float(offsets.max()), 3),
        first_median_ms=round(float(np.median(firsts)), 3),
        disturbed=sum(map(any, zip(gap_counts, click_counts, silent, far, strict=True))),
        gaps=sum(gap_counts),
        clicks=sum(click_counts),
    )


def table(all_figures: list[Figures], summary: Summary) -> str:
    """What a person reads."""
    heads = f"{'start':<14}{'median':>9}{'p95':>9}{'worst':>9}{'first':>9}  {'late on the timeline':<28}"
    lines = [f"{heads}{'gaps':>5}{'clicks':>7}"]
    for each in all_figures:
        offsets = np.array(each.pairs or [np.nan])
        late = " ".join("-" if value is None else f"{value:+.1f}" for value in each.timeline)
        first = float("nan") if each.first_ms is None else each.first_ms
        lines.append(
            f"{each.name:<14}{np.median(offsets):9.3f}{np.percentile(offsets, 95):9.3f}{offsets.max():9.3f}{first:9.3f}"
            f"  {late:<28}{sum(map(len, each.gaps)):5d}{sum(map(len, each.clicks)):7d}"
        )
    lines.append(
        f"pairwise offset over {summary.starts} starts, {summary.windows} windows: median {summary.median_ms} ms, "
        f"p95 {summary.p95_ms} ms, worst {summary.worst_ms} ms; right after a start {summary.first_median_ms} ms; "
        f"{summary.gaps} gaps, {summary.clicks} clicks, {summary.disturbed} starts disturbed"
    )
    return "\n".join(lines)
