"""Everything a run found out, ready to be asked: who was how late when, what was missing, what took how long."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bench.acoustic.expected import Expected
from bench.acoustic.floor import ENTRY, Floor
from bench.acoustic.recorder import Recording
from bench.acoustic.sinks import RATE_HZ
from bench.acoustic.stage import Log, Mark, Stage, Stretch
from bench.acoustic.watchdog import Stall
from bench.acoustic.windows import FAULTS, WINDOW, Ear, Floats, State, Windows

WINDOW_US = WINDOW * 1e6 / RATE_HZ
# Around a switch somebody made, a window holds two things at once; what happens there is measured apart.
_BEFORE_US, _AFTER_US = 50_000, 300_000


@dataclass(frozen=True)
class Facts:
    """`windows` by stretch, in the order of `log.stretches`. Times are room µs, offsets ms."""

    log: Log
    expected: Expected
    recording: Recording
    offset_us: float
    stalls: list[Stall]
    windows: list[Windows]
    at_switches: int
    floor: list[Windows]
    seats: int
    gated: frozenset[int] = frozenset()

    def ear(self, browser: int) -> Ear:
        return Ear(self.recording, self.expected, self.offset_us, browser)

    def of(self, kind: str | None = None) -> list[tuple[Stretch, Windows]]:
        """Stretches of a kind, or all of them."""
        both = zip(self.log.stretches, self.windows, strict=True)
        return [(stretch, windows) for stretch, windows in both if kind in (None, stretch.kind)]

    def marks(self, name: str) -> list[Mark]:
        return [mark for mark in self.log.marks if mark.name == name]

    def pairs(self, chosen: list[tuple[Stretch, Windows]] | None = None, who: tuple[int, ...] | None = None) -> Floats:
        """|offset| of every pair (or the pairs within `who`) in every window in which both were measured."""
        found = [pair_offsets(windows, who) for _, windows in (self.of() if chosen is None else chosen)]
        return np.concatenate([np.zeros(0), *found])

    def between(self, from_us: float, to_us: float) -> Windows:
        """Windows of any stretch that begin in that time."""
        parts = [windows.where((windows.room_us >= from_us) & (windows.room_us < to_us)) for windows in self.windows]
        return joined(parts, self.seats)

    def all_windows(self) -> Windows:
        return joined(self.windows, self.seats)

    def delays_ms(self) -> list[float]:
        """The constant output delay of each browser: the median of its lateness over the run."""
        whole = self.all_windows()
        return [_median(late) for late in whole.late_ms]

    def recovered_s(self, since_us: float, until_us: float, who: tuple[int, ...], within_ms: float = 1.0) -> float:
        """From `since_us` until each of `who` stays within bounds of a browser that nothing happened to; when something
        happened to all, until every pair does. The whole time when it never does; endless when nothing was heard."""
        windows = self.between(since_us, until_us)
        bad = _bad(windows, who, within_ms)
        if len(windows.room_us) == 0:
            return float("inf")
        return float(windows.room_us[bad].max() + WINDOW_US - since_us) / 1e6 if bad.any() else 0.0

    def path_ms(self, from_us: float, to_us: float) -> list[list[float]]:
        """How late each browser was, every half second: what a slow recovery looked like."""
        return [[round(float(late), 1) for late in row[::2]] for row in self.between(from_us, to_us).late_ms]

    def disturbed(self, stretch: Stretch) -> list[Stall]:
        """Machine stalls within a stretch."""
        return [stall for stall in self.stalls if stretch.from_us < stall.end_us + self.offset_us < stretch.to_us + 2e5]


def collect(stage: Stage, floor: Floor | None) -> Facts:
    """Ends the recording and measures every window."""
    recording = stage.recorder.stop()
    stalls = stage.watchdog.stop()
    stage.log.notes += [*stage.watchdog.blind, *stage.browsers.unboosted()]
    offset_us = stage.onlooker.offset_us
    history = stage.onlooker.history
    segments = history.segments(round(stage.now_us()))
    music = {}
    under = {segment.blend.entry_id for segment in segments if segment.blend is not None}
    for entry_id in under | {segment.entry_id for segment in segments if segment.entry_id}:
        rendition = history.entries[entry_id].track.rendition
        music[entry_id] = stage.shelf.music(stage.code, rendition) * np.float32(10 ** (rendition.gain_db / 20))
    expected = Expected(segments, music)
    seats = len(stage.seats)
    measured = [_measure(recording, expected, offset_us, stretch, seats) for stretch in stage.log.stretches]
    facts = Facts(
        log=stage.log,
        expected=expected,
        recording=recording,
        offset_us=offset_us,
        stalls=stalls,
        windows=[windows for windows, _ in measured],
        at_switches=sum(skipped for _, skipped in measured),
        floor=[],
        seats=seats,
        gated=frozenset(history.gated),
    )
    if floor is not None:
        perfect = Expected(floor.segments, {ENTRY: floor.music})
        for stretch in floor.stretches:
            facts.floor.append(_measure(recording, perfect, offset_us, stretch, seats)[0])
    return facts


def _measure(
    recording: Recording, expected: Expected, offset_us: float, stretch: Stretch, seats: int
) -> tuple[Windows, int]:
    """The windows of a stretch, and how many were left out because a switch was in them."""
    all_us = np.arange(stretch.from_us, stretch.to_us - WINDOW_US, WINDOW_US)
    switches = np.array([segment.from_us for segment in expected.switches()], float)
    begins = all_us[:, None]
    near = (switches > begins - _AFTER_US) & (switches < begins + WINDOW_US + _BEFORE_US)
    room_us = all_us[~near.any(axis=1)] if len(switches) else all_us
    shape = (seats, len(room_us))
    late, level = np.full(shape, np.nan), np.full(shape, np.nan)
    state = np.full(shape, State.NOT_THERE, np.int8)
    for browser in stretch.who:
        ear = Ear(recording, expected, offset_us, browser)
        due_us = ear.first_sound(stretch.from_us, stretch.to_us) if browser == stretch.newcomer else None
        for column, at_us in enumerate(room_us):
            if due_us is not None and at_us < due_us:
                continue
            state[browser, column], late[browser, column], level[browser, column] = ear.listen(at_us)
    return Windows(np.asarray(room_us, float), late, level, state), len(all_us) - len(room_us)


def pair_offsets(windows: Windows, who: tuple[int, ...] | None = None) -> Floats:
    """|offset| in ms of every pair in every window in which both were measured."""
    members = range(len(windows.late_ms)) if who is None else who
    found = [abs(windows.late_ms[a] - windows.late_ms[b]) for a, b in combinations(members, 2)]
    flat = np.concatenate([np.zeros(0), *found])
    return np.asarray(flat[np.isfinite(flat)], np.float64)


def joined(parts: list[Windows], seats: int) -> Windows:
    """Several stretches' windows as one."""
    empty = np.zeros((seats, 0))
    return Windows(
        np.concatenate([np.zeros(0), *(part.room_us for part in parts)]),
        np.concatenate([empty, *(part.late_ms for part in parts)], axis=1),
        np.concatenate([empty, *(part.level_db for part in parts)], axis=1),
        np.concatenate([empty.astype(np.int8), *(part.state for part in parts)], axis=1),
    )


def _bad(windows: Windows, who: tuple[int, ...], within_ms: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Windows in which one of `who` is silent or lost, or too far from the nearest browser that was spared, or, when
    none was, from any other; and those in which there is nothing to hold it against."""
    bad = np.zeros(len(windows.room_us), bool)
    seats = range(len(windows.late_ms))
    spared = [seat for seat in seats if seat not in who]
    for one in who:
        bad |= np.isin(windows.state[one], FAULTS)
        others = spared or [seat for seat in seats if seat != one]
        apart = abs(windows.late_ms[one] - windows.late_ms[others])
        known = np.isfinite(apart)
        nearest = np.where(known, apart, np.inf).min(axis=0)
        furthest = np.where(known, apart, 0.0).max(axis=0)
        distance = nearest if spared else np.where(known.any(axis=0), furthest, np.inf)
        bad |= (windows.state[one] == State.MEASURED) & (distance > within_ms)
    return bad


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")
