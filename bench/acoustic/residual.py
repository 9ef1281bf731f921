"""What is left of a sound when everything that was to be heard is taken off: clicks stand out there, music does not.

The sounds that were meant are fitted to the one that was heard with gains and short filters that change slowly, from
knot to knot: that takes up level, drift of the player's rate and a fade, and nothing quicker than the knots.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft

from bench.acoustic.programme import Samples
from bench.acoustic.sinks import RATE_HZ
from bench.acoustic.windows import best_place, soften

MS = RATE_HZ // 1000
REACH = 40 * MS
"""Samples that `aligned` wants before and after."""
PART = RATE_HZ // 20
_FINER = 8
_FOUND = 0.5
_STEEPEST = 2e-3
_OFF_LINE = 1.0
_TAPS = (-2, -1, 0, 1, 2)
_OVER_USUAL = 6.0
_OVER_LEVEL = 0.5
_SURELY = 1.5
_LEAST = 2e-3
_AROUND_MS = 15


def aligned(heard: Samples, meant: Samples) -> Samples | None:
    """`meant` (with `REACH` more at both ends) shifted and stretched to where `heard` has most of it. None when nothing
    of it is found."""
    line = drift(heard, meant)
    return None if line is None else shifted(meant, np.arange(len(heard)) * (1 + line[0]) + line[1])


def drift(heard: Samples, meant: Samples) -> tuple[float, float] | None:
    """Where sample i of `heard` lies in `meant`: i + slope * i + offset."""
    found = []
    for begin in range(0, max(1, len(heard) - PART + 1), PART):
        part = heard[begin : begin + PART]
        place, match = best_place(soften(part), soften(meant[begin : begin + len(part) + 2 * REACH]))
        if match > _FOUND:
            found.append((begin + len(part) / 2, place))
    return _line(found) if found else None


def _line(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Slope and offset of the line through two of the points, or flat through one, that most of them lie on: a jump of
    the player must not pass for a slope."""
    lines = [(0.0, y) for _, y in points]
    for (x0, y0), (x1, y1) in combinations(points, 2):
        slope = (y1 - y0) / (x1 - x0)
        if abs(slope) < _STEEPEST:
            lines.append((slope, y0 - slope * x0))

    def missed(line: tuple[float, float]) -> float:
        return sum(min(abs(y - line[1] - line[0] * x), _OFF_LINE) for x, y in points)

    return min(lines, key=missed)


def shifted(music: Samples, places: NDArray[np.floating[Any]]) -> Samples:
    """The music at places between its samples."""
    spectrum = rfft(np.pad(music, MS * 10))
    finer = irfft(spectrum, _FINER * (len(music) + 20 * MS)) * _FINER
    return np.asarray(np.interp((places + 10 * MS) * _FINER, np.arange(len(finer)), finer), np.float32)


def left_over(heard: Samples, parts: list[Samples], knot: int) -> Samples:
    """`heard` less the best mixture of `parts`, whose gains bend every `knot` samples."""
    count = len(heard) // knot * knot
    where = np.arange(count) / knot
    hats = np.maximum(0.0, 1 - np.abs(where[:, None] - np.arange(count // knot + 1)))
    taps = [np.roll(part, tap)[:count] for part in parts for tap in _TAPS]
    design = (np.stack(taps, axis=1)[:, :, None] * hats[:, None, :]).reshape(count, -1)
    normal = design.T @ design
    normal[np.diag_indices_from(normal)] += 1e-6 * np.trace(normal) / len(normal) + 1e-12
    rest = heard[:count] - design @ np.linalg.solve(normal, design.T @ heard[:count])
    return np.asarray(rest, np.float32)


def clicked(rest: Samples, heard: Samples) -> list[int]:
    """Milliseconds in which the rest is far over what it usually is, and near the level of the sound around."""
    peaks = _peaks(rest)
    level = np.sqrt(np.convolve(_squares(heard), np.ones(2 * _AROUND_MS + 1) / (2 * _AROUND_MS + 1), "same"))
    usual = float(np.percentile(peaks, 35)) if len(peaks) else 0.0
    allowed = np.maximum(np.clip(_OVER_USUAL * usual, _OVER_LEVEL * level, _SURELY * level), _LEAST)
    return [int(each) for each in np.flatnonzero(peaks > allowed)]


def _peaks(sound: Samples) -> Samples:
    usable = len(sound) // MS * MS
    return np.asarray(np.abs(sound[:usable]).reshape(-1, MS).max(axis=1), np.float32)


def _squares(sound: Samples) -> Samples:
    usable = len(sound) // MS * MS
    return np.asarray((sound[:usable] ** 2).reshape(-1, MS).mean(axis=1), np.float32)
