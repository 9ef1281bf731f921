"""Whether a storage belongs to this database: both carry the same instance's id.

A server started by mistake on a fresh or another database knows nothing of the music in its storage, and must not take
all of it for leftovers.
"""

from __future__ import annotations

import time
from pathlib import Path

import anyio
from sqlalchemy import select

from sonix.core.ids import new_id
from sonix.db.engine import Database
from sonix.db.tables_accounts import secrets
from sonix.db.upsert import write_new
from sonix.media.folders import working_folder
from sonix.storage.port import INSTANCE_KEY, Storage

_NAME = "instance"
_MAX_BYTES = 64


async def own_id(database: Database) -> str:
    """The id of the instance that this database is of, made at the first call."""
    row = {"name": _NAME, "hash": new_id(), "created_at_s": int(time.time())}
    asked = select(secrets.c.hash).where(secrets.c.name == _NAME)
    async with database.read() as connection:
        found = await connection.scalar(asked)
    if found is None:
        async with database.transaction() as connection:
            await write_new(connection, secrets, [row])
        async with database.read() as connection:
            found = await connection.scalar(asked)
    return str(found)


async def id_in(storage: Storage) -> str | None:
    """The id of the instance that the storage is of; None while it is nobody's."""
    try:
        chunks = [chunk async for chunk in storage.open_range(INSTANCE_KEY, 0, _MAX_BYTES)]
    except FileNotFoundError:
        return None
    return b"".join(chunks).decode("ascii", "replace").strip()


async def claim(database: Database, storage: Storage, work_dir: Path) -> None:
    """Let the storage say that it is of this database's instance, whosever it was."""
    async with working_folder(work_dir, "instance-") as folder:
        await anyio.Path(folder / "id").write_text(await own_id(database), encoding="ascii")
        await storage.put_file(INSTANCE_KEY, folder / "id")
