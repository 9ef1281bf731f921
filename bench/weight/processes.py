"""A browser's processes and threads, as /proc counts them."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

import msgspec

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_TYPE = re.compile(r"--type=([\w-]+)")
_SERVICE = re.compile(r"--utility-sub-type=(\w+)")
# What ends between two looks is counted up to the one before.
_LOOK_S = 1.0
# Chromium starts it some minutes after itself, whatever its pages do: an empty tab as old has it, too.
_BROWSERS_OWN = "on_device_model"
# Lines of /proc/…/smaps_rollup.
_ALL = ("Pss:",)
_OWN = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")
# Pool threads are numbered; their sum is of interest.
_NUMBER = re.compile(r"[\d/#]+$")


class Usage(msgspec.Struct, frozen=True):
    """
    CPU by process type and by (process type, thread), in percent of one core, and memory by process type: `own_kb` of
    it are heaps, buffers and what the processes share among themselves, the rest pages of the program's files.
    """

    cpu_percent: dict[str, float]
    threads: dict[tuple[str, str], float]
    pss_kb: dict[str, int]
    own_kb: dict[str, int]

    @property
    def whole_cpu_percent(self) -> float:
        return sum(self.cpu_percent.values())

    @property
    def whole_mb(self) -> float:
        return sum(self.pss_kb.values()) / 1024

    @property
    def own_mb(self) -> float:
        return sum(self.own_kb.values()) / 1024


class Counters(msgspec.Struct):
    """What each process and each of its threads has used so far, as last seen: (type, thread name, CPU seconds)."""

    processes: dict[str, tuple[str, float]]
    threads: dict[tuple[str, str], tuple[str, str, float]]


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


def watch(profile: Path, seconds: float) -> Usage:
    """
    What the browser uses from now on. A process counts with the kernel's own sum, which keeps the threads that have
    ended, and one that ends meanwhile with what it had used when last seen. Pss counts shared memory in shares.
    """
    began_s = time.monotonic()
    before = _counters(profile)
    last = Counters(dict(before.processes), dict(before.threads))
    while (left_s := began_s + seconds - time.monotonic()) > 0:
        time.sleep(min(_LOOK_S, left_s))
        seen = _counters(profile)
        last.processes.update(seen.processes)
        last.threads.update(seen.threads)
    share = 100 / (time.monotonic() - began_s)
    cpu: dict[str, float] = {}
    for pid, (kind, used_s) in last.processes.items():
        cpu[kind] = cpu.get(kind, 0.0) + share * (used_s - before.processes.get(pid, ("", 0.0))[1])
    threads: dict[tuple[str, str], float] = {}
    for task, (kind, name, used_s) in last.threads.items():
        spent_s = used_s - before.threads.get(task, ("", "", 0.0))[2]
        threads[kind, name] = threads.get((kind, name), 0.0) + share * spent_s
    return Usage(cpu, threads, _memory(profile, _ALL), _memory(profile, _OWN))


def _counters(profile: Path) -> Counters:
    found = Counters({}, {})
    for pid in tree(profile):
        kind = _kind(pid)
        # Processes and threads end while they are looked at.
        with suppress(OSError):
            found.processes[pid] = (kind, _cpu_s(Path(f"/proc/{pid}")))
            for task in Path(f"/proc/{pid}/task").iterdir():
                with suppress(OSError):
                    name = _NUMBER.sub("", (task / "comm").read_text().strip())
                    found.threads[pid, task.name] = (kind, name, _cpu_s(task))
    return found


def _cpu_s(folder: Path) -> float:
    fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def _memory(profile: Path, counted: tuple[str, ...]) -> dict[str, int]:
    sums_kb: dict[str, int] = {}
    for pid in tree(profile):
        kind = _kind(pid)
        if kind == _BROWSERS_OWN:
            continue
        sums_kb[kind] = sums_kb.get(kind, 0) + _memory_kb(pid, counted)
    return sums_kb


def _kind(pid: str) -> str:
    command = _command(pid)
    service = _SERVICE.search(command)
    if service:
        return service[1]
    given = _TYPE.search(command)
    return given[1] if given else "browser"


def _memory_kb(pid: str, counted: tuple[str, ...]) -> int:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(counted))
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
