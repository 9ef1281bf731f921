"""Copying every object from one storage to another: `sonix storage copy`."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import anyio.to_thread

from sonix.storage.hashing import fetch, sha256_of
from sonix.storage.port import INSTANCE_KEY, Storage, Stored

AT_ONCE = 4


@dataclass
class Copied:
    """How far a copy is. `broken`: keys whose content did not arrive as it left, or had gone meanwhile."""

    copied: int = 0
    already: int = 0
    copied_bytes: int = 0
    broken: list[str] = field(default_factory=list)


async def copy_all(source: Storage, target: Storage, work_dir: Path, told: Callable[[Copied], None]) -> Copied:
    """Copy what the target lacks; called again it goes on where it was.

    What stands in the target with the same size is taken as copied (objects appear whole or not at all), but for the
    id of the instance: the target becomes the source's. Everything
    else goes through a file in `work_dir`, at most four at a time, and is read back and compared by hash.
    """
    done = Copied()
    found = source.list()
    turn = asyncio.Lock()

    async def work() -> None:
        while (stored := await _next(found, turn)) is not None:
            await _copy_one(source, target, stored, work_dir, done)
            told(done)

    async with anyio.create_task_group() as group:
        for _ in range(AT_ONCE):
            group.start_soon(work)
    return done


async def _next(found: AsyncIterator[Stored], turn: asyncio.Lock) -> Stored | None:
    async with turn:
        return await anext(found, None)


async def _copy_one(source: Storage, target: Storage, stored: Stored, work_dir: Path, done: Copied) -> None:
    if stored.key != INSTANCE_KEY and await target.size(stored.key) == stored.size_bytes:
        done.already += 1
        return
    file = work_dir / f"copy-{secrets.token_hex(8)}"
    try:
        left = await fetch(source, stored.key, file)
        await target.put_file(stored.key, file)
        arrived = await sha256_of(target, stored.key)
    except FileNotFoundError:  # swept while the copy ran
        done.broken.append(stored.key)
        return
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(lambda: file.unlink(missing_ok=True))
    if left != arrived:
        await target.delete(stored.key)
        done.broken.append(stored.key)
        return
    done.copied += 1
    done.copied_bytes += stored.size_bytes
