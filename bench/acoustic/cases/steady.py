"""Cases in which people only start music: on this machine, over networks, with clocks and devices that differ."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.acoustic import actions
from bench.acoustic.browsers import Looks
from bench.acoustic.cases.case import HOST, THREE, Case, as_loopback, entering, faults, percentile, steady_starts
from bench.acoustic.facts import Facts
from bench.acoustic.fakes import engine, wrong_audio_clock, wrong_system_clock
from bench.acoustic.outcome import Verdict
from bench.acoustic.soundings import Sounding
from bench.acoustic.stage import DESK, PHONE, Seat, Stage
from bench.acoustic.windows import Floats

_WIFI = (20.0, 5.0)
_FAR = (100.0, 30.0)
_SLOWER_MS = 150.0
_RATES_HZ = (44_100, 48_000, 96_000)
INSECURE_HOST = "plain.test"


def _p95(facts: Facts, most_ms: float) -> list[Verdict]:
    return [Verdict("pairs, p95", percentile(facts.pairs(), 95), most_ms, "ms"), faults(facts)]


def _judge_asymmetric(facts: Facts) -> list[Verdict]:
    """Browser 1 is on the crooked line. Signs count: a trim the wrong way doubles the error."""
    looks = [each for each in facts.log.soundings if each.browser == 1 and _is_within(facts, each.at_us)]
    told = [each.suspect_us / 1000 for each in looks if each.suspect_us is not None]
    late = facts.all_windows().late_ms
    off = late[1] - (late[0] + late[2]) / 2
    off = off[np.isfinite(off)]
    real_ms = percentile(off, 50)
    missed = np.abs(np.array(told) - real_ms) if real_ms is not None else np.zeros(0)
    facts.log.notes.append(
        f"really {real_ms} ms late; suspected {_range(told)} ms in {len(told)} of {len(looks)} looks"
    )
    return [
        Verdict("the others, pairs, p95", percentile(facts.pairs(who=(0, 2)), 95), 0.6, "ms"),
        Verdict("suspected against real error, signed, off by, p95", percentile(missed, 95), 10.0, "ms"),
        Verdict("looks without a suspicion", _share(looks, lambda each: each.suspect_us is None), 0.2, "of all"),
        Verdict("looks at which no trim was offered", _share(looks, lambda each: not each.trim_offered), 0.2, "of all"),
        Verdict("real error of the crooked line", None if real_ms is None else abs(real_ms), 40.0, "ms"),
        faults(facts),
    ]


def _is_within(facts: Facts, at_us: float) -> bool:
    return any(stretch.from_us <= at_us <= stretch.to_us for stretch in facts.log.stretches)


def _share(looks: list[Sounding], chosen: Callable[[Sounding], bool]) -> float | None:
    return sum(map(chosen, looks)) / len(looks) if looks else None


def _range(values: list[float]) -> str:
    return f"{min(values):.1f} to {max(values):.1f}" if values else "nothing"


def _judge_far(facts: Facts) -> list[Verdict]:
    """Time counts from the switch, not from when the bench had noticed it."""
    first, later = [], []
    for stretch, windows in facts.of():
        begun = [each.from_us for each in facts.expected.switches() if each.from_us < stretch.to_us - 1e6]
        since_us = windows.room_us - begun[-1]
        first.append((stretch, windows.where((since_us >= 0) & (since_us < 5e6))))
        later.append((stretch, windows.where(since_us >= 60e6)))
    return [
        Verdict("pairs, p95, after 60 s", percentile(facts.pairs(later), 95), 3.0, "ms"),
        Verdict("pairs, p95, first 5 s", percentile(facts.pairs(first), 95), 8.0, "ms"),
        *entering(facts, 8.0),
        faults(facts),
    ]


def _judge_rates(facts: Facts) -> list[Verdict]:
    """First that the contexts have the rates: else this were a plain loopback."""
    seen = [{each.sample_rate_hz for each in facts.log.soundings if each.browser == seat} for seat in range(3)]
    wrong = sum(rates != {rate_hz} for rates, rate_hz in zip(seen, _RATES_HZ, strict=True))
    facts.log.notes.append(f"constant delay {_medians(facts.all_windows().late_ms)} ms")
    return [Verdict("contexts of another rate than their sound card", float(wrong), 0, ""), *_p95(facts, 1.0)]


def _judge_device_latency(facts: Facts) -> list[Verdict]:
    """First that the slow output is slow: a wish the sound server did not grant would make this a plain loopback."""
    told = [
        [each.latency_ms for each in facts.log.soundings if each.browser == seat and each.latency_ms]
        for seat in range(facts.seats)
    ]
    usual, slow = [float(np.median(each)) if each else float("nan") for each in (told[0] + told[2], told[1])]
    facts.log.notes.append(f"latency the pages report: {usual:.0f} ms, the slow one {slow:.0f} ms")
    missing = max(0.0, _SLOWER_MS - (slow - usual)) if np.isfinite(slow - usual) else None
    return [Verdict(f"missing of {_SLOWER_MS:.0f} ms more latency", missing, 0.0, "ms"), *_p95(facts, 1.5)]


def _medians(late: Floats) -> list[float]:
    return [round(float(np.nanmedian(row)), 2) if np.isfinite(row).any() else float("nan") for row in late]


def _loopback(stage: Stage) -> None:
    steady_starts(stage, starts=12, seconds=50)


def _short(stage: Stage) -> None:
    steady_starts(stage, starts=5, seconds=20)


def _crooked(stage: Stage) -> None:
    """The sheet that offers the trim is open there."""
    actions.press(stage.listeners[1].page, "sync-light")
    _short(stage)


def _far(stage: Stage) -> None:
    """Two long ones for what it comes to, the rest for how it comes in."""
    steady_starts(stage, starts=2, seconds=75)
    steady_starts(stage, starts=5, seconds=8)


CASES = [
    Case(
        "loopback",
        "three browsers, no network delay; 50 s a start instead of 60, as a case takes at most 12 minutes",
        THREE,
        _loopback,
        as_loopback,
    ),
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
        _crooked,
        _judge_asymmetric,
        settle_s=20.0,
    ),
    Case(
        "device-latency",
        "one device with 150 ms more output latency, which the browser reports",
        (HOST, Seat(Looks(PHONE, latency_ms=260)), Seat()),
        _short,
        _judge_device_latency,
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
        (
            "one system clock 40 s wrong; one page clock 100 ppm off its sound card and the room, in place of a "
            "crystal of its own: the sound cards here are one"
        ),
        (
            HOST,
            Seat(Looks(PHONE, (wrong_system_clock(40.0),), lenient=True)),
            Seat(Looks(PHONE, (wrong_audio_clock(100.0),))),
        ),
        _short,
        as_loopback,
    ),
    Case(
        "rates",
        "sound cards of 44.1, 48 and 96 kHz",
        (
            Seat(Looks(DESK), rate_hz=_RATES_HZ[0]),
            Seat(rate_hz=_RATES_HZ[1]),
            Seat(rate_hz=_RATES_HZ[2]),
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
        lambda facts: [*_p95(facts, 3.0), *entering(facts, 3.0)],
    ),
]
