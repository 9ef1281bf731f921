"""What each page says of itself, held against the truth: the error of its clock and of its rendering."""

from __future__ import annotations

import time
from typing import Any

import msgspec
from playwright.sync_api import Error as PlaywrightError

from bench.acoustic.browsers import Listener
from bench.acoustic.onlooker import Onlooker

_ASK = """() => {
  const told = globalThis.sonix?.diagnose?.() ?? null;
  return told && { ...told, trim_offered: document.querySelector('[data-testid=try-trim]') !== null,
    origin_ms: globalThis.bench.timeOriginMs, clock_rate: globalThis.bench.clockRate };
}"""

_TRUTH_US = 100
"""What the bench itself knows true time to."""


class Sounding(msgspec.Struct, frozen=True):
    """One look into one page. `at_us` is true room time; errors in µs, positive: the page's clock is ahead, or it plays
    late by its own measure. `bounded`: the true time lay within the page's own bound."""

    browser: int
    at_us: float
    clock_us: float | None
    sigma_us: float | None
    bounded: bool | None
    render_us: float | None
    suspect_us: float | None
    state: str
    connection: str
    dropouts: int
    jumps: int
    engine: str
    sample_rate_hz: float | None
    latency_ms: float | None
    trim_offered: bool


def wall_minus_monotonic_us() -> float:
    """By how much this machine's wall clock is ahead of its monotonic one, the tightest of a few readings."""
    readings = []
    for _ in range(5):
        before, wall, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        readings.append((after - before, wall - (before + after) / 2))
    return min(readings)[1] / 1000


def sound_out(listener: Listener, browser: int, onlooker: Onlooker) -> Sounding | None:
    """None while the page has no room, or does not answer."""
    try:
        told: dict[str, Any] | None = listener.page.evaluate(_ASK)
    except PlaywrightError:
        return None
    if told is None:
        return None
    wall_us = (told["origin_ms"] + told["perf_ms"] / told["clock_rate"]) * 1000
    at_us = wall_us - wall_minus_monotonic_us() + onlooker.offset_us
    clock, player = told["clock"], told["player"]
    room_us = told["room_us"]
    return Sounding(
        browser=browser,
        at_us=at_us,
        clock_us=None if room_us is None else room_us - at_us,
        sigma_us=clock.get("sigma_us"),
        bounded=_bounded(clock, at_us - told["perf_ms"] * 1000),
        render_us=player.get("errUs"),
        suspect_us=clock.get("suspect_us"),
        state=player["state"],
        connection=str(told.get("connection", "")),
        dropouts=player.get("dropouts", 0),
        jumps=player.get("jumps", 0),
        engine=player.get("engine", "none"),
        sample_rate_hz=player.get("sampleRateHz"),
        latency_ms=player.get("latencyMs"),
        trim_offered=bool(told.get("trim_offered")),
    )


def _bounded(clock: dict[str, Any], true_offset_us: float) -> bool | None:
    """Whether room time minus the page's own time is where the page says it must be."""
    least, most = clock.get("least_us"), clock.get("most_us")
    if least is None or most is None:
        return None
    return bool(least - _TRUTH_US <= true_offset_us <= most + _TRUTH_US)
