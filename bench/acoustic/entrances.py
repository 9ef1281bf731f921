"""How each browser comes in after a switch: its offsets in the first 0.3 s, and whether the splice clicks.

The windows of a stretch leave that time out, as they would hold two things at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np

from bench.acoustic.changes import heard_from
from bench.acoustic.facts import Facts
from bench.acoustic.faultless import Blemish
from bench.acoustic.history import Segment
from bench.acoustic.residual import PART
from bench.acoustic.splices import cuts
from bench.acoustic.windows import Floats, State

_FIRST_US = 300_000
_FADE_US = 10_000.0
_HOP_US = 50_000.0
_ATTACK_US = 6000.0


@dataclass(frozen=True)
class Entrance:
    """One switch to sound. `late_ms`: browsers by frames of 50 ms from it on, NaN where there was nothing new yet."""

    at_us: int
    late_ms: Floats
    clicks: list[Blemish]


def entrances(facts: Facts) -> list[Entrance]:
    """Of every switch that a stretch of listening begins with or has in it."""
    found = []
    for segment in facts.expected.switches():
        for stretch in facts.log.stretches:
            # A stretch begins when its switch is heard, or a little after.
            if segment.playing and stretch.newcomer is None and stretch.from_us - 1e6 < segment.from_us < stretch.to_us:
                found.append(_entrance(facts, segment, stretch.who))
                break
    return found


def pairs(found: list[Entrance]) -> Floats:
    """|offset| of every pair in every frame in which both had come in."""
    offsets = [abs(late_a - late_b) for each in found for late_a, late_b in combinations(each.late_ms, 2)]
    flat = np.concatenate([np.zeros(0), *offsets])
    return np.asarray(flat[np.isfinite(flat)], np.float64)


def _is_own_attack(new: Segment, at_us: float) -> bool:
    """A track that begins at full level is a cut by itself, and where between two frames it falls nobody can tell."""
    return new.position_us == 0 and abs(at_us - new.from_us) < _ATTACK_US


def _entrance(facts: Facts, new: Segment, who: tuple[int, ...]) -> Entrance:
    old = facts.expected.at(new.from_us - 1)
    frames_us = np.arange(new.from_us, new.from_us + _FIRST_US, _HOP_US)
    late = np.full((facts.seats, len(frames_us)), np.nan)
    clicks = []
    for browser in who:
        ear = facts.ear(browser)
        heard_us = heard_from(ear, facts, new, old)
        if heard_us is None:
            continue
        for column, at_us in enumerate(frames_us):
            if at_us >= heard_us + _FADE_US:
                state, late_ms, _ = ear.listen(at_us, PART)
                late[browser, column] = late_ms if state == State.MEASURED else np.nan
        before = None if old is None or not old.playing else partial(facts.expected.extend, old)
        cut_us = cuts(ear, heard_us, partial(facts.expected.extend, new), before)
        clicks += [Blemish(browser, at_us, 1.0) for at_us in cut_us if not _is_own_attack(new, at_us)]
    return Entrance(new.from_us, late, clicks)
