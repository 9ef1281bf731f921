"""`Storage` in a folder of this machine.

A file appears whole or not at all: it is written beside its place, synced, and renamed. All file work happens in
threads, so a slow disk never holds up the loop.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import anyio.to_thread

CHUNK_BYTES = 256 * 1024
_KEY = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+(\.[a-z0-9]+)?){1,3}")


class LocalStorage:
    """Keeps everything under `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put_file(self, key: str, path: Path) -> None:
        """See `Storage.put_file`."""
        await anyio.to_thread.run_sync(_copy_atomically, path, self._path(key))

    async def open_range(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        """See `Storage.open_range`."""
        descriptor = await anyio.to_thread.run_sync(os.open, self._path(key), os.O_RDONLY)
        try:
            end = start + length
            while start < end:
                chunk = await anyio.to_thread.run_sync(os.pread, descriptor, min(CHUNK_BYTES, end - start), start)
                if not chunk:
                    return
                start += len(chunk)
                yield chunk
        finally:
            os.close(descriptor)

    async def size(self, key: str) -> int | None:
        """See `Storage.size`."""
        return await anyio.to_thread.run_sync(_size, self._path(key))

    async def exists(self, key: str) -> bool:
        """See `Storage.exists`."""
        return await self.size(key) is not None

    async def delete(self, key: str) -> None:
        """See `Storage.delete`. The folder goes too once it is empty."""
        await anyio.to_thread.run_sync(_delete, self._path(key))

    async def writable(self) -> bool:
        """See `Storage.writable`."""
        return await anyio.to_thread.run_sync(_writable, self._root)

    def _path(self, key: str) -> Path:
        """Keys are ours, but a wrong one must never leave the folder: ValueError."""
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a storage key: {key!r}")
        return self._root / key


def _copy_atomically(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        with source.open("rb") as reader, temporary.open("xb") as writer:
            shutil.copyfileobj(reader, writer, 1024 * 1024)
            writer.flush()
            os.fsync(writer.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """The rename itself is on disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _delete(path: Path) -> None:
    path.unlink(missing_ok=True)
    try:
        path.parent.rmdir()
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
            raise


def _writable(root: Path) -> bool:
    probe = root / f".probe.{secrets.token_hex(8)}"
    try:
        root.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError:
        return False
    return True
