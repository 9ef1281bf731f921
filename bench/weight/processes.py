"""A browser's processes and threads, as /proc counts them."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

import msgspec

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_TYPE = re.compile(r"--type=([\w-]+)")
_SERVICE = re.compile(r"--utility-sub-type=(\w+)")
# Pool threads are numbered; their sum is of interest.
_NUMBER = re.compile(r"[\d/#]+$")


class Usage(msgspec.Struct, frozen=True):
    """CPU seconds by (process type, thread), and memory by process type."""

    cpu_s: dict[tuple[str, str], float]
    pss_kb: dict[str, int]

    @property
    def whole_cpu_s(self) -> float:
        return sum(self.cpu_s.values())

    @property
    def whole_mb(self) -> float:
        return sum(self.pss_kb.values()) / 1024


def tree(profile: Path) -> list[str]:
    """The processes of the browser that uses this profile folder, and their descendants."""
    parents = {pid: parent for pid in _all() if (parent := _parent(pid)) is not None}
    mark = f"--user-data-dir={profile}"
    roots = {pid for pid in parents if mark in _command(pid)}
    found = set(roots)
    for pid in parents:
        line = [pid]
        while line[-1] in parents and line[-1] not in roots:
            line.append(parents[line[-1]])
        if line[-1] in roots:
            found.update(line)
    return sorted(found)


def read_usage(profile: Path) -> Usage:
    """What the browser has used so far; Pss counts shared memory in shares."""
    cpu_s: dict[tuple[str, str], float] = {}
    pss_kb: dict[str, int] = {}
    for pid in tree(profile):
        kind = _kind(pid)
        pss_kb[kind] = pss_kb.get(kind, 0) + _pss_kb(pid)
        for thread, used_s in _threads(pid):
            cpu_s[kind, thread] = cpu_s.get((kind, thread), 0.0) + used_s
    return Usage(cpu_s, pss_kb)


def spent(before: Usage, after: Usage) -> Usage:
    """CPU between two readings, memory of the later one."""
    cpu_s = {key: used - before.cpu_s.get(key, 0.0) for key, used in after.cpu_s.items()}
    return Usage(cpu_s, after.pss_kb)


def _threads(pid: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    # Threads end while they are looked at.
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                name = _NUMBER.sub("", (task / "comm").read_text().strip())
                fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
                found.append((name, (int(fields[11]) + int(fields[12])) / _TICKS_PER_S))
    return found


def _kind(pid: str) -> str:
    command = _command(pid)
    service = _SERVICE.search(command)
    if service:
        return service[1]
    given = _TYPE.search(command)
    return given[1] if given else "browser"


def _pss_kb(pid: str) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _all() -> list[str]:
    return [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _parent(pid: str) -> str | None:
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]
    return None


def _command(pid: str) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
