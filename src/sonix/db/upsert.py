"""The one statement every database spells in its own way: insert, and leave alone what is there already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_new(dialect: str, table: Table) -> Insert:
    """An insert that passes over rows whose key is taken. Concurrent writers wait for each other."""
    match dialect:
        case "postgresql":
            return postgresql.insert(table).on_conflict_do_nothing()
        case "sqlite":
            return sqlite.insert(table).on_conflict_do_nothing()
        case _:
            return insert(table).prefix_with("IGNORE")


async def write_new(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert those of `rows` that are new, in an order that all writers keep: none waits for another in a ring."""
    if rows:
        names = [column.name for column in table.primary_key]
        ordered = sorted(rows, key=lambda row: [row[name] for name in names])
        await connection.execute(insert_new(connection.dialect.name, table), ordered)
