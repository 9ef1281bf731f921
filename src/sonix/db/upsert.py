"""The statements every database spells in its own way: insert, and leave alone or add to what is there already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Insert, Table, insert
from sqlalchemy.dialects import mysql, postgresql, sqlite
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


async def add_up(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of numbers, or add them to the row of the same key; in an order that all writers keep."""
    if rows:
        names = [column.name for column in table.primary_key]
        ordered = sorted(rows, key=lambda row: [row[name] for name in names])
        await connection.execute(_insert_or_add(connection.dialect.name, table, names), ordered)


def _insert_or_add(dialect: str, table: Table, keys: Sequence[str]) -> Insert:
    numbers = [column for column in table.columns if column.name not in keys]
    if dialect in ("mysql", "mariadb"):
        other = mysql.insert(table)
        return other.on_duplicate_key_update({column.name: column + other.inserted[column.name] for column in numbers})
    new = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    sums = {column.name: column + new.excluded[column.name] for column in numbers}
    return new.on_conflict_do_update(index_elements=keys, set_=sums)
