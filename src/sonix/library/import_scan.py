"""Which files of a folder are music, by name; what is inside them is found out later, by the media workers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sonix.core.errors import SonixError

AUDIO_SUFFIXES = frozenset(
    {
        ".mp3",
        ".m4a",
        ".m4b",
        ".mp4",
        ".aac",
        ".flac",
        ".ogg",
        ".oga",
        ".opus",
        ".wav",
        ".wave",
        ".aif",
        ".aiff",
        ".aifc",
    }
)
LYRICS_SUFFIXES = (".lrc", ".LRC")
_LYRICS_BYTES = 400_000
"""What is over the 100 kB that are kept may be the other half of a wide encoding."""
_COVER_NAMES = ("cover", "folder", "front", "album", "albumart")
_COVER_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True)
class Found:
    """A file as it was when it was looked at. `size_bytes` and `mtime_ns` tell later whether it has changed."""

    path: Path
    size_bytes: int
    mtime_ns: int


def scan(paths: Iterable[Path]) -> list[Found]:
    """Music files under `paths`, in order of their names, each once. A file named outright is taken whatever its name.

    Raises:
        SonixError: `no_such_path` when one of `paths` is not there.
    """
    found: dict[Path, Found] = {}
    for path in paths:
        if not path.exists():
            raise SonixError("no_such_path", f"There is no file or folder {path}.", status=404)
        candidates = [path] if path.is_file() else _walk(path)
        for candidate in candidates:
            if (file := look(candidate)) is not None:
                found.setdefault(file.path, file)
    return list(found.values())


def look(path: Path) -> Found | None:
    """The file as it is now; None when it is gone or no regular file."""
    absolute = path.absolute()
    try:
        state = absolute.stat()
    except OSError:
        return None
    return Found(absolute, state.st_size, state.st_mtime_ns) if absolute.is_file() else None


def is_music(path: Path, roots: Iterable[Path]) -> bool:
    """Whether a walk through `roots` would have taken `path`."""
    if path.suffix.lower() not in AUDIO_SUFFIXES:
        return False
    for root in roots:
        if path.is_relative_to(root):
            return not any(part.startswith(".") for part in path.relative_to(root).parts)
    return False


def folder_cover(folder: Path) -> Path | None:
    """The picture that stands for a folder's music: `cover.jpg`, `folder.png` and the like."""
    try:
        names = {entry.name.lower(): entry for entry in folder.iterdir()}
    except OSError:
        return None
    candidates = (f"{name}{suffix}" for name in _COVER_NAMES for suffix in _COVER_SUFFIXES)
    return next((names[name] for name in candidates if name in names), None)


def lyrics_beside(path: Path) -> bytes | None:
    """What stands in the `.lrc` of a music file: the same name but for its ending, in the same folder."""
    for ending in LYRICS_SUFFIXES:
        beside = path.with_suffix(ending)
        try:
            if beside.is_file():
                with beside.open("rb") as file:
                    return file.read(_LYRICS_BYTES)
        except OSError:
            continue
    return None


def music_beside(paths: Iterable[Path]) -> set[Path]:
    """The music files that those of `paths` which are lyrics belong to."""
    found: set[Path] = set()
    for path in paths:
        if path.suffix in LYRICS_SUFFIXES:
            found |= {path.with_suffix(ending) for ending in AUDIO_SUFFIXES if path.with_suffix(ending).is_file()}
    return found


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in AUDIO_SUFFIXES:
                yield Path(folder) / name
