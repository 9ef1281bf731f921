"""Track ends: how exactly one track is butted to the next in each browser's own stream, and whether it clicks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.acoustic.facts import Facts
from bench.acoustic.faultless import click_at
from bench.acoustic.sinks import RATE_HZ
from bench.acoustic.windows import State

_SIZE = RATE_HZ // 10
_EACH_SIDE = 4
_GUARD_US = 5_000


@dataclass(frozen=True)
class Seam:
    """`error_samples`: by how much the next track comes too late in one browser; NaN when it was not heard."""

    at_us: int
    browser: int
    error_samples: float
    clicks: bool


def seams(facts: Facts) -> list[Seam]:
    """Every folded track end within a stretch, in every browser of it."""
    found: list[Seam] = []
    for segment in facts.expected.segments:
        for stretch in facts.log.stretches:
            if segment.folded and segment.playing and stretch.from_us + 2e6 < segment.from_us < stretch.to_us - 2e6:
                found += [_seam(facts, segment.from_us, browser) for browser in stretch.who]
    return found


def _seam(facts: Facts, at_us: int, browser: int) -> Seam:
    """Lateness on both sides fitted by one slope and a step: the slope is the player's rate, the step is the error."""
    ear = facts.ear(browser)
    _, late_ms, _ = ear.listen(at_us - 1e6)
    heard_us = at_us + (0.0 if np.isnan(late_ms) else late_ms * 1000)
    span_us = _SIZE * 1e6 / RATE_HZ
    begins = [heard_us - _GUARD_US - span_us * (number + 1) for number in range(_EACH_SIDE)]
    begins += [heard_us + _GUARD_US + span_us * number for number in range(_EACH_SIDE)]
    found = [(begin, ear.listen(begin, _SIZE)) for begin in begins]
    rows = [(begin, late) for begin, (state, late, _) in found if state == State.MEASURED]
    before = sum(begin < heard_us for begin, _ in rows)
    clicks = np.isfinite(late_ms) and click_at(ear, heard_us - span_us, late_ms) is not None
    if before < 2 or len(rows) - before < 2:
        return Seam(at_us, browser, float("nan"), bool(clicks))
    times = np.array([begin - heard_us for begin, _ in rows])
    design = np.stack([np.ones(len(rows)), times, times >= 0], axis=1)
    step_ms = float(np.linalg.lstsq(design, np.array([late for _, late in rows]), rcond=None)[0][2])
    return Seam(at_us, browser, round(step_ms * RATE_HZ / 1000, 3), bool(clicks))
