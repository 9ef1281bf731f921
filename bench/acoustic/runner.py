"""Runs cases one by one; each result is a file of its own, so that one that failed can be run again alone."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from bench.acoustic.cases import CASES
from bench.acoustic.cases.case import Alone, Case
from bench.acoustic.facts import collect
from bench.acoustic.floor import play_floor
from bench.acoustic.freshness import why_stale
from bench.acoustic.outcome import Outcome, Verdict, bare, outcome
from bench.acoustic.stage import Stage

RESULTS = Path(__file__).parent / "results"
TRIES = Path("test-artifacts") / "bench-sync"
"""Quick tries are no results."""


def run_cases(names: list[str], scale: float, results: Path | None) -> int:
    """Exit status: 0 when every case ran and met its targets; 2 when none could."""
    if stale := why_stale():
        print(stale, file=sys.stderr)
        return 2
    folder = results or (RESULTS if scale == 1 else TRIES)
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [case for case in CASES if not names or case.name in names]
    unknown = set(names) - {case.name for case in CASES}
    if unknown:
        print(f"No such case: {', '.join(sorted(unknown))}. There are: {', '.join(case.name for case in CASES)}.")
        return 2
    missed = []
    for case in chosen:
        print(f"── {case.name}: {case.summary}", flush=True)
        result = _attempt(case, scale)
        if not result.passed:
            missed.append(case.name)
        path = folder / f"{case.name}.json"
        path.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1))
        print(told(result), flush=True)
    if missed:
        print("\nMissed or failed, run each again with CASE=…: " + " ".join(missed))
    return 1 if missed else 0


def _attempt(case: Case | Alone, scale: float) -> Outcome:
    """A case that broke is a result too: an older one must not stand in for it."""
    load, began_s = os.getloadavg()[0], time.monotonic()
    try:
        result = _on_stage(case, scale, load) if isinstance(case, Case) else _alone(case, scale, load)
    except Exception as error:
        print(f"   broke after {time.monotonic() - began_s:.0f} s: {type(error).__name__}: {error}", file=sys.stderr)
        if os.environ.get("SONIX_BENCH_TRACE"):
            raise
        why = f"broke: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason given'}"
        broken = [Verdict("ran to its end", None, 0, "")]
        return bare(case.name, case.summary, broken, [why], scale, load, time.monotonic() - began_s)
    print(f"   took {time.monotonic() - began_s:.0f} s")
    return result


def _on_stage(case: Case, scale: float, load: float) -> Outcome:
    with Stage(case.seats, scale, case.settle_s) as stage:
        case.script(stage)
        stage.play(False)
        stage.wait(1.0)
        floor = play_floor(stage, case.floor_starts if scale == 1 else 2) if case.floor_starts else None
        facts = collect(stage, floor)
        for seat, listener in stage.listeners.items():
            stage.log.notes += [f"browser {seat}: {line}" for line in listener.log if line.startswith("ERROR")][:5]
        return outcome(case.name, case.summary, facts, case.judge(facts), scale, load)


def _alone(case: Alone, scale: float, load: float) -> Outcome:
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sonix-bench-") as folder:
        verdicts, notes = case.run(Path(folder))
    return bare(case.name, case.summary, verdicts, notes, scale, load, time.monotonic() - began_s)


def told(result: Outcome) -> str:
    """What a person reads at once."""
    lines = [
        f"   {'met   ' if each.passed else 'MISSED'} {each.what}: "
        f"{'not taken' if each.figure is None else f'{each.figure:.3f}'} (at most {each.target} {each.unit})"
        for each in result.verdicts
    ]
    for name, each in (
        ("pairs", result.pairs),
        ("timeline", result.timeline),
        ("floor pairs", result.floor),
        ("floor timeline", result.floor_timeline),
    ):
        lines.append(f"   {name:<15} median {each.median}  p95 {each.p95}  max {each.max} ms  ({each.count})")
    for number, one in enumerate(result.browsers):
        lines.append(
            f"   browser {number}: {one.engine} delay {one.delay_ms} ms level {one.level_db} dB, acoustic p95 "
            f"{one.acoustic.p95}, render p95 {one.render.p95}, clock p95 {one.clock.p95} ms "
            f"(in bound {one.clock_in_bound}), dropouts {one.dropouts}, jumps {one.jumps}"
        )
    lines.append(
        f"   windows {msgspec.to_builtins(result.windows)}; gaps {result.gap_count} {result.gaps[:6]}; "
        f"clicks {result.click_count} {result.clicks[:6]}"
    )
    lines.append(
        f"   starts {result.starts}, disturbed {result.disturbed_starts}, "
        f"stalls {len(result.stalls_ms)} {result.stalls_ms[:5]} ms"
    )
    return "\n".join([*lines, *(f"   {note}" for note in result.notes)])
