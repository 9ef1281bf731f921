"""Steps that pass over what is done already: MySQL commits each by itself, so a migration may have been cut short."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def add_column(table: str, column: sa.Column[object]) -> None:
    """Add it unless it is there."""
    if column.name not in _columns(table):
        op.add_column(table, column)


def drop_column(table: str, name: str) -> None:
    """Drop it if it is there."""
    if name in _columns(table):
        op.drop_column(table, name)


def create_index(name: str, table: str, columns: list[str], *, unique: bool = False) -> None:
    """Create it unless it is there. MySQL knows no IF NOT EXISTS for indexes."""
    if name not in _indexes(table):
        op.create_index(name, table, columns, unique=unique)


def drop_index(name: str, table: str) -> None:
    """Drop it if it is there."""
    if name in _indexes(table):
        op.drop_index(name, table)


def _columns(table: str) -> set[str]:
    inspector = sa.inspect(op.get_bind())
    return {column["name"] for column in inspector.get_columns(table)} if inspector.has_table(table) else set()


def _indexes(table: str) -> set[str | None]:
    inspector = sa.inspect(op.get_bind())
    return {index["name"] for index in inspector.get_indexes(table)} if inspector.has_table(table) else set()
