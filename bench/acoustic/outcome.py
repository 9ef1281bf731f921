"""One case's result as it is kept: figures, targets, and under what circumstances."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np

from bench.acoustic.facts import Facts, joined, pair_offsets
from bench.acoustic.faultless import Blemish, clicks, gaps
from bench.acoustic.windows import Floats, State

_SHOWN = 30
_ROOT = Path(__file__).parents[2]
_MEASURED = (
    "src/sonix",
    "web/src/audio",
    "web/src/core",
    "web/src/net",
    "web/src/sw",
    "web/src/sw.ts",
    "web/src/App.svelte",
    "web/src/main.ts",
    "web/src/state/gate_answer.ts",
    "web/src/state/grants.ts",
    "web/src/state/listening.svelte.ts",
    "web/src/state/room.svelte.ts",
    "web/src/state/room_link.ts",
    "web/src/state/status_body.ts",
    "web/src/state/trim.svelte.ts",
    "bench/acoustic",
    ":!src/sonix/accounts",
    ":!src/sonix/admin",
    ":!src/sonix/backup",
    ":!src/sonix/cli",
    ":!src/sonix/doctor",
    ":!src/sonix/leaving",
    ":!src/sonix/library",
    ":!src/sonix/storage",
    ":!bench/acoustic/causes.json",
    ":!bench/acoustic/report.py",
    ":!bench/acoustic/results",
)
"""What decides a figure. What a page looks like, and who may do what, does not."""


class Spread(msgspec.Struct, frozen=True):
    """Of many values, in ms."""

    count: int
    median: float | None
    p95: float | None
    max: float | None


class Verdict(msgspec.Struct, frozen=True):
    """A figure against what it should be at most. A figure that could not be taken is a miss."""

    what: str
    figure: float | None
    target: float
    unit: str

    @property
    def passed(self) -> bool:
        return self.figure is not None and self.figure <= self.target


class Counted(msgspec.Struct, frozen=True):
    """Windows of a quarter second times browsers: none is dropped without being counted."""

    measured: int
    music_silent: int
    silent: int
    lost: int
    stray: int
    at_switches: int


class Browser(msgspec.Struct, frozen=True):
    """One browser. `delay_ms`: its constant lateness; the rest are absolute values over the run."""

    engine: str
    sample_rate_hz: float | None
    delay_ms: float | None
    level_db: float | None
    acoustic: Spread
    render: Spread
    clock: Spread
    clock_in_bound: float | None
    dropouts: int
    jumps: int


class Outcome(msgspec.Struct, frozen=True):
    """What one run of one case found. `scale` under 1 is a quick try, not a result."""

    case: str
    summary: str
    date: str
    commit: str
    scale: float
    seconds: float
    cores: int
    load: float
    passed: bool
    verdicts: list[Verdict]
    starts: int
    disturbed_starts: int
    stalls_ms: list[float]
    windows: Counted
    pairs: Spread
    timeline: Spread
    floor: Spread
    floor_timeline: Spread
    browsers: list[Browser]
    gap_count: int
    gaps: list[tuple[int, float, float]]
    click_count: int
    clicks: list[tuple[int, float, float]]
    track: list[list[float | None]]
    notes: list[str]


def spread(values: Sequence[float] | Floats) -> Spread:
    """Only what is a number counts."""
    known = np.asarray(values, float)
    known = np.abs(known[np.isfinite(known)])
    if len(known) == 0:
        return Spread(0, None, None, None)
    median, p95 = np.percentile(known, [50, 95])
    return Spread(len(known), round(float(median), 4), round(float(p95), 4), round(float(known.max()), 4))


def outcome(case: str, summary: str, facts: Facts, verdicts: list[Verdict], scale: float, load: float) -> Outcome:
    """Puts a run's facts together."""
    whole = facts.all_windows()
    missing, clicked = gaps(facts), clicks(facts)
    began_us = min((stretch.from_us for stretch in facts.log.stretches), default=0.0)
    residual = whole.late_ms - np.nanmedian(whole.late_ms) if np.isfinite(whole.late_ms).any() else whole.late_ms
    floors = joined(facts.floor, facts.seats)
    floor_late = floors.late_ms - np.nanmedian(floors.late_ms) if np.isfinite(floors.late_ms).any() else floors.late_ms
    return Outcome(
        case=case,
        summary=summary,
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        commit=_commit(),
        scale=scale,
        seconds=round(sum(stretch.to_us - stretch.from_us for stretch in facts.log.stretches) / 1e6, 1),
        cores=os.cpu_count() or 0,
        load=round(load, 2),
        passed=all(verdict.passed for verdict in verdicts),
        verdicts=_rounded(verdicts),
        starts=len(facts.log.stretches),
        disturbed_starts=sum(bool(facts.disturbed(stretch)) for stretch in facts.log.stretches),
        stalls_ms=sorted((stall.length_ms for stall in facts.stalls), reverse=True)[:_SHOWN],
        windows=_counted(facts),
        pairs=spread(facts.pairs()),
        timeline=spread(residual.ravel()),
        floor=spread(pair_offsets(floors)),
        floor_timeline=spread(floor_late.ravel()),
        browsers=[_browser(facts, browser) for browser in range(facts.seats)],
        gap_count=len(missing),
        gaps=_listed(missing, began_us),
        click_count=len(clicked),
        clicks=_listed(clicked, began_us),
        track=_track(facts, began_us),
        notes=facts.log.notes,
    )


def bare(
    case: str, summary: str, verdicts: list[Verdict], notes: list[str], scale: float, load: float, seconds: float
) -> Outcome:
    """The result of a case that measures something other than lateness."""
    nothing = Spread(0, None, None, None)
    return Outcome(
        case=case,
        summary=summary,
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        commit=_commit(),
        scale=scale,
        seconds=round(seconds, 1),
        cores=os.cpu_count() or 0,
        load=round(load, 2),
        passed=all(verdict.passed for verdict in verdicts),
        verdicts=_rounded(verdicts),
        starts=0,
        disturbed_starts=0,
        stalls_ms=[],
        windows=Counted(0, 0, 0, 0, 0, 0),
        pairs=nothing,
        timeline=nothing,
        floor=nothing,
        floor_timeline=nothing,
        browsers=[],
        gap_count=0,
        gaps=[],
        click_count=0,
        clicks=[],
        track=[],
        notes=notes,
    )


def _rounded(verdicts: list[Verdict]) -> list[Verdict]:
    return [
        Verdict(each.what, None if each.figure is None else round(each.figure, 4), each.target, each.unit)
        for each in verdicts
    ]


def _counted(facts: Facts) -> Counted:
    state = facts.all_windows().state
    one = {each: int(np.sum(state == each)) for each in State}
    return Counted(
        one[State.MEASURED],
        one[State.MUSIC_SILENT],
        one[State.SILENT],
        one[State.LOST],
        one[State.STRAY],
        facts.at_switches,
    )


def _browser(facts: Facts, browser: int) -> Browser:
    whole = facts.all_windows()
    late, level = whole.late_ms[browser], whole.level_db[browser]
    heard = np.isfinite(late)
    delay = float(np.median(late[heard])) if heard.any() else None
    looks = [each for each in facts.log.soundings if each.browser == browser]
    last = looks[-1] if looks else None
    bounded = [each.bounded for each in looks if each.bounded is not None]
    playing = [each for each in looks if each.state == "playing"]
    return Browser(
        engine=last.engine if last else "?",
        sample_rate_hz=last.sample_rate_hz if last else None,
        delay_ms=None if delay is None else round(delay, 3),
        level_db=round(float(np.median(level[heard])), 2) if heard.any() else None,
        acoustic=spread(late - delay if delay is not None else late),
        render=spread([each.render_us / 1000 for each in playing if each.render_us is not None]),
        clock=spread([each.clock_us / 1000 for each in looks if each.clock_us is not None]),
        clock_in_bound=round(float(np.mean(bounded)), 4) if bounded else None,
        dropouts=last.dropouts if last else 0,
        jumps=last.jumps if last else 0,
    )


def _track(facts: Facts, began_us: float) -> list[list[float | None]]:
    """For the picture: time in s, then each browser's lateness in ms; at most some hundred rows."""
    whole = facts.all_windows()
    rows = list(range(0, len(whole.room_us), max(1, len(whole.room_us) // 600)))
    return [
        [_since(float(whole.room_us[row]), began_us), *(_number(each[row]) for each in whole.late_ms)] for row in rows
    ]


def _listed(found: list[Blemish], began_us: float) -> list[tuple[int, float, float]]:
    """Browser, seconds since the run began, length in ms; the first few."""
    return [(each.browser, _since(each.at_us, began_us), each.length_ms) for each in found[:_SHOWN]]


def _number(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None


def _since(at_us: float, began_us: float) -> float:
    return round((at_us - began_us) / 1e6, 3)


def _commit() -> str:
    """Short id of what runs, with a plus when what is measured, or measures, has changed since."""
    told = subprocess.run(
        ["git", "rev-parse", "--short=9", "HEAD"], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    commit = told.stdout.strip()
    return (commit + "+" if has_changed_since("HEAD") else commit) or "unknown"


def has_changed_since(commit: str) -> bool:
    """Whether what is measured, or measures, is not that of a commit; so also where nothing is known of it."""
    told = subprocess.run(
        ["git", "diff", "--quiet", commit, "--", *_MEASURED], cwd=_ROOT, capture_output=True, check=False
    )
    return told.returncode != 0
