"""`Storage` in a folder of this machine.

A file appears whole or not at all: it is written beside its place, synced, and renamed. All file work happens in
threads, so a slow disk never holds up the loop.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import anyio
import anyio.to_thread

from sonix.storage.port import Stored, checked, is_key

CHUNK_BYTES = 256 * 1024
_LISTED_AT_ONCE = 500
_TRIES = 20


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

    async def list(self, prefix: str = "") -> AsyncIterator[Stored]:
        """See `Storage.list`."""
        found = _walk(self._root, prefix)
        while batch := await anyio.to_thread.run_sync(lambda: tuple(islice(found, _LISTED_AT_ONCE))):
            for stored in batch:
                yield stored

    async def url(self, key: str, life_s: int) -> str | None:
        """See `Storage.url`: a folder has none."""
        checked(key)
        return None

    async def tidy(self, before_s: float) -> None:
        """See `Storage.tidy`: a copy that a crash cut short is still beside its place."""
        await anyio.to_thread.run_sync(_remove_parts, self._root, before_s)

    async def writable(self) -> bool:
        """See `Storage.writable`."""
        return await anyio.to_thread.run_sync(_writable, self._root)

    async def close(self) -> None:
        """See `Storage.close`: nothing is kept open."""

    def _path(self, key: str) -> Path:
        return self._root / checked(key)


def _copy_atomically(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        with source.open("rb") as reader, _begun(temporary) as writer:
            shutil.copyfileobj(reader, writer, 1024 * 1024)
            writer.flush()
            os.fsync(writer.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _begun(path: Path) -> BinaryIO:
    """A new file in a folder that is there. Between making the folder and the file in it, somebody who deletes the
    last file of that folder may take it away."""
    for _ in range(_TRIES):
        _make_folder(path.parent)
        with contextlib.suppress(FileNotFoundError):
            return path.open("xb")
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def _make_folder(folder: Path) -> None:
    """A new folder is on disk only once the one it is in is."""
    missing = [each for each in (folder, *folder.parents) if not each.is_dir()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        with contextlib.suppress(PermissionError):  # above our own, we may not be allowed to look
            _sync_folder(made.parent)


def _sync_folder(folder: Path) -> None:
    """What was put into a folder is on disk only once the folder is."""
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


def _walk(root: Path, prefix: str) -> Iterator[Stored]:
    for folder, _, names in os.walk(root / prefix):
        for name in names:
            path = Path(folder, name)
            key = path.relative_to(root).as_posix()
            if not is_key(key):
                continue
            try:
                found = path.stat()
            except FileNotFoundError:  # deleted since
                continue
            yield Stored(key, found.st_size, int(found.st_mtime))


def _remove_parts(root: Path, before_s: float) -> None:
    for part in root.rglob(".*.part"):
        with contextlib.suppress(FileNotFoundError):
            if part.stat().st_mtime < before_s:
                part.unlink()


def _writable(root: Path) -> bool:
    probe = root / f".probe.{secrets.token_hex(8)}"
    try:
        root.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError:
        return False
    return True
