"""What a browser's processes hold of their own: heaps, buffers and what they share among themselves."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from bench.acoustic.browsers import Listener

_OWN = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")


def own_mb(listener: Listener) -> float:
    """Pages of files are left out: programs share them, so that their share grows when another browser ends.

    Processes that end meanwhile are left out.
    """
    total_kb = 0
    for pid in listener.processes():
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith(_OWN):
                    total_kb += int(line.split()[1])
    return round(total_kb / 1024, 1)
