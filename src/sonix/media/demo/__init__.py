"""Three pieces of music of our own, so that the first room has something to play."""

from __future__ import annotations

from pathlib import Path


def make_demo(out_dir: Path) -> list[Path]:
    """Writes three tagged FLAC files with covers into `out_dir` and returns their paths. Same bytes every time."""
    raise NotImplementedError
