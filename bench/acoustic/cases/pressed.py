"""Cases about what a press of a button leads to: switches, joining late, coming in cold, and track ends."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from bench.acoustic import actions
from bench.acoustic.browsers import Looks
from bench.acoustic.cases.case import HOST, THREE, Case, as_loopback, faults, percentile, play_on
from bench.acoustic.changes import Change, change_after
from bench.acoustic.facts import Facts
from bench.acoustic.outcome import Verdict
from bench.acoustic.seams import seams
from bench.acoustic.stage import DESK, PHONE, Seat, Stage
from bench.acoustic.windows import State
from sonix.protocol.client import LoopCommand, SeekCommand

_FAR = (100.0, 30.0)
_FAR_THREE = tuple(Seat(seat.looks, _FAR, _FAR) for seat in THREE)
_BEFORE_END_S = 6.0


def _switches(stage: Stage) -> None:
    stage.play()
    play_on(stage, "play", 8)
    for number in range(stage.times(3)):
        _press(stage, f"{number + 1} pause", lambda: actions.press(stage.host.page, "play-pause"), 1.5)
        _press(stage, f"{number + 1} play", lambda: actions.press(stage.host.page, "play-pause"), 5)
        _press(stage, f"{number + 1} seek back", lambda: actions.press_seek_bar(stage.host.page, 0.02), 5)
        _press(stage, f"{number + 1} skip", lambda: actions.press(stage.host.page, "skip"), 5)
        _press(stage, f"{number + 1} seek ahead", lambda: actions.press_seek_bar(stage.host.page, 0.75), 5)
    stage.onlooker.do(LoopCommand("track"))
    _near_the_end(stage)
    play_on(stage, "loop", 2 * _BEFORE_END_S, scaled=False)


def _press(stage: Stage, name: str, press: Callable[[], None], seconds: float) -> None:
    press()
    stage.mark_tap("press", note=name)
    play_on(stage, name, seconds)


def _near_the_end(stage: Stage) -> None:
    """To a few seconds before the end of the track that plays."""
    transport = stage.onlooker.history.segments(round(stage.now_us()))[-1]
    entry = stage.onlooker.history.entries[transport.entry_id or ""]
    position_us = entry.track.duration_us - round(_BEFORE_END_S * 1e6)
    stage.onlooker.do(SeekCommand(entry.entry_id, position_us))


def _changes(facts: Facts) -> list[Change]:
    found = []
    for mark in facts.marks("press"):
        change = change_after(facts, mark.at_us, mark.note, tuple(range(facts.seats)))
        if change is not None and not change.name.endswith("pause"):
            found.append(change)
            facts.log.notes.append(
                f"{change.name}: decided {change.decided_ms:.0f} ms, heard {change.heard_ms} ms after the press"
                f"{', gated' if change.gated else ''}, silence {change.silence_ms:.0f} ms"
            )
    return found


def _judge_switches(facts: Facts, buffered_ms: float) -> list[Verdict]:
    changes = _changes(facts)
    presses = sum(not mark.note.endswith("pause") for mark in facts.marks("press"))
    ready = [each.everywhere_ms for each in changes if not each.gated]
    waited = [each.everywhere_ms for each in changes if each.gated]
    first = [(stretch, windows.where(windows.room_us < stretch.from_us + 5e6)) for stretch, windows in facts.of()]
    return [
        Verdict("press to sound everywhere, buffered, worst", _worst(ready), buffered_ms, "ms"),
        *([Verdict("press to sound everywhere, not buffered, worst", _worst(waited), 1200, "ms")] if waited else []),
        Verdict(
            "silence between old and new place, worst", max((c.silence_ms for c in changes), default=None), 0, "ms"
        ),
        Verdict("presses without effect", float(presses - len(changes)), 0, ""),
        Verdict("pairs, p95, first 5 s", percentile(facts.pairs(first), 95), 0.6 if buffered_ms < 400 else 8.0, "ms"),
        faults(facts),
    ]


def _worst(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if len(known) == len(values) and known else None


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
    sounds, offsets, settled = [], [], []
    for mark, (stretch, _) in zip(facts.marks("tap"), facts.of("join"), strict=True):
        sound_us = facts.ear(2).first_sound(mark.at_us, stretch.to_us)
        if sound_us is None:
            sounds.append(math.inf)
            continue
        sounds.append((sound_us - mark.at_us) / 1e6)
        offsets.append(_offset_at(facts, sound_us + 20_000))
        settled.append(facts.recovered_s(sound_us, stretch.to_us, (2,)))
    facts.log.notes.append(
        f"tap to sound {_rounded(sounds)} s; offset then {_rounded(offsets)} ms; settled {_rounded(settled)} s"
    )
    return [
        Verdict("tap to first sound, worst", max(sounds, default=None), 1.0, "s"),
        Verdict("offset at first sound, worst", max(offsets, default=None), 5.0, "ms"),
        Verdict("within 1 ms of the others after first sound, worst", max(settled, default=None), 5.0, "s"),
    ]


def _offset_at(facts: Facts, at_us: float) -> float:
    """Of browser 2 against the first other one that is measured then."""
    state, late_ms, _ = facts.ear(2).listen(at_us)
    other, other_ms, _ = facts.ear(0).listen(at_us)
    return abs(late_ms - other_ms) if state == other == State.MEASURED else math.inf


def _rounded(values: list[float]) -> list[float]:
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
    if (told && told.clock.ready && ['idle', 'playing'].includes(told.player.state)) {
      robot.readyMs = performance.now();
      clearInterval(timer);
    }
  }, 10);
})();"""
"""Somebody without hesitation: gives a name, taps, and notes when clock and player were ready, ms since navigation."""


def _cold(stage: Stage) -> None:
    stage.play()
    stage.until_switched()
    for _ in range(stage.times(6)):
        newcomer = stage.browsers.open(stage.sinks.names[1], stage.looks(1))
        newcomer.page.goto(f"{stage.address(1)}/r/{stage.code}", wait_until="commit")
        newcomer.page.wait_for_function("() => robot.readyMs !== null")
        stage.mark("ready", 1, float(newcomer.page.evaluate("() => robot.readyMs")) / 1000)
        stage.browsers.close(newcomer)


def _judge_cold(facts: Facts, most_s: float) -> list[Verdict]:
    times = [mark.value or math.inf for mark in facts.marks("ready")]
    facts.log.notes.append(f"page opened to joined and ready: {_rounded(times)} s")
    return [
        Verdict("page opened to joined and ready, median", percentile(np.array(times), 50), most_s, "s"),
        Verdict("page opened to joined and ready, worst", max(times, default=None), most_s * 1.5, "s"),
    ]


def _gapless(stage: Stage) -> None:
    """From the first noise into the second, which has no silence at its ends, then each into itself."""
    stage.play()
    for number in range(stage.times(6)):
        _near_the_end(stage)
        play_on(stage, f"{number + 1} track end", 2 * _BEFORE_END_S, scaled=False)
        if number == 0:
            stage.onlooker.do(LoopCommand("track"))


def _judge_gapless(facts: Facts) -> list[Verdict]:
    found = seams(facts)
    errors = [abs(seam.error_samples) for seam in found]
    worst = max((math.inf if math.isnan(error) else error for error in errors), default=None)
    facts.log.notes.append(f"samples off at {len(found)} seams: {_rounded(errors)}")
    return [
        Verdict("error at a track end, worst", worst, 1.0, "samples"),
        Verdict("clicks at track ends", float(sum(seam.clicks for seam in found)), 0, ""),
        *as_loopback(facts)[1:2],
        faults(facts),
    ]


_NEWCOMER = Looks(PHONE, (_ROBOT,))

CASES = [
    Case(
        "switches",
        "pause → play, seek, skip, loop: from the press to everybody's sound",
        THREE,
        _switches,
        lambda facts: _judge_switches(facts, 350),
    ),
    Case(
        "switches-far",
        "the same at 100±30 ms each way",
        _FAR_THREE,
        _switches,
        lambda facts: _judge_switches(facts, 600),
        settle_s=20.0,
    ),
    Case("late-join", "a tap while music plays", (HOST, Seat(), Seat(late=True)), _late_join, _judge_late_join),
    Case(
        "cold",
        "from opening the page to joined and ready, a fresh profile each time",
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
    Case("gapless", "track ends in each browser's own stream", THREE, _gapless, _judge_gapless),
]
