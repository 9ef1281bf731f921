"""What a browser's processes hold of their own: heaps, buffers and what they share among themselves."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from bench.acoustic.browsers import Listener

_OWN = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")
GARBAGE_FLAG = "--js-flags=--expose-gc"
_COLLECT = "() => globalThis.gc()"
# Chromium starts it some minutes after itself, whatever its pages do.
_BROWSERS_OWN = b"on_device_model"


def own_mb(listener: Listener) -> float:
    """Pages of files are left out: programs share them, so that their share grows when another browser ends.

    Processes that end meanwhile are left out. So is what no page asks for.
    """
    total_kb = 0
    for pid in listener.processes():
        with suppress(OSError):
            if _BROWSERS_OWN in Path(f"/proc/{pid}/cmdline").read_bytes():
                continue
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith(_OWN):
                    total_kb += int(line.split()[1])
    return round(total_kb / 1024, 1)


def collect_garbage(listener: Listener) -> None:
    """Of the page and its workers, in a browser started with `GARBAGE_FLAG`. Left alone, Chromium does it every few
    minutes and may hold tens of MB that nobody needs until then."""
    listener.page.evaluate(_COLLECT)
    for worker in listener.page.workers:
        worker.evaluate(_COLLECT)
