"""Results into a page people read: `docs/sync-figures.md`, and a picture of every case beside its floor."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.acoustic.cases import CASES
from bench.acoustic.outcome import Outcome, Spread, Verdict, has_changed_since

_ROOT = Path(__file__).parents[2]
PAGE = _ROOT / "docs" / "sync-figures.md"
PICTURE = _ROOT / "docs" / "images" / "sync-figures.png"
CAUSES = Path(__file__).parent / "causes.json"
_NOTES = 20
_HEAD = """# What browsers really played

Made by `python -m bench.acoustic report` from `bench/acoustic/results/`; how it is measured is told in
[sync.md](sync.md#proved-by-ear). Offsets are absolute values in ms, median / p95 / max. *Floor*: the same browsers
right after the case, with a perfect shared clock and a start mapped by `getOutputTimestamp`.

![Offsets of every case, and their floor](images/sync-figures.png)
"""


def make_report(results: Path, page: Path = PAGE, picture: Path = PICTURE) -> list[str]:
    """Writes both; gives back what is wrong with them: cases without a result, results of other code."""
    found = load(results)
    page.parent.mkdir(parents=True, exist_ok=True)
    picture.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join([_HEAD, *_summary(found), *_details(found)]) + "\n", encoding="utf-8")
    _draw(found, picture)
    names = {each.case for each in found}
    missing = [f"{case.name}: no result" for case in CASES if case.name not in names]
    return missing + [f"{each.case}: measured on other code ({each.commit})" for each in found if is_other_code(each)]


_has_changed_since = cache(has_changed_since)


def is_other_code(result: Outcome) -> bool:
    return result.commit.endswith("+") or _has_changed_since(result.commit)


def load_causes(path: Path = CAUSES) -> dict[str, dict[str, str]]:
    """By case and figure: why it is out of reach, as far as that is known."""
    return msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, str]])


def load(results: Path) -> list[Outcome]:
    """In the order of the cases."""
    decoder = msgspec.json.Decoder(Outcome)
    paths = [results / f"{case.name}.json" for case in CASES]
    return [decoder.decode(path.read_bytes()) for path in paths if path.exists()]


def _summary(found: list[Outcome]) -> list[str]:
    lines = ["| case | pairs | floor | timeline | clock p95 | render p95 | |", "|---|---|---|---|---|---|---|"]
    for each in found:
        clock = _worst([one.clock for one in each.browsers])
        render = _worst([one.render for one in each.browsers])
        met = "met" if each.passed else "**missed**"
        scale = "" if each.scale == 1 else f" (a try at {each.scale:g})"
        other = ", other code" if is_other_code(each) else ""
        lines.append(
            f"| [{each.case}](#{each.case}){scale} | {_three(each.pairs)} | {_three(each.floor)} | "
            f"{_three(each.timeline)} | {clock} | {render} | {met}{other} |"
        )
    taken = {each.case for each in found}
    return lines + [f"| {case.name} | - | - | - | - | - | **no result** |" for case in CASES if case.name not in taken]


def _details(found: list[Outcome]) -> list[str]:
    lines: list[str] = []
    causes = load_causes()
    for each in found:
        lines += ["", f"## {each.case}", "", f"{each.summary[0].upper()}{each.summary[1:]}.", ""]
        lines += ["| figure | measured | at most | | cause |", "|---|---|---|---|---|"]
        lines += [_row(verdict, causes.get(each.case, {})) for verdict in each.verdicts]
        lines += ["", _circumstances(each)]
        lines += ["", *(f"- {note}" for note in each.notes[:_NOTES])] if each.notes else []
    return lines


def _circumstances(each: Outcome) -> str:
    windows, stalls = each.windows, each.stalls_ms
    total = windows.measured + windows.music_silent + windows.silent + windows.lost + windows.stray
    return (
        f"{each.date}, commit {each.commit}, {each.cores} cores, load {each.load:g} before it; {each.seconds:g} s in "
        f"{each.starts} stretches, {each.disturbed_starts} of them disturbed by stalls of the machine ({len(stalls)} "
        f"over 10 ms, worst {max(stalls, default=0):g} ms). Windows: {total}, measured {windows.measured}, music "
        f"silent {windows.music_silent}, browser silent {windows.silent}, lost {windows.lost}, stray {windows.stray}; "
        f"{windows.at_switches} more at switches. Gaps {each.gap_count}, clicks {each.click_count}."
    )


def _row(verdict: Verdict, causes: dict[str, str]) -> str:
    figure = "not taken" if verdict.figure is None else f"{verdict.figure:.4g}"
    met = "met" if verdict.passed else "**missed**"
    cause = "" if verdict.passed else causes.get(verdict.what, "not known")
    return f"| {verdict.what} | {figure} {verdict.unit} | {verdict.target:g} {verdict.unit} | {met} | {cause} |"


def _three(spread: Spread) -> str:
    if spread.median is None or spread.p95 is None or spread.max is None:
        return "-"
    return f"{spread.median:.2f} / {spread.p95:.2f} / {spread.max:.2f}"


def _worst(spreads: list[Spread]) -> str:
    known = [spread.p95 for spread in spreads if spread.p95 is not None]
    return f"{max(known):.2f}" if known else "-"


def _draw(found: list[Outcome], picture: Path) -> None:
    """Above: pairs and floor of every case. Below: lateness over time in the cases that have a story."""
    shown = [each for each in found if each.pairs.count]
    stories = [each for each in shown if len(each.track) > 1][:24]
    rows = (len(stories) + 2) // 3
    figure = Figure(figsize=(12, 4 + 2.2 * rows), layout="constrained")
    grid = figure.add_gridspec(1 + rows, 3, height_ratios=[2.0, *([1.0] * rows)])
    if shown:
        _draw_pairs(figure.add_subplot(grid[0, :]), shown)
    for number, each in enumerate(stories):
        _draw_track(figure.add_subplot(grid[1 + number // 3, number % 3]), each)
    figure.savefig(picture, dpi=110)


def _draw_pairs(axes: Axes, shown: list[Outcome]) -> None:
    for place, each in enumerate(shown):
        for shift, spread, colour in ((-0.15, each.pairs, "C0"), (0.15, each.floor, "0.6")):
            if spread.median is None or spread.p95 is None or spread.max is None:
                continue
            axes.plot([place + shift] * 2, [spread.median, spread.max], color=colour, linewidth=1)
            axes.plot([place + shift] * 2, [spread.median, spread.p95], color=colour, linewidth=5)
            axes.plot(place + shift, spread.median, "o", color="black", markersize=3)
    axes.set_yscale("log")
    axes.set_xticks(range(len(shown)), [each.case for each in shown], rotation=40, ha="right")
    axes.set_ylabel("|offset| of pairs, ms")
    axes.set_title("median (dot), p95 (thick), max (thin); grey: the platform's floor in the same run")
    axes.grid(axis="y", alpha=0.3)


def _draw_track(axes: Axes, each: Outcome) -> None:
    times = [row[0] for row in each.track]
    for browser in range(len(each.browsers)):
        late = [float("nan") if (value := row[1 + browser]) is None else value for row in each.track]
        axes.plot([float(time or 0) for time in times], late, ".", markersize=2, label=str(browser))
    axes.set_title(each.case, fontsize=9)
    axes.tick_params(labelsize=7)
    axes.grid(alpha=0.3)
    axes.set_xlabel("s", fontsize=7)
    axes.set_ylabel("late, ms", fontsize=7)
