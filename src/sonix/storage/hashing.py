"""Reading a stored object through: its hash, or a copy of it, without holding it in memory."""

from __future__ import annotations

import hashlib
from pathlib import Path

import anyio

from sonix.storage.port import Storage

WHOLE = 1 << 50
"""More bytes than any object has: a range of it is the whole."""


async def sha256_of(storage: Storage, key: str) -> str:
    """Hash of what stands under `key`. Raises FileNotFoundError."""
    digest = hashlib.sha256()
    async for chunk in storage.open_range(key, 0, WHOLE):
        digest.update(chunk)
    return digest.hexdigest()


async def fetch(storage: Storage, key: str, path: Path) -> str:
    """Copy the object to a file; returns its hash. Raises FileNotFoundError."""
    digest = hashlib.sha256()
    async with await anyio.open_file(path, "wb") as file:
        async for chunk in storage.open_range(key, 0, WHOLE):
            digest.update(chunk)
            await file.write(chunk)
    return digest.hexdigest()
