"""Moving an instance from one database to another while it runs: all rows of one moment, or none.

The source is read in one transaction, which sees one moment of it; the target is written in one transaction, which is
read back before it is committed. Rows count as the same when their canonical encoding is: the values in the order of
the columns, as Python has them, whatever a database makes of booleans and fractions. Their order does not matter, since
databases sort text differently: a table's checksum is the sum of its rows' hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Table, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.migrate import current_revision, revisions
from sonix.db.outages import is_outage, told_as_outage
from sonix.db.schema import metadata
from sonix.db.servers import Patience

PATIENT = Patience(connect_s=15, connection_s=15, transaction_s=24 * 3600)
ROWS_AT_ONCE = 1000
_MODULUS = 1 << 128
_encode = msgspec.msgpack.Encoder().encode
Values = tuple[Any, ...]


@dataclass
class Sum:
    """How many rows, and what they come to."""

    rows: int = 0
    total: int = 0

    def add(self, row: Values) -> None:
        """Count a row in."""
        digest = hashlib.blake2b(_encode(row), digest_size=16).digest()
        self.rows += 1
        self.total = (self.total + int.from_bytes(digest, "big")) % _MODULUS


async def copy_database(
    source: Database, target: Database, *, replace: bool = False, told: Callable[[str, int], None] = lambda *_: None
) -> dict[str, int]:
    """Copy every row; returns how many by table. Nothing is changed when it raises.

    Args:
        replace: delete what the target holds. Otherwise it must be empty.
        told: called with each table's name and its rows, once they are written.

    Raises:
        SonixError: `same_database`, `old_schema`, `target_not_empty`, `copy_refused` and `copy_differs`.
        DatabaseUnavailableError: one of them went away.
    """
    if source.url == target.url:
        raise SonixError("same_database", "The database to copy to is the one to copy from.", status=400)
    await _check_schema(source)
    await target.start()
    with told_as_outage():
        async with source.reading.connect() as reading, target.engine.begin() as writing:
            await _make_room(writing, replace=replace)
            written = {}
            for table in metadata.sorted_tables:
                written[table.name] = await _copy_table(reading, writing, table)
                told(table.name, written[table.name].rows)
            for table in metadata.sorted_tables:
                await _compare(writing, table, written[table.name])
            await _go_on_counting(writing)
    return {name: found.rows for name, found in written.items()}


async def _check_schema(source: Database) -> None:
    if source.is_sqlite and not source.has_file():
        raise SonixError("no_such_database", "There is no database to copy from: its file does not exist.", status=404)
    with told_as_outage():
        async with source.reading.connect() as connection:
            found = await connection.run_sync(current_revision)
    if found != revisions()[-1]:
        message = (
            f"The database to copy from has schema {found}, this Sonix knows {revisions()[-1]}: "
            "bring them together first, with sonix db migrate or with the newer Sonix."
        )
        raise SonixError("old_schema", message, status=409)


async def _make_room(writing: AsyncConnection, *, replace: bool) -> None:
    for table in reversed(metadata.sorted_tables):
        if replace:
            await writing.execute(delete(table))
        elif (await writing.execute(select(table.primary_key.columns).limit(1))).first() is not None:
            message = (
                f"The database to copy to is not empty: there are rows in {table.name}. "
                "Name an empty one, or say --replace to delete what it holds."
            )
            raise SonixError("target_not_empty", message, status=409)


async def _copy_table(reading: AsyncConnection, writing: AsyncConnection, table: Table) -> Sum:
    found = Sum()
    names = [column.name for column in table.columns]
    async for rows in _batches(reading, table):
        for row in rows:
            found.add(row)
        try:
            await writing.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        except DBAPIError as error:
            if is_outage(error):
                raise
            message = f"The database to copy to does not take a row of {table.name}: {error.orig}"
            raise SonixError("copy_refused", message, status=409) from error
    return found


async def _compare(writing: AsyncConnection, table: Table, written: Sum) -> None:
    found = Sum()
    async for rows in _batches(writing, table):
        for row in rows:
            found.add(row)
    if found != written:
        message = (
            f"Rows of {table.name} read differently after writing ({written.rows} written, {found.rows} read). "
            "Nothing was copied."
        )
        raise SonixError("copy_differs", message, status=500)


async def _batches(connection: AsyncConnection, table: Table) -> AsyncIterator[Sequence[Values]]:
    result = await connection.stream(select(table), execution_options={"yield_per": ROWS_AT_ONCE})
    async for rows in result.partitions(ROWS_AT_ONCE):
        yield [tuple(row) for row in rows]


async def _go_on_counting(writing: AsyncConnection) -> None:
    """PostgreSQL numbers rows by a sequence beside the table, which has not seen those that were copied."""
    if writing.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None or (last := await writing.scalar(select(func.max(column)))) is None:
            continue
        sequence = {"table": table.name, "column": column.name, "last": last}
        await writing.execute(text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"), sequence)
