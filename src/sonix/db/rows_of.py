"""Rows of any table as plain values and back: what copies between databases and backups are made of.

A row is a JSON array in the order of the table's columns. Every database tells the same row the same way, so two
databases hold the same when their lines are the same; bytes are told as `{"b64": …}`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import MetaData, Table, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

ROWS_AT_ONCE = 500


def tables_in_order(metadata: MetaData) -> tuple[Table, ...]:
    """Every table, those that others refer to first."""
    return tuple(metadata.sorted_tables)


async def lines_of(connection: AsyncConnection, table: Table) -> AsyncIterator[bytes]:
    """Every row as a line, in the order of the primary key. Memory does not grow with the table."""
    query = select(table).order_by(*table.primary_key.columns)
    async with connection.stream(query.execution_options(yield_per=ROWS_AT_ONCE)) as rows:
        async for row in rows:
            yield line(row)


async def rows_of(connection: AsyncConnection, table: Table) -> AsyncIterator[dict[str, Any]]:
    """Every row, in the order of the primary key, as another database takes it."""
    query = select(table).order_by(*table.primary_key.columns)
    async with connection.stream(query.execution_options(yield_per=ROWS_AT_ONCE)) as found:
        async for one in found.mappings():
            yield dict(one)


def line(values: Sequence[Any]) -> bytes:
    """One row as a line."""
    plain = [{"b64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value for value in values]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row(columns: Sequence[str], text: bytes) -> dict[str, Any]:
    """The row a line tells of. Raises ValueError when it has not one plain value for each column."""
    values = json.loads(text)
    if not isinstance(values, list) or len(values) != len(columns):
        raise ValueError("not a row of this table")
    return dict(zip(columns, map(_value, values), strict=True))


async def write_rows(connection: AsyncConnection, table: Table, rows: AsyncIterator[dict[str, Any]]) -> int:
    """Insert rows, some hundred at a time; returns how many."""
    written = 0
    waiting: list[dict[str, Any]] = []
    async for one in rows:
        waiting.append(one)
        if len(waiting) == ROWS_AT_ONCE:
            await connection.execute(insert(table), waiting)
            written += len(waiting)
            waiting = []
    if waiting:
        await connection.execute(insert(table), waiting)
    return written + len(waiting)


async def empty_all(connection: AsyncConnection, metadata: MetaData) -> None:
    """Delete every row of every table."""
    for table in reversed(tables_in_order(metadata)):
        await connection.execute(delete(table))


def _value(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case {"b64": str(text)} if len(value) == 1:
            return base64.b64decode(text, validate=True)
        case _:
            raise ValueError("not a plain value")


async def continue_numbers(connection: AsyncConnection, metadata: MetaData) -> None:
    """Have the numbers a database gives itself go on after those of rows that came with theirs. Only PostgreSQL
    counts apart from the rows."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables_in_order(metadata):
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        await connection.execute(select(func.setval(sequence, highest, False)).where(sequence.is_not(None)))
