"""Long-lived worker processes that turn files into renditions, so that hostile input can hurt nothing but a worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sonix.config import Media
from sonix.media.process import Processed

Progress = Callable[[str, float], None]


class MediaPool:
    """Built once per instance; see docs/media.md."""

    def __init__(self, settings: Media, max_seconds: float) -> None:
        self._settings = settings
        self._max_seconds = max_seconds

    async def start(self) -> None:
        """Makes the pool ready; workers themselves start when there is work."""

    async def stop(self) -> None:
        """Ends every worker; running jobs raise `MediaFailed`."""

    async def process(self, source: Path, out_dir: Path, file_name: str, progress: Progress) -> Processed:
        """Turns `source` into the files of a track in `out_dir`.

        Raises MediaRefused when the file is the reason, MediaFailed when it is worth trying again.
        """
        raise NotImplementedError
