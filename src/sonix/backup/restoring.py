"""`sonix restore`: a backup becomes an instance again. Everything is checked before anything is touched."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import anyio
import anyio.to_thread
from sqlalchemy import MetaData, func, insert, literal, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.refresh_tokens import any_of
from sonix.backup.archive import Member, bad_archive
from sonix.backup.checking import check_backup, open_members, rows
from sonix.backup.contents import TableShape, file_name, media_key, table_member
from sonix.backup.making import Instance
from sonix.core.errors import SonixError
from sonix.db.engine import Database, sqlite_url
from sonix.db.migrate import migrate
from sonix.db.rows_of import (
    ROWS_AT_ONCE,
    continue_numbers,
    empty_all,
    rows_of,
    tables_in_order,
    write_rows,
)
from sonix.db.schema import metadata
from sonix.db.tables import rooms
from sonix.db.tables_accounts import sessions, users
from sonix.db.tables_library import tracks
from sonix.library.ownership import claim
from sonix.media.folders import working_folder


@dataclass
class Restored:
    """How far a restore is; `objects_of` is known from the check."""

    objects: int = 0
    objects_of: int = 0
    rows: int = 0


async def restore_backup(
    instance: Instance, path: Path, told: Callable[[Restored], None], *, replace: bool = False
) -> Restored:
    """Put everything in `path` into the instance; no server may run on it meanwhile.

    The rows are made ready apart. Then come the objects, which hurt nobody, then all rows in one transaction, then the
    files: what is cut short leaves the rows as they were, and is done again.

    Raises:
        SonixError: `bad_backup`, `backup_too_new`; `not_empty` without `replace`.
    """
    found = check_backup(path)
    if not replace:
        await _refuse_unless_empty(instance.database)
    restored = Restored(objects_of=found.objects)
    await anyio.Path(instance.data_dir).mkdir(parents=True, exist_ok=True)
    async with working_folder(instance.data_dir / "work", "restore-") as folder:
        staging = Database(sqlite_url(folder / "staging.db"))
        try:
            await _stage(path, staging)
            files = await _put_objects(instance, path, folder / "object", restored, told)
            await _move_rows(staging, instance.database, restored)
            await claim(instance.database, instance.storage, instance.data_dir / "work")
        finally:
            await staging.stop()
        for name, data in files:
            _put_back(instance.data_dir / name, data)
    return restored


async def _refuse_unless_empty(database: Database) -> None:
    async with database.read() as connection:
        for table in (users, rooms, tracks):
            if (await connection.execute(select(func.count()).select_from(table))).scalar():
                raise SonixError(
                    "not_empty",
                    "There are people, rooms or music here already. To give all of that up for the backup, say "
                    "--replace.",
                    status=409,
                )


async def _stage(path: Path, staging: Database) -> None:
    """Rows into a database of the backup's own schema, where the migrations bring them to this version's.

    Raises:
        SonixError: `bad_backup`: they are no rows of that schema.
    """
    with path.open("rb") as file:
        about, members = open_members(file)
        shapes = {table_member(shape.name): shape for shape in about.tables}
        try:
            await migrate(staging.engine, about.schema)
            for member in members:
                if (shape := shapes.get(member.name)) is not None:
                    async with staging.transaction() as connection:
                        await _stage_rows(connection, shape, rows(shape, member))
            await migrate(staging.engine)
        except (SQLAlchemyError, TypeError, ValueError) as wrong:
            raise bad_archive("its rows do not fit together") from wrong


async def _put_objects(
    instance: Instance, path: Path, work: Path, restored: Restored, told: Callable[[Restored], None]
) -> list[tuple[str, bytes]]:
    """Objects into the storage; returns the files of the data folder, which come last of all."""
    files: list[tuple[str, bytes]] = []
    with path.open("rb") as file:
        for member in open_members(file)[1]:
            if (key := media_key(member.name)) is not None:
                await anyio.to_thread.run_sync(_write, work, member)
                await instance.storage.put_file(key, work)
                restored.objects += 1
                told(restored)
            elif (name := file_name(member.name)) is not None:
                files.append((name, b"".join(member.chunks)))
    return files


def _write(path: Path, member: Member) -> None:
    with path.open("wb") as out:
        out.writelines(member.chunks)


async def _stage_rows(connection: AsyncConnection, shape: TableShape, found: Iterable[dict[str, object]]) -> None:
    """Into the table as it is in that schema, which may have other columns than this version's."""
    there = MetaData()
    await connection.run_sync(there.reflect)
    table = there.tables.get(shape.name)
    if table is None or shape.name == "alembic_version" or set(shape.columns) != set(table.columns.keys()):
        raise bad_archive(f"{shape.name} is no table of that schema")
    waiting: list[dict[str, object]] = []
    for one in found:
        waiting.append(one)
        if len(waiting) == ROWS_AT_ONCE:
            await connection.execute(insert(table), waiting)
            waiting = []
    if waiting:
        await connection.execute(insert(table), waiting)


async def _move_rows(staging: Database, target: Database, restored: Restored) -> None:
    """Everything the target held goes in the same transaction."""
    async with staging.read() as source, target.transaction() as connection:
        await empty_all(connection, metadata)
        for table in tables_in_order(metadata):
            restored.rows += await write_rows(connection, table, rows_of(source, table))
        await _await_any_token(connection)
        await continue_numbers(connection, metadata)


async def _await_any_token(connection: AsyncConnection) -> None:
    """Browsers exchange their token all the time: by now they have later ones than the backup knows, which would look
    like copies. Guests have nothing else to come back with."""
    kept = literal(any_of("")) + sessions.c.session_id
    await connection.execute(update(sessions).values(token_hash=kept))


def _put_back(path: Path, data: bytes) -> None:
    """A file of the data folder, for its owner only, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
