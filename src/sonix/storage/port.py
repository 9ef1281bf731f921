"""The port for bytes that outlive a request: renditions, covers, originals.

Keys are relative, made by this program and never from what a client sent:
`renditions/<id>/{audio.webm,index.bin,peaks.bin}`, `covers/<id>/{full,320,96}.webp`, `originals/<sha256>`. What stands
under a key never changes (it is addressed by content), but for `instance/id`, which says whose storage this is.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

RENDITION_FILES = ("audio.webm", "index.bin", "peaks.bin")
INSTANCE_KEY = "instance/id"
COVER_SIZES = ("full", "320", "96")
_KEY = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+(\.[a-z0-9]+)?){1,3}")


def rendition_key(rendition_id: str, file_name: str) -> str:
    """Key of one file of a rendition."""
    return f"renditions/{rendition_id}/{file_name}"


def cover_key(cover_id: str, size: str) -> str:
    """Key of one size of a cover."""
    return f"covers/{cover_id}/{size}.webp"


def original_key(source_sha256: str) -> str:
    """Key of a kept original."""
    return f"originals/{source_sha256}"


def is_key(text: str) -> bool:
    """Whether this could be a key: what else lies in a folder or a bucket is none of ours."""
    return len(text) <= 200 and _KEY.fullmatch(text) is not None


def checked(key: str) -> str:
    """The key. Keys are ours, but a wrong one must never leave the storage: ValueError."""
    if not is_key(key):
        raise ValueError(f"not a storage key: {key!r}")
    return key


@dataclass(frozen=True)
class Stored:
    """One stored object, as a listing tells it. `modified_at_s`: wall-clock seconds since 1970."""

    key: str
    size_bytes: int
    modified_at_s: int


class Storage(Protocol):
    """Where media bytes are kept. Every method is safe to call from several tasks at once.

    An adapter over a network raises SonixError `storage_unavailable` (503, retryable) when it can't be reached or
    refuses us; that is never told as "there is no such key".
    """

    async def put_file(self, key: str, path: Path) -> None:
        """Copy the file at `path` to `key`: all of it or nothing, kept when this returns."""
        ...

    def open_range(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        """Yield `length` bytes from `start` on in chunks. Raises FileNotFoundError when there is no such key."""
        ...

    async def size(self, key: str) -> int | None:
        """Length in bytes, None when there is no such key."""
        ...

    async def exists(self, key: str) -> bool:
        """Whether something stands under `key`."""
        ...

    async def delete(self, key: str) -> None:
        """Remove `key`; nothing happens when it is not there."""
        ...

    def list(self, prefix: str = "") -> AsyncIterator[Stored]:
        """Everything under the first parts of a key (`renditions`, `covers/<id>`), in no order; half-written files and
        what is not ours are left out."""
        ...

    async def url(self, key: str, life_s: int) -> str | None:
        """A signed address anybody may read `key` at for `life_s` seconds or more, with ranges, past this program.

        None when there is none: a local folder, or direct addresses are switched off. Whether `key` is there is not
        looked up.
        """
        ...

    async def tidy(self, before_s: float) -> None:
        """Remove what writing left half done before that instant (seconds since 1970)."""
        ...

    async def writable(self) -> bool:
        """Whether a byte could be written now (for `/readyz`)."""
        ...

    async def close(self) -> None:
        """Let go of connections; nothing may be asked afterwards."""
        ...
