"""Dropouts and clicks: what a recording has that the music has not, or the other way round."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bench.acoustic.facts import Facts
from bench.acoustic.programme import Samples
from bench.acoustic.residual import PART, REACH, aligned, clicked, left_over
from bench.acoustic.sinks import RATE_HZ
from bench.acoustic.splices import cuts
from bench.acoustic.stage import Stretch
from bench.acoustic.windows import SILENCE, WINDOW, Ear, State, Windows

_FRAME = RATE_HZ // 1000
_LEAST_GAP_FRAMES = 3
_LOUD = 3e-3
_ASIDE_US = 130_000.0
_SAME_MS = 0.1
_KNOT = 10 * _FRAME


class Blemish(NamedTuple):
    """At room time `at_us`, for `length_ms` (a click's is 1)."""

    browser: int
    at_us: float
    length_ms: float


def gaps(facts: Facts) -> list[Blemish]:
    """Stretches of 3 ms and more that are silent although the music there is not."""
    found: list[Blemish] = []
    for stretch, windows in facts.of():
        for browser in stretch.who:
            found += _gaps(facts.ear(browser), stretch, windows, browser)
    return found


def clicks(facts: Facts) -> list[Blemish]:
    """Milliseconds in which something sounds that the music has not, or the other way round."""
    found: list[Blemish] = []
    for stretch, windows in facts.of():
        for browser in stretch.who:
            ear = facts.ear(browser)
            for column in np.flatnonzero(windows.state[browser] == State.MEASURED):
                at_us = float(windows.room_us[column])
                at_ms = click_at(ear, at_us, float(windows.late_ms[browser, column]))
                if at_ms is not None and not _is_fade(ear, at_us + at_ms * 1000):
                    found.append(Blemish(browser, at_us + at_ms * 1000, 1.0))
    return found


def _is_fade(ear: Ear, at_us: float) -> bool:
    """A player that corrects itself fades from place to place: two places of the same music, and nothing else."""
    before, after = ear.nearby(at_us - _ASIDE_US), ear.nearby(at_us + _ASIDE_US)
    if before is None or after is None or abs(before - after) < _SAME_MS:
        return False
    return not cuts(ear, at_us, ear.music(after), ear.music(before))


def click_at(ear: Ear, room_us: float, late_ms: float, size: int = WINDOW) -> int | None:
    """The first millisecond of a window that has a click in it."""
    begin_us = room_us - late_ms * 1000 - REACH * 1e6 / RATE_HZ
    return first_click(ear.sound(ear.index(room_us), size), ear.meant(begin_us, size + 2 * REACH))


def first_click(heard: Samples, meant: Samples) -> int | None:
    """The first millisecond in which `heard` is not `meant`, which begins and ends `REACH` samples further out."""
    music = aligned(heard, meant)
    if music is None:
        return 0
    blocks = [slice(begin, begin + PART) for begin in range(0, len(heard) - PART + 1, PART)]
    rest = np.concatenate([left_over(heard[block], [music[block]], _KNOT) for block in blocks])
    found = clicked(rest, heard)
    return found[0] if found else None


def frames(sound: Samples) -> Samples:
    """Peak of each millisecond."""
    usable = len(sound) // _FRAME * _FRAME
    return np.asarray(np.abs(sound[:usable]).reshape(-1, _FRAME).max(axis=1), np.float32)


def _gaps(ear: Ear, stretch: Stretch, windows: Windows, browser: int) -> list[Blemish]:
    """Minute by minute, so that half an hour fits into memory."""
    found: list[Blemish] = []
    step_us = 60e6
    there = np.flatnonzero(windows.state[browser] != State.NOT_THERE)
    began_us = float(windows.room_us[there[0]]) if browser == stretch.newcomer and len(there) else stretch.from_us
    for from_us in np.arange(began_us, stretch.to_us, step_us):
        start, end = ear.index(from_us), ear.index(min(from_us + step_us, stretch.to_us))
        quiet = frames(ear.sound(start, end - start)) < SILENCE
        edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            at_us = ear.room_us(start + int(first) * _FRAME)
            if last - first >= _LEAST_GAP_FRAMES and _is_loud(ear, windows, browser, at_us, int(last - first)):
                found.append(Blemish(browser, at_us, float(last - first)))
    return found


def _is_loud(ear: Ear, windows: Windows, browser: int, at_us: float, length_ms: int) -> bool:
    known = np.isfinite(windows.late_ms[browser])
    late_ms = 0.0
    if known.any():
        nearest = np.abs(windows.room_us[known] - at_us).argmin()
        late_ms = float(windows.late_ms[browser][known][nearest])
    meant = ear.meant(at_us - late_ms * 1000, length_ms * _FRAME)
    return bool(np.mean(frames(meant) > _LOUD) > 0.5)
