"""Working folders, made and removed off the event loop: a disk that is slow must not hold up anybody's music."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.to_thread


@asynccontextmanager
async def working_folder(parent: Path, prefix: str) -> AsyncIterator[Path]:
    """A new folder in `parent`, which is made if need be; gone at the end with everything in it, cancelled or not."""
    folder = await anyio.to_thread.run_sync(_make, parent, prefix)
    try:
        yield folder
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(_remove, folder)


def _make(parent: Path, prefix: str) -> Path:
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=parent))


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
