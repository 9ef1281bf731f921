"""Shows an import: a line that changes in a terminal, a line now and then elsewhere, and every file not taken."""

from __future__ import annotations

import sys
from typing import TextIO

from sonix.library.import_progress import ImportProgress

_LINES_ELSEWHERE = 20
_CLEAR_LINE = "\r\x1b[K"
_COLUMNS = 100
_ESTIMATE_AFTER_S = 3.0


class ImportDisplay:
    """Called with every progress of an import; see `sonix.library.importer`."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._in_place = out.isatty()
        self._told_failures = 0
        self._told_share = 0

    def __call__(self, progress: ImportProgress) -> None:
        """Show where the import is."""
        for failure in progress.failures[self._told_failures :]:
            self._line(f"not taken: {printable(str(failure.path))}: {failure.message}")
        self._told_failures = len(progress.failures)
        if progress.finished:
            self._finish(progress)
        elif self._in_place:
            self._out.write(_CLEAR_LINE + status(progress)[:_COLUMNS])
            self._out.flush()
        else:
            share = progress.done * _LINES_ELSEWHERE // max(progress.total, 1)
            if share > self._told_share:
                self._line(status(progress))
            self._told_share = share

    def _finish(self, progress: ImportProgress) -> None:
        self._line(summary(progress))
        self._told_failures, self._told_share = 0, 0

    def _line(self, text: str) -> None:
        self._out.write(f"{_CLEAR_LINE if self._in_place else ''}{text}\n")
        self._out.flush()


def status(progress: ImportProgress) -> str:
    """One line about a running import."""
    parts = [f"{progress.done} of {progress.total}"]
    if progress.failures:
        parts.append(f"{len(progress.failures)} not taken")
    if progress.files_per_s > 0:
        parts.append(f"{progress.files_per_s:.1f} files/s")
    if progress.remaining_s is not None and progress.elapsed_s >= _ESTIMATE_AFTER_S:
        parts.append(f"about {duration(progress.remaining_s)} left")
    parts += [printable(path.name) for path in progress.current[:1]]
    return ", ".join(parts)


def summary(progress: ImportProgress) -> str:
    """One line about a finished import."""
    known = progress.duplicates + progress.skipped
    parts = [f"{progress.imported} new"]
    if known:
        parts.append(f"{known} here already")
    if progress.failures:
        parts.append(f"{len(progress.failures)} not taken")
    return f"Done in {duration(progress.elapsed_s)}: {', '.join(parts)}."


def printable(name: str) -> str:
    """A file name may hold anything, bytes that are no text and commands to the terminal included."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)


def duration(seconds: float) -> str:
    """As a person would say it: `40 s`, `5 min`, `2 h 10 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
