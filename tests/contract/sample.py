"""Rows for any table, made from what its columns are: every kind of value, at its longest, references that hold."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, MetaData, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

ROWS = 3
_LONG = "Käse 🎧 東京 \\ % _ ' \" \t\n" * 20
Row = dict[str, Any]


def rows_of(table: Table) -> list[Row]:
    """A few rows; those of different tables refer to each other by their number."""
    return [{column.name: _value(column, number) for column in table.columns} for number in range(1, ROWS + 1)]


async def fill(connection: AsyncConnection, metadata: MetaData) -> None:
    """Write rows into every table."""
    for table in metadata.sorted_tables:
        if table.name != "alembic_version":
            await connection.execute(insert(table), rows_of(table))


async def contents(connection: AsyncConnection, metadata: MetaData) -> dict[str, list[Row]]:
    """All rows of every table, in an order that does not hang on the database."""
    found = {}
    for table in metadata.sorted_tables:
        rows = (await connection.execute(select(table))).mappings()
        found[table.name] = sorted((dict(row) for row in rows), key=repr)
    return found


def _value(column: Column[Any], number: int) -> Any:
    for key in column.foreign_keys:
        return _value(key.column, number)
    kind = column.type
    match kind:
        case Boolean():
            return number % 2 == 0
        case String():
            length = kind.length or 3000
            return f"{number}{'A' if number % 2 else 'a'}{_LONG}"[:length]
        case BigInteger():
            return 9_007_199_254_740_993 - number
        case Integer():
            return number
        case Float():
            return number / 8
        case LargeBinary():
            return bytes(range(256))
    # MySQL's own names for whole numbers, as they are found in a database.
    return number
