"""Part files: where an upload's bytes wait, written strictly at the end, one writer at a time."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import anyio
import anyio.to_thread

from sonix.core.errors import SonixError
from sonix.core.text import clean_line

WRITE_BYTES = 1024 * 1024
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")


class WrongOffsetError(SonixError):
    """The bytes sent do not continue what is here; `extra` tells where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__("wrong_offset", "The upload goes on from another place.", status=409, retryable=True)
        self.extra = {"offset": offset}


class PartFile:
    """One part file. A second writer takes over from a first one whose connection hangs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = anyio.Lock()
        self._writer: object | None = None

    async def length(self) -> int:
        """Bytes that are here."""
        return await anyio.to_thread.run_sync(_length, self.path)

    async def append(self, offset: int, size: int, stream: AsyncIterator[bytes]) -> int:
        """Append `stream` from `offset` on, up to `size` bytes in all; returns the length afterwards.

        Bytes that arrived before a cut are kept: the next attempt goes on after them.

        Raises:
            WrongOffsetError: `offset` is not the length, or another request has taken over.
            SonixError: `upload_too_long`, 413, when more comes than was announced.
        """
        writer = object()
        async with self._lock:
            length = await self.length()
            if offset != length:
                raise WrongOffsetError(length)
            self._writer = writer
        waiting = bytearray()
        try:
            async for chunk in stream:
                if length + len(waiting) + len(chunk) > size:
                    raise SonixError("upload_too_long", "More was sent than was announced.", status=413)
                waiting += chunk
                if len(waiting) >= WRITE_BYTES:
                    length = await self._write(writer, length, bytes(waiting))
                    waiting.clear()
        finally:
            with anyio.CancelScope(shield=True):
                if waiting:
                    length = await self._write(writer, length, bytes(waiting))
        return length

    async def sync(self) -> None:
        """Have the bytes on disk."""
        await anyio.to_thread.run_sync(_sync, self.path)

    async def sha256(self) -> str:
        """Hash of the whole file, read in a thread."""
        return await anyio.to_thread.run_sync(_sha256, self.path)

    async def remove(self) -> None:
        """Delete the file; a writer still at it is turned away."""
        async with self._lock:
            self._writer = None
            await anyio.to_thread.run_sync(lambda: self.path.unlink(missing_ok=True))

    async def _write(self, writer: object, length: int, data: bytes) -> int:
        async with self._lock:
            if self._writer is not writer:
                raise WrongOffsetError(await self.length())
            return await anyio.to_thread.run_sync(_append, self.path, length, data)


class PartFiles:
    """The part files of a folder: the same object for everybody in this process, since it holds the lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: dict[str, PartFile] = {}

    def get(self, upload_id: str) -> PartFile:
        """The part file of an upload, whether it has bytes yet or not."""
        return self._parts.setdefault(upload_id, PartFile(self._folder / f"{upload_id}.part"))

    async def remove(self, upload_id: str) -> None:
        """Drop an upload's bytes."""
        await self.get(upload_id).remove()
        self._parts.pop(upload_id, None)

    async def older_than(self, before_s: float) -> list[str]:
        """Ids of uploads whose part file has not been written to since then."""
        return await anyio.to_thread.run_sync(_older_than, self._folder, before_s)


def _older_than(folder: Path, before_s: float) -> list[str]:
    found = []
    for path in folder.glob("*.part"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before_s:
                found.append(path.stem)
    return found


def clean_file_name(name: str) -> str:
    """The last part of what the client called the file, as text to show: it is never used as a path."""
    last = clean_line(unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")
    if len(last) > 255:
        suffix = _SUFFIX.search(last)
        ending = suffix.group() if suffix else ""
        last = last[: 255 - len(ending)] + ending
    return last or "untitled"


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _append(path: Path, offset: int, data: bytes) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        view = memoryview(data)
        while view:
            written = os.pwrite(descriptor, view, offset)
            view = view[written:]
            offset += written
    finally:
        os.close(descriptor)
    return offset


def _sync(path: Path) -> None:
    """The file, and its name: a new one is on disk only once its folder is, and the folder once the one it is in is."""
    for place in (path, path.parent, path.parent.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
