"""Cases about what a press of a button leads to, and about track ends."""

from __future__ import annotations

import math
from collections.abc import Callable

from bench.acoustic import actions
from bench.acoustic.cases.case import THREE, Case, as_loopback, entering, faults, percentile, play_on
from bench.acoustic.changes import Change, change_after
from bench.acoustic.facts import Facts
from bench.acoustic.outcome import Verdict
from bench.acoustic.seams import seams
from bench.acoustic.stage import Seat, Stage
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
    held = [each for each in changes if _is_held(each)]
    waited = [each.everywhere_ms for each in changes if each.gated and not _is_held(each)]
    ready = [each.everywhere_ms for each in changes if _is_held(each) or not each.gated]
    first = [(stretch, windows.where(windows.room_us < stretch.from_us + 5e6)) for stretch, windows in facts.of()]
    near = buffered_ms < 400
    return [
        Verdict("press to sound everywhere, buffered, worst", _worst(ready), buffered_ms, "ms"),
        *([Verdict("press to sound everywhere, not buffered, worst", _worst(waited), 1200, "ms")] if waited else []),
        Verdict("switches to what everybody held that waited all the same", float(sum(c.gated for c in held)), 0, ""),
        Verdict(
            "silence between old and new place, worst", max((c.silence_ms for c in changes), default=None), 0, "ms"
        ),
        Verdict("presses without effect", float(presses - len(changes)), 0, ""),
        Verdict("pairs, p95, first 5 s", percentile(facts.pairs(first), 95), 0.6 if near else 8.0, "ms"),
        *entering(facts, 0.6 if near else 8.0),
        faults(facts),
    ]


def _is_held(change: Change) -> bool:
    """What played a moment ago, or comes next, every page has fetched seconds before; only a seek ahead may not be."""
    return not change.name.endswith("seek ahead")


def _worst(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if len(known) == len(values) and known else None


def _rounded(values: list[float]) -> list[float]:
    return [round(value, 2) for value in values]


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
    Case("gapless", "track ends in each browser's own stream", THREE, _gapless, _judge_gapless),
]
