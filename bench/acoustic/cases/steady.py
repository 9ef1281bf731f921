"""Cases in which people only start music: on this machine, over networks, with clocks and devices that differ."""

from __future__ import annotations

import numpy as np

from bench.acoustic.browsers import Looks
from bench.acoustic.cases.case import HOST, THREE, Case, as_loopback, faults, percentile, steady_starts
from bench.acoustic.facts import Facts, joined
from bench.acoustic.fakes import engine, other_sample_rate, wrong_audio_clock, wrong_system_clock
from bench.acoustic.outcome import Verdict
from bench.acoustic.stage import DESK, PHONE, Seat, Stage
from bench.acoustic.windows import Floats

_WIFI = (20.0, 5.0)
_FAR = (100.0, 30.0)
INSECURE_HOST = "plain.test"


def _p95(facts: Facts, most_ms: float) -> list[Verdict]:
    return [Verdict("pairs, p95", percentile(facts.pairs(), 95), most_ms, "ms"), faults(facts)]


def _judge_asymmetric(facts: Facts) -> list[Verdict]:
    """Browser 1 is on the crooked line."""
    looks = [each for each in facts.log.soundings if each.browser == 1 and each.suspect_us is not None]
    told = [abs(each.suspect_us or 0) / 1000 for each in looks]
    late = facts.all_windows().late_ms
    off = abs(late[1] - (late[0] + late[2]) / 2)
    off = off[np.isfinite(off)]
    real_ms = percentile(off, 50)
    missed = abs(told[-1] - real_ms) if told and real_ms is not None else None
    return [
        Verdict("the others, pairs, p95", percentile(facts.pairs(who=(0, 2)), 95), 0.6, "ms"),
        Verdict("suspected against real error, off by", missed, 10.0, "ms"),
        Verdict("real error of the crooked line", real_ms, 40.0, "ms"),
        faults(facts),
    ]


def _judge_far(facts: Facts) -> list[Verdict]:
    first, later = [], []
    for stretch, windows in facts.of():
        since_us = windows.room_us - stretch.from_us
        first.append((stretch, windows.where(since_us < 5e6)))
        later.append((stretch, windows.where(since_us >= 60e6)))
    return [
        Verdict("pairs, p95, after 60 s", percentile(facts.pairs(later), 95), 3.0, "ms"),
        Verdict("pairs, p95, first 5 s", percentile(facts.pairs(first), 95), 8.0, "ms"),
        faults(facts),
    ]


def _judge_rates(facts: Facts) -> list[Verdict]:
    """What the browser's own resampler holds back without telling is constant, and in the floor too."""
    late = facts.all_windows().late_ms
    own = late - np.nanmedian(late, axis=1, keepdims=True)
    floor = joined(facts.floor, facts.seats).late_ms
    facts.log.notes.append(f"constant delay {_medians(late)} ms; the floor's {_medians(floor)} ms")
    steady = [
        Verdict(f"browser {seat} against its own delay, p95", percentile(abs(row[np.isfinite(row)]), 95), 0.6, "ms")
        for seat, row in enumerate(own)
    ]
    return [*steady, faults(facts)]


def _medians(late: Floats) -> list[float]:
    return [round(float(np.nanmedian(row)), 2) if np.isfinite(row).any() else float("nan") for row in late]


def _loopback(stage: Stage) -> None:
    steady_starts(stage, starts=12, seconds=50)


def _short(stage: Stage) -> None:
    steady_starts(stage, starts=5, seconds=20)


def _far(stage: Stage) -> None:
    steady_starts(stage, starts=2, seconds=75)


CASES = [
    Case("loopback", "three browsers, no network delay", THREE, _loopback, as_loopback),
    Case(
        "wifi",
        "20±5 ms each way",
        tuple(Seat(seat.looks, _WIFI, _WIFI) for seat in THREE),
        _short,
        lambda facts: _p95(facts, 1.0),
    ),
    Case(
        "asymmetric",
        "one member 80±20 ms up, 10±5 ms down",
        (HOST, Seat(up_ms=(80, 20), down_ms=(10, 5)), Seat()),
        _short,
        _judge_asymmetric,
        settle_s=20.0,
    ),
    Case(
        "device-latency",
        "one device with 150 ms more output latency, which the browser reports",
        (HOST, Seat(Looks(PHONE, latency_ms=170)), Seat()),
        _short,
        lambda facts: _p95(facts, 1.5),
    ),
    Case(
        "far",
        "100±30 ms each way",
        tuple(Seat(seat.looks, _FAR, _FAR) for seat in THREE),
        _far,
        _judge_far,
        settle_s=8.0,
    ),
    Case(
        "clocks",
        "one system clock 40 s wrong, one audio clock 100 ppm off",
        (
            HOST,
            Seat(Looks(PHONE, (wrong_system_clock(40.0),))),
            Seat(Looks(PHONE, (wrong_audio_clock(100.0),))),
        ),
        _short,
        as_loopback,
    ),
    Case(
        "rates",
        "contexts of 44.1, 48 and 96 kHz",
        (
            Seat(Looks(DESK, (other_sample_rate(44_100),))),
            Seat(),
            Seat(Looks(PHONE, (other_sample_rate(96_000),))),
        ),
        _short,
        _judge_rates,
    ),
    Case(
        "chunks",
        "one on plain http (chunks, WASM), one with chunks by choice, one worklet",
        (
            HOST,
            Seat(host_name=INSECURE_HOST),
            Seat(Looks(PHONE, (engine("chunks"),))),
        ),
        _short,
        lambda facts: _p95(facts, 3.0),
    ),
]
