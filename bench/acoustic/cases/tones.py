"""What the resampler adds to a tone, by the recording of a page whose room clock runs fast or slow."""

from __future__ import annotations

from pathlib import Path

from bench.acoustic.cases.case import Alone
from bench.acoustic.outcome import Verdict
from bench.acoustic.tones import ToneFigure, run_tones

_THDN_DB = -90.0
_PUMPING_DB = 0.1


def _run(folder: Path) -> tuple[list[Verdict], list[str]]:
    figures = run_tones(folder)
    notes = [f"{_name(each)}: p95 {each.p95_db:.1f} dB, really at {each.found_ppm:+.1f} ppm" for each in figures]
    verdicts = [Verdict(f"THD+N, {_name(each)}, median", each.median_db, _THDN_DB, "dB") for each in figures]
    pumping = max(each.level_range_db for each in figures)
    return [*verdicts, Verdict("range of the level", pumping, _PUMPING_DB, "dB")], notes


def _name(figure: ToneFigure) -> str:
    return f"{figure.hz} Hz at {figure.speed_ppm:+d} ppm"


CASES = [Alone("tones", "THD+N of recorded tones against the canonical samples, at ±1000 ppm", _run)]
