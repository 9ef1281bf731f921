"""How far an import is, as the command line shows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ImportFailure:
    """A file that was not taken, and why, in a sentence."""

    path: Path
    code: str
    message: str


@dataclass(frozen=True)
class ImportProgress:
    """A moment of an import.

    Attributes:
        total: files that were found; 0 while folders are still being walked.
        imported: new tracks; `duplicates`: files whose music was here already; `skipped`: seen by an earlier run.
        current: files being processed just now.
        files_per_s: measured over this run, without skipped files.
        remaining_s: estimate, by bytes; None until there is something to estimate from.
    """

    total: int
    imported: int
    duplicates: int
    skipped: int
    failures: tuple[ImportFailure, ...]
    current: tuple[Path, ...]
    elapsed_s: float
    files_per_s: float
    remaining_s: float | None
    finished: bool = False

    @property
    def done(self) -> int:
        """Files that are behind us, one way or the other."""
        return self.imported + self.duplicates + self.skipped + len(self.failures)


@dataclass
class ImportTally:
    """Counts, and tells `on_progress` at every change."""

    on_progress: Callable[[ImportProgress], None]
    total: int = 0
    bytes_left: int = 0
    imported: int = 0
    duplicates: int = 0
    skipped: int = 0
    failures: list[ImportFailure] = field(default_factory=list)
    current: dict[Path, None] = field(default_factory=dict)
    _bytes_done: int = 0
    _began_s: float = field(default_factory=time.monotonic)

    def skip(self, files: int, bytes_left: int) -> None:
        """So many files were seen by an earlier run; the others are `bytes_left` long in all."""
        self.skipped = files
        self.bytes_left = bytes_left
        self.tell()

    def begin(self, path: Path) -> None:
        """A file is being processed."""
        self.current[path] = None
        self.tell()

    def end(self, path: Path, size_bytes: int, *, duplicate: bool) -> None:
        """A file is in the library."""
        if duplicate:
            self.duplicates += 1
        else:
            self.imported += 1
        self._leave(path, size_bytes)

    def fail(self, failure: ImportFailure, size_bytes: int) -> None:
        """A file was not taken."""
        self.failures.append(failure)
        self._leave(failure.path, size_bytes)

    def tell(self, *, finished: bool = False) -> ImportProgress:
        """Tell how far it is, and return it."""
        elapsed_s = time.monotonic() - self._began_s
        processed = self.imported + self.duplicates + len(self.failures)
        bytes_per_s = self._bytes_done / elapsed_s if elapsed_s > 0 else 0.0
        progress = ImportProgress(
            total=self.total,
            imported=self.imported,
            duplicates=self.duplicates,
            skipped=self.skipped,
            failures=tuple(self.failures),
            current=tuple(self.current),
            elapsed_s=elapsed_s,
            files_per_s=processed / elapsed_s if elapsed_s > 0 else 0.0,
            remaining_s=self.bytes_left / bytes_per_s if bytes_per_s > 0 else None,
            finished=finished,
        )
        self.on_progress(progress)
        return progress

    def _leave(self, path: Path, size_bytes: int) -> None:
        self.current.pop(path, None)
        self.bytes_left -= size_bytes
        self._bytes_done += size_bytes
        self.tell()
