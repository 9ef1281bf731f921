"""What a case is made of, and the steps several of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.acoustic import actions
from bench.acoustic.browsers import Looks
from bench.acoustic.entrances import entrances, pairs
from bench.acoustic.facts import Facts
from bench.acoustic.outcome import Verdict
from bench.acoustic.stage import DESK, Seat, Stage
from bench.acoustic.windows import FAULTS

HOST = Seat(Looks(DESK))
THREE = (HOST, Seat(), Seat())
_SEEKS = (0.15, 0.55, 0.3, 0.7)
_PAUSE_S = 1.5


@dataclass(frozen=True)
class Case:
    """`script` drives the stage and marks stretches; `judge` reads the facts. `floor_starts`: 0 for no floor."""

    name: str
    summary: str
    seats: tuple[Seat, ...]
    script: Callable[[Stage], None]
    judge: Callable[[Facts], list[Verdict]]
    settle_s: float = 12.0
    floor_starts: int = 5


@dataclass(frozen=True)
class Alone:
    """A case with a set-up of its own: given an empty folder, it gives back its figures and what is to be said."""

    name: str
    summary: str
    run: Callable[[Path], tuple[list[Verdict], list[str]]]


def start_somehow(stage: Stage, number: int) -> str:
    """Every way to start music in turn; music plays afterwards."""
    page = stage.host.page
    if stage.onlooker.history.transport is None or not stage.onlooker.history.transport.playing:
        stage.play()
        return "play"
    if number % 3 == 0:
        stage.play(False)
        stage.wait(_PAUSE_S)
        stage.play()
        return "pause, play"
    if number % 3 == 1:
        actions.press_seek_bar(page, _SEEKS[number // 3 % len(_SEEKS)])
        return "seek"
    actions.press(page, "skip")
    return "skip"


def steady_starts(stage: Stage, starts: int, seconds: float, kind: str = "steady") -> None:
    """Starts of all sorts, each followed by music for some seconds. A stretch begins with the new music."""
    for number in range(stage.times(starts)):
        name = start_somehow(stage, number)
        play_on(stage, f"{number + 1} {name}", seconds, kind)


def play_on(stage: Stage, name: str, seconds: float, kind: str = "steady", scaled: bool = True) -> None:
    """Measures from the latest switch on."""
    stage.until_switched()
    with stage.stretch(name, kind):
        stage.wait(stage.seconds(seconds) if scaled else seconds)


def as_loopback(facts: Facts, kind: str = "steady", who: tuple[int, ...] | None = None) -> list[Verdict]:
    """The figures of three browsers on one machine."""
    offsets = facts.pairs(facts.of(kind), who)
    late = facts.all_windows().late_ms
    residual = np.abs(late - np.nanmedian(late)) if np.isfinite(late).any() else np.zeros(0)
    return [
        Verdict("pairs, median", percentile(offsets, 50), 0.2, "ms"),
        Verdict("pairs, p95", percentile(offsets, 95), 0.6, "ms"),
        Verdict("pairs, max", percentile(offsets, 100), 1.5, "ms"),
        Verdict("timeline, p95, less the constant delay", percentile(residual[np.isfinite(residual)], 95), 1.0, "ms"),
        *entering(facts, 0.6),
        faults(facts),
    ]


def faults(facts: Facts, who: tuple[int, ...] | None = None, kind: str | None = None) -> Verdict:
    """Windows in which a browser was silent, played something else, or sounded where nothing was meant."""
    states = [windows.state if who is None else windows.state[list(who)] for _, windows in facts.of(kind)]
    whose = "" if who is None else f" of browser {' and '.join(map(str, who))}"
    count = sum(int(np.isin(state, FAULTS).sum()) for state in states)
    return Verdict(f"windows silent, lost or stray{whose}", float(count), 0, "")


def entering(facts: Facts, most_ms: float) -> list[Verdict]:
    """The 0.3 s after each switch, which no window holds, and the splice itself."""
    found = entrances(facts)
    clicks = [blemish for each in found for blemish in each.clicks]
    where = sorted({(each.browser, round((each.at_us - facts.log.stretches[0].from_us) / 1e6, 2)) for each in clicks})
    if where:
        facts.log.notes.append(f"clicks at switches (browser, s): {where[:10]}")
    return [
        Verdict("pairs, p95, first 0.3 s after a switch", percentile(pairs(found), 95), most_ms, "ms"),
        Verdict(
            "splices of switches that click", float(len({(e.at_us, c.browser) for e in found for c in e.clicks})), 0, ""
        ),
    ]


def percentile(values: np.ndarray[tuple[int], np.dtype[np.float64]], share: float) -> float | None:
    return float(np.percentile(values, share)) if len(values) else None
