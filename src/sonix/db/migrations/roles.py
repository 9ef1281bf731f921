"""Roles of members, and room settings of any length, as of revision 0008. Never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import MEDIUMTEXT

from sonix.db.migrations import again

_LONG = sa.Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")
_SHORT = sa.String(length=2000)


def create() -> None:
    """Everybody is a listener until they are given a role; who the host is stays in the room's row."""
    again.add_column("room_members", sa.Column("role", sa.String(length=16), nullable=False, server_default="listener"))
    _retype(_LONG)


def drop() -> None:
    """Roles are lost, and settings that do not fit go back to what a new room has."""
    op.execute("UPDATE rooms SET settings = '{}' WHERE length(settings) > 2000")
    _retype(_SHORT)
    again.drop_column("room_members", "role")


def _retype(kind: sa.types.TypeEngine[str]) -> None:
    """SQLite changes no type: the column is made anew. A new table would take every row that refers to it along."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("rooms", "settings", type_=kind, existing_nullable=False)
        return
    op.add_column("rooms", sa.Column("settings_new", kind, nullable=False, server_default="{}"))
    op.execute("UPDATE rooms SET settings_new = settings")
    op.execute("ALTER TABLE rooms DROP COLUMN settings")
    op.execute("ALTER TABLE rooms RENAME COLUMN settings_new TO settings")
