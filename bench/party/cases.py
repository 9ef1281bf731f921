"""Where a page is watched in a full room, what it may cost there, and what was found."""

from __future__ import annotations

import statistics

import msgspec

from bench.party.trace import Slice

DESK, PHONE = (1440, 900), (390, 844)
LISTS = ("queue", "people", "chat")
MANY_MESSAGES = 10_000
MOST_SCRIPT_MS = 4.0
MOST_DELAY_MS = 100.0
"""What people still feel as at once."""


class Case(msgspec.Struct, frozen=True):
    """`list`: what is in front on a phone, and touched on a desk; None: nothing is touched. `history`: messages said
    before, all of which the page knows.
    """

    name: str
    size: tuple[int, int]
    list: str | None = None
    history: int = 0


CASES = [
    Case("desk", DESK),
    Case("desk-queue", DESK, "queue"),
    Case("desk-people", DESK, "people"),
    Case("desk-chat", DESK, "chat"),
    Case("phone", PHONE),
    Case("phone-queue", PHONE, "queue"),
    Case("phone-people", PHONE, "people"),
    Case("phone-chat", PHONE, "chat"),
    Case("desk-log", DESK, "log", MANY_MESSAGES),
    Case("phone-log", PHONE, "log", MANY_MESSAGES),
]


class Found(msgspec.Struct, frozen=True):
    """One run of a case. `delays_ms`: from a press of a key or button to the next frame."""

    case: str
    slices: list[Slice]
    long_tasks_ms: list[float]
    delays_ms: list[float]
    gaps: int

    def script(self, share: float) -> float:
        """Script of a frame, ms, that so many frames do not exceed."""
        return part([each.script_ms for each in self.slices], share)

    def wall(self, share: float) -> float:
        """The same by the clock on the wall."""
        return part([each.script_wall_ms for each in self.slices], share)

    def style(self, share: float) -> float:
        """Style, layout and painting of a frame, ms."""
        return part([each.style_ms for each in self.slices], share)


def part(values: list[float], share: float) -> float:
    """What so many of the values do not exceed."""
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Row(msgspec.Struct, frozen=True):
    """A case over several runs, as medians of them; ms."""

    case: str
    runs: int
    script_p50: float
    script_p95: float
    script_p99: float
    script_max: float
    wall_p99: float
    style_p95: float
    style_p99: float
    busy_percent: float
    long_tasks: float
    delay_p50: float
    delay_p95: float
    delay_max: float
    gaps: float

    @property
    def is_met(self) -> bool:
        return self.script_p99 <= MOST_SCRIPT_MS and self.delay_p95 <= MOST_DELAY_MS and self.gaps == 0


def row_of(runs: list[Found]) -> Row:
    """Medians over the runs."""

    def middle(values: list[float]) -> float:
        return statistics.median(values)

    return Row(
        case=runs[0].case,
        runs=len(runs),
        script_p50=middle([run.script(0.5) for run in runs]),
        script_p95=middle([run.script(0.95) for run in runs]),
        script_p99=middle([run.script(0.99) for run in runs]),
        script_max=middle([run.script(1) for run in runs]),
        wall_p99=middle([run.wall(0.99) for run in runs]),
        style_p95=middle([run.style(0.95) for run in runs]),
        style_p99=middle([run.style(0.99) for run in runs]),
        busy_percent=middle([_busy(run) for run in runs]),
        long_tasks=middle([len(run.long_tasks_ms) for run in runs]),
        delay_p50=middle([part(run.delays_ms, 0.5) for run in runs]),
        delay_p95=middle([part(run.delays_ms, 0.95) for run in runs]),
        delay_max=middle([part(run.delays_ms, 1) for run in runs]),
        gaps=middle([run.gaps for run in runs]),
    )


def _busy(run: Found) -> float:
    """Script in percent of the time."""
    return 6 * sum(each.script_ms for each in run.slices) / max(1, len(run.slices))


HEAD = (
    f"{'case':12} {'script ms a frame: p50':>23} {'p95':>6} {'p99':>6} {'max':>6} {'(wall p99)':>11}"
    f" {'style p95':>10} {'p99':>6} {'busy %':>7} {'long':>5} {'delay p50':>10} {'p95':>6} {'max':>6} {'gaps':>5}"
)


def line(row: Row) -> str:
    """One line of the table."""
    return (
        f"{row.case:12} {row.script_p50:23.2f} {row.script_p95:6.2f} {row.script_p99:6.2f} {row.script_max:6.1f}"
        f" {row.wall_p99:11.2f} {row.style_p95:10.2f} {row.style_p99:6.2f}"
        f" {row.busy_percent:7.1f} {row.long_tasks:5.0f}"
        f" {row.delay_p50:10.0f} {row.delay_p95:6.0f} {row.delay_max:6.0f} {row.gaps:5.0f}"
        f"   {'met' if row.is_met else 'MISSED'}"
    )
