"""The port for bytes that outlive a request: renditions, covers, originals.

Keys are relative, made by this program and never from what a client sent:
`renditions/<id>/{audio.webm,index.bin,peaks.bin}`, `covers/<id>/{full,320,96}.webp`, `originals/<sha256>`. What stands
under a key never changes (it is addressed by content).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

RENDITION_FILES = ("audio.webm", "index.bin", "peaks.bin")
COVER_SIZES = ("full", "320", "96")


def rendition_key(rendition_id: str, file_name: str) -> str:
    """Key of one file of a rendition."""
    return f"renditions/{rendition_id}/{file_name}"


def cover_key(cover_id: str, size: str) -> str:
    """Key of one size of a cover."""
    return f"covers/{cover_id}/{size}.webp"


def original_key(source_sha256: str) -> str:
    """Key of a kept original."""
    return f"originals/{source_sha256}"


class Storage(Protocol):
    """Where media bytes are kept. Every method is safe to call from several tasks at once."""

    async def put_file(self, key: str, path: Path) -> None:
        """Copy the file at `path` to `key`: all of it or nothing, on disk when this returns."""
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

    async def writable(self) -> bool:
        """Whether a byte could be written now (for `/readyz`)."""
        ...
