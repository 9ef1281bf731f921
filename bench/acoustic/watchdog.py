"""Notes when the machine itself stood still: a realtime task on each core that could not run for 10 ms or more.

Other load on the machine can cause that as well as whatever runs below it; ordinary contention among browsers does not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import NamedTuple

_PROGRAM = """
import os, sys, time
os.sched_setaffinity(0, {int(sys.argv[1])})
os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(30))
before = time.monotonic()
while True:
    time.sleep(0.002)
    now = time.monotonic()
    if now - before > 0.010:
        print(int(now * 1e6), (now - before) * 1e3, flush=True)
    before = now
"""


class Stall(NamedTuple):
    """Ended at `end_us` of the monotonic clock after `length_ms` without the realtime task running."""

    end_us: int
    length_ms: float


class Watchdog:
    """Watches from its making until `stop`."""

    def __init__(self) -> None:
        self._stalls: list[Stall] = []
        self.blind: list[str] = []
        """What could not be watched, known after `stop`: no stall seen there means nothing."""
        self._stopped = False
        self._processes = [_watch(core) for core in sorted(os.sched_getaffinity(0))]
        self._threads = [threading.Thread(target=self._read, args=(each,), daemon=True) for each in self._processes]
        for thread in self._threads:
            thread.start()

    def stop(self) -> list[Stall]:
        for core, process in enumerate(self._processes):
            if not self._stopped and process.poll() is not None:
                self.blind.append(f"stalls of core {core} NOT watched: no realtime rights")
            process.terminate()
            process.wait(5)
        self._stopped = True
        for thread in self._threads:
            thread.join(5)
        return sorted(self._stalls)

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            end_us, length_ms = line.split()
            self._stalls.append(Stall(int(end_us), round(float(length_ms), 1)))


def _watch(core: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _PROGRAM, str(core)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
