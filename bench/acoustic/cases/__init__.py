"""The cases of the bench: what happens in each, and what must come out."""

from __future__ import annotations

from bench.acoustic.cases import arrivals, blends, mishaps, network, pressed, steady, tones
from bench.acoustic.cases.case import Alone, Case

CASES: list[Case | Alone] = [
    *steady.CASES,
    *pressed.CASES,
    *arrivals.CASES,
    *blends.CASES,
    *network.CASES,
    *mishaps.CASES,
    *tones.CASES,
    network.HALF_HOUR,
]
