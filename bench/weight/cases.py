"""The ways of listening that are weighed, what each may cost, and what was found."""

from __future__ import annotations

import msgspec

DESK, PHONE = (1440, 900), (390, 844)
HIDDEN_CPU_PERCENT = 3.0
SEEN_CPU_PERCENT = 10.0
MOST_MEMORY_MB = 80.0


class Case(msgspec.Struct, frozen=True):
    """
    One way of listening; `is_long`: one track of 40 minutes instead of the demo music; `is_bare`: an empty page that
    sounds instead of a listener.
    """

    name: str
    size: tuple[int, int]
    hidden: bool
    insecure: bool = False
    is_long: bool = False
    is_bare: bool = False

    @property
    def most_cpu_percent(self) -> float:
        return HIDDEN_CPU_PERCENT if self.hidden else SEEN_CPU_PERCENT


CASES = [
    Case("floor", DESK, hidden=True, is_bare=True),
    Case("desk", DESK, hidden=False),
    Case("desk-hidden", DESK, hidden=True),
    Case("phone", PHONE, hidden=False),
    Case("phone-hidden", PHONE, hidden=True),
    Case("chunks-hidden", DESK, hidden=True, insecure=True),
    Case("long", DESK, hidden=True, is_long=True),
]


class Weighed(msgspec.Struct, frozen=True):
    """
    CPU in percent of one core and memory in MB, each beyond the same browser's empty tab. `own_mb` of the memory is not
    the program's files, which a second browser would share. `processes`: kind, empty tab, playing, and its own then.
    """

    case: str
    cpu_percent: float
    most_cpu_percent: float
    memory_mb: float
    own_mb: float
    threads: list[tuple[str, str, float]]
    processes: list[tuple[str, float, float, float]]

    @property
    def is_met(self) -> bool:
        return self.cpu_percent <= self.most_cpu_percent and self.memory_mb <= MOST_MEMORY_MB

    @property
    def row(self) -> str:
        """One line of the table."""
        cpu = f"{self.cpu_percent:8.1f} (≤ {self.most_cpu_percent:2.0f})"
        memory = f"{self.memory_mb:8.1f} (≤ {MOST_MEMORY_MB:.0f})"
        return f"{self.case:16} {cpu:>18} {memory:>18} {self.own_mb:8.1f}   {'met' if self.is_met else 'MISSED'}"

    @property
    def details(self) -> str:
        """Where it goes."""
        lines = [f"{self.case}: threads over 0.05 %, those of the browser's own idling included"]
        lines += [f"  {kind:20} {thread:18} {percent:6.2f}" for kind, thread, percent in self.threads]
        lines.append(f"{self.case}: memory of processes, MB: empty tab, playing, and of that their own")
        lines += [f"  {kind:32} {empty:6.1f} {playing:6.1f} {own:6.1f}" for kind, empty, playing, own in self.processes]
        return "\n".join(lines)
