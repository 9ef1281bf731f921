"""Cases about coming in: late, while music plays, and cold, with nothing of the page there yet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bench.acoustic.browsers import Looks
from bench.acoustic.cases.case import HOST, Case, faults, percentile
from bench.acoustic.facts import Facts
from bench.acoustic.outcome import Verdict
from bench.acoustic.stage import DESK, PHONE, Seat, Stage
from bench.acoustic.windows import State

_FAR = (100.0, 30.0)
_SLOW_S = 5.0


def _late_join(stage: Stage) -> None:
    stage.play()
    stage.until_switched()
    stage.wait(3.0)
    for number in range(stage.times(4)):
        newcomer = stage.enter(2)
        stage.wait(2.0)
        with stage.stretch(f"join {number + 1}", "join", newcomer=2):
            stage.come_in(2)
            stage.mark_tap("tap", 2)
            stage.wait(stage.seconds(12, 8))
        del stage.listeners[2]
        stage.browsers.close(newcomer)
        stage.wait(1.0)


def _judge_late_join(facts: Facts) -> list[Verdict]:
    joins = [
        _joined(facts, mark.at_us, stretch.to_us)
        for mark, (stretch, _) in zip(facts.marks("tap"), facts.of("join"), strict=True)
    ]
    for (stretch, _), join in zip(facts.of("join"), joins, strict=True):
        if join.settled_s > _SLOW_S:
            path = facts.path_ms(stretch.from_us, stretch.to_us)
            facts.log.notes.append(f"{stretch.name}: late by seat every half second: {path} ms")
    sounds, offsets, settled = zip(*joins, strict=True) if joins else ((), (), ())
    facts.log.notes.append(
        f"tap to sound {_rounded(sounds)} s; offset then {_rounded(offsets)} ms; settled {_rounded(settled)} s"
    )
    return [
        Verdict("tap to first sound, worst", max(sounds, default=None), 1.0, "s"),
        Verdict("offset at first sound, worst", max(offsets, default=None), 5.0, "ms"),
        Verdict("within 1 ms of the others after first sound, worst", max(settled, default=None), 5.0, "s"),
        faults(facts, (0, 1)),
        faults(facts, (2,)),
    ]


class _Join(NamedTuple):
    """From the tap to the sound, against another browser then, and from there until in step; endless without sound."""

    sound_s: float
    offset_ms: float
    settled_s: float


def _joined(facts: Facts, tap_us: float, until_us: float) -> _Join:
    sound_us = facts.ear(2).first_sound(tap_us, until_us)
    if sound_us is None:
        return _Join(math.inf, math.inf, math.inf)
    settled_s = facts.recovered_s(sound_us, until_us, (2,))
    return _Join((sound_us - tap_us) / 1e6, _offset_at(facts, sound_us + 20_000), settled_s)


def _offset_at(facts: Facts, at_us: float) -> float:
    """Of browser 2 against the first other one that is measured then."""
    state, late_ms, _ = facts.ear(2).listen(at_us)
    other, other_ms, _ = facts.ear(0).listen(at_us)
    return abs(late_ms - other_ms) if state == other == State.MEASURED else math.inf


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 2) for value in values]


_ROBOT = """(() => {
  const robot = { readyMs: null };
  Object.defineProperty(globalThis, 'robot', { value: robot });
  const timer = setInterval(() => {
    const name = document.querySelector('[data-testid=name]');
    const join = document.querySelector('[data-testid=join]');
    if (name && name.value === '') {
      name.value = 'Cold';
      name.dispatchEvent(new Event('input', { bubbles: true }));
    } else if (join && !join.disabled && !robot.tapped) {
      robot.tapped = true;
      join.click();
    }
    const told = globalThis.sonix?.diagnose?.();
    const joined = told?.connection === 'online' && told.transport !== null;
    if (joined && told.clock.ready && told.player.state === 'playing') {
      robot.readyMs = performance.now();
      clearInterval(timer);
    }
  }, 10);
})();"""
"""Somebody without hesitation: gives a name, taps, and notes when the room was there, the clock was ready and the music
played, ms since navigation."""


def _cold(stage: Stage) -> None:
    stage.play()
    stage.until_switched()
    for _ in range(stage.times(8)):
        newcomer = stage.browsers.open(stage.sinks.names[1], stage.looks(1))
        newcomer.page.goto(f"{stage.address(1)}/r/{stage.code}", wait_until="commit")
        newcomer.page.wait_for_function("() => robot.readyMs !== null")
        stage.mark("ready", 1, float(newcomer.page.evaluate("() => robot.readyMs")) / 1000)
        stage.browsers.close(newcomer)


def _judge_cold(facts: Facts, most_s: float) -> list[Verdict]:
    times = [mark.value or math.inf for mark in facts.marks("ready")]
    facts.log.notes.append(f"page opened to joined and playing: {_rounded(times)} s")
    return [Verdict("page opened to joined and playing, p95", percentile(np.array(times), 95), most_s, "s")]


_NEWCOMER = Looks(PHONE, (_ROBOT,))

CASES = [
    Case("late-join", "a tap while music plays", (HOST, Seat(), Seat(late=True)), _late_join, _judge_late_join),
    Case(
        "cold",
        "from opening the page to joined and playing, a fresh profile each time",
        (HOST, Seat(_NEWCOMER, late=True)),
        _cold,
        lambda facts: _judge_cold(facts, 1.5),
        settle_s=3.0,
        floor_starts=0,
    ),
    Case(
        "cold-far",
        "the same at 100±30 ms each way",
        (Seat(Looks(DESK), _FAR, _FAR), Seat(_NEWCOMER, _FAR, _FAR, late=True)),
        _cold,
        lambda facts: _judge_cold(facts, 3.0),
        settle_s=3.0,
        floor_starts=0,
    ),
]
