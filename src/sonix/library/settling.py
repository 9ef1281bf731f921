"""Files that somebody may still be copying: taken once they have stood still for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from sonix.library.import_scan import Found, look

STILL_FOR_S = 3.0


class Settling:
    """Waits until size and modification time of a file have not changed for 3 s, however long copying takes."""

    def __init__(self, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = monotonic_s
        self._waiting: dict[Path, tuple[Found, float]] = {}

    def see(self, found: Iterable[Found]) -> None:
        """These files are there; one that is known already and has not changed goes on waiting."""
        for file in found:
            seen = self._waiting.get(file.path)
            if seen is None or seen[0] != file:
                self._waiting[file.path] = (file, self._now_s())

    def old(self) -> list[Found]:
        """Take out the files that were last written long before they were seen: nobody is copying those."""
        young_ns = time.time_ns() - int(STILL_FOR_S * 1e9)
        return self._take(file for file, _ in self._waiting.values() if file.mtime_ns < young_ns)

    def settled(self) -> list[Found]:
        """Look at every file again, and take out those that have stood still. One that is gone is forgotten."""
        for path in tuple(self._waiting):
            now = look(path)
            if now is None:
                del self._waiting[path]
            else:
                self.see([now])
        still_s = self._now_s() - STILL_FOR_S
        return self._take(file for file, since_s in self._waiting.values() if since_s <= still_s)

    def _take(self, files: Iterable[Found]) -> list[Found]:
        taken = list(files)
        for file in taken:
            del self._waiting[file.path]
        return taken
