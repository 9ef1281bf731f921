"""What a browser's processes really occupy: the sum of their proportional set sizes."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from bench.acoustic.browsers import Listener


def pss_mb(listener: Listener) -> float:
    """Shared pages count by share. Processes that end meanwhile are left out."""
    total_kb = 0
    for pid in listener.processes():
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total_kb += int(line.split()[1])
    return round(total_kb / 1024, 1)
