"""`sonix backup`: one snapshot of every row, and every object those rows refer to, while the server runs."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import anyio
import anyio.to_thread
import msgspec
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

import sonix
from sonix.backup.archive import ArchiveWriter
from sonix.backup.contents import ABOUT, FORMAT, About, TableShape, media_member, own_files, table_member
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.rows_of import lines_of, tables_in_order
from sonix.db.schema import metadata
from sonix.db.tables_library import sweeps
from sonix.library.references import references
from sonix.library.track_store import GRACE_S
from sonix.media.folders import working_folder
from sonix.storage.hashing import WHOLE
from sonix.storage.port import Storage


@dataclass
class Made:
    """What went into a backup. `missing`: keys that something refers to and the storage does not have."""

    rows: int = 0
    objects: int = 0
    objects_bytes: int = 0
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Instance:
    """What is backed up or restored: an instance's three places."""

    database: Database
    storage: Storage
    data_dir: Path


async def make_backup(
    instance: Instance, target: Path, told: Callable[[Made], None], *, with_secrets: bool = True
) -> Made:
    """Write a backup to `target`, which appears whole or not at all, for its owner only (mode 0600).

    Raises:
        SonixError: `file_exists`, or what database and storage refuse with.
    """
    if await anyio.Path(target).exists():
        raise _file_exists(target)
    # Nobody else can know the name, or have put a link there: the folder may be one that everybody writes to.
    part = target.with_name(f".{target.name[:40]}.{secrets.token_hex(8)}.part")
    made = Made()
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(part, flags, 0o600), "wb") as out:
            async with working_folder(instance.data_dir / "work", "backup-") as folder, _unswept(instance.database):
                await _write(instance, ArchiveWriter(out), folder, made, told, with_secrets)
            out.flush()
            os.fsync(out.fileno())
        await anyio.to_thread.run_sync(_appear, part, target)
    finally:
        part.unlink(missing_ok=True)
    return made


def _appear(part: Path, target: Path) -> None:
    """Give the finished file its name, unless somebody took it meanwhile, and have that on disk too."""
    try:
        try:
            os.link(part, target)
        except FileExistsError:
            raise
        except OSError:  # a disk without links: whoever takes the name first has it there, too
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            part.replace(target)
    except FileExistsError as error:
        raise _file_exists(target) from error
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _file_exists(target: Path) -> SonixError:
    return SonixError("file_exists", f"{target} is there already. Name another file.", status=409)


async def _write(
    instance: Instance,
    archive: ArchiveWriter,
    folder: Path,
    made: Made,
    told: Callable[[Made], None],
    with_secrets: bool,
) -> None:
    async with instance.database.read() as connection:
        about = await _dump(connection, folder, with_secrets)
        with (folder / "references").open("w", encoding="ascii") as needed:
            async for reference in references(connection):
                needed.write(f"{reference.key}\n")
    made.rows = sum(shape.rows for shape in about.tables)
    archive.add(ABOUT, msgspec.json.encode(about))
    for shape in about.tables:
        _add_file(archive, table_member(shape.name), folder / shape.name)
    for member, path in own_files(instance.data_dir, with_secrets=with_secrets):
        _add_file(archive, member, path, 0o600)
    with (folder / "references").open(encoding="ascii") as needed:
        for line in needed:
            await _add_object(instance.storage, archive, line.rstrip("\n"), made)
            told(made)
    archive.finish()


async def _dump(connection: AsyncConnection, folder: Path, with_secrets: bool) -> About:
    """Every table into a file of its own: a tar says how long a member is before it comes."""
    schema = str((await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar())
    shapes = []
    for table in tables_in_order(metadata):
        rows = 0
        with (folder / table.name).open("wb") as out:
            async for line in lines_of(connection, table):
                out.write(line)
                rows += 1
        shapes.append(TableShape(str(table.name), tuple(map(str, table.columns.keys())), rows))
    return About(FORMAT, sonix.__version__, schema, int(time.time()), with_secrets, tuple(shapes))


async def _add_object(storage: Storage, archive: ArchiveWriter, key: str, made: Made) -> None:
    size_bytes = await storage.size(key)
    if size_bytes is None:
        made.missing.append(key)
        return
    archive.begin(media_member(key), size_bytes)
    async for chunk in storage.open_range(key, 0, WHOLE):
        archive.write(chunk)
    archive.end()
    made.objects += 1
    made.objects_bytes += size_bytes


def _add_file(archive: ArchiveWriter, member: str, path: Path, mode: int = 0o644) -> None:
    with path.open("rb") as file:
        archive.begin(member, os.fstat(file.fileno()).st_size, mode)
        while chunk := _some(file):
            archive.write(chunk)
    archive.end()


def _some(file: BinaryIO) -> bytes:
    return file.read(256 * 1024)


@asynccontextmanager
async def _unswept(database: Database) -> AsyncIterator[None]:
    """Keep the sweep from what the snapshot refers to, also when its track is deleted meanwhile: whatever is listed
    for it gets its time of grace anew, again and again."""

    async def hold() -> None:
        until_s = int(time.time()) + GRACE_S
        async with database.transaction() as connection:
            await connection.execute(update(sweeps).where(sweeps.c.after_s < until_s).values(after_s=until_s))

    await hold()
    task = asyncio.create_task(again_and_again(hold))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@dataclass(frozen=True)
class Pace:
    """How often something is held, how soon again after it failed, and how long it stays held by itself."""

    every_s: float = 60.0
    again_s: float = 5.0
    lasts_s: float = GRACE_S


_PACE = Pace()


async def again_and_again(hold: Callable[[], Awaitable[None]], pace: Pace = _PACE) -> None:
    """Hold until cancelled. A database that is away for a moment is asked again: only what was not held for as long as
    it stays by itself is lost.

    Raises:
        SonixError, DBAPIError: the last failure of as many as there were in that time.
    """
    held_s, wait_s = time.monotonic(), pace.every_s
    while True:
        await asyncio.sleep(wait_s)
        began_s = time.monotonic()
        try:
            await hold()
        except (SonixError, DBAPIError):
            if time.monotonic() - held_s >= pace.lasts_s:
                raise
            wait_s = pace.again_s
        else:
            held_s, wait_s = began_s, pace.every_s
