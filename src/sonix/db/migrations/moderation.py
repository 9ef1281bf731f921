"""Bans, mutes, knocks, visits and the log of who did what, as of revision 0015. Never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sonix.db.migrations import again

_TABLES = ("moderation_log", "room_knocks", "room_origins", "room_mutes", "room_ban_marks", "room_bans")


def create() -> None:
    """Create them; nobody is muted or kept out."""
    again.add_column("room_members", sa.Column("muted_until_us", sa.BigInteger(), nullable=False, server_default="0"))
    _bans()
    _members()
    _log()


def drop() -> None:
    """Drop them: who was kept out may come in."""
    for table in _TABLES:
        op.drop_table(table, if_exists=True)
    again.drop_column("room_members", "muted_until_us")


def _bans() -> None:
    op.create_table(
        "room_bans",
        _id("ban_id"),
        _id("room_id"),
        _id("member_id"),
        _text("name", 160),
        _text("reason", 1200),
        _id("by_id"),
        _text("by_name", 160),
        sa.Column("by_rank", sa.Integer(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        _of_room("room_bans"),
        sa.PrimaryKeyConstraint("ban_id", name="pk_room_bans"),
        if_not_exists=True,
    )
    again.create_index("ix_room_bans_member_id", "room_bans", ["member_id"])
    again.create_index("ix_room_bans_by_id", "room_bans", ["by_id"])
    again.create_index("ix_room_bans_newest", "room_bans", ["room_id", "at_us", "ban_id"])
    op.create_table(
        "room_ban_marks",
        _id("room_id"),
        _id("mark"),
        _id("ban_id"),
        _text("kind", 16),
        _of_room("room_ban_marks"),
        sa.ForeignKeyConstraint(["ban_id"], ["room_bans.ban_id"], name="fk_room_ban_marks_ban_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "mark", "ban_id", name="pk_room_ban_marks"),
        if_not_exists=True,
    )
    again.create_index("ix_room_ban_marks_ban_id", "room_ban_marks", ["ban_id"])


def _members() -> None:
    op.create_table(
        "room_mutes",
        _id("room_id"),
        _id("mark"),
        _id("member_id"),
        sa.Column("until_us", sa.BigInteger(), nullable=False),
        _of_room("room_mutes"),
        sa.PrimaryKeyConstraint("room_id", "mark", name="pk_room_mutes"),
        if_not_exists=True,
    )
    again.create_index("ix_room_mutes_member_id", "room_mutes", ["member_id"])
    op.create_table(
        "room_origins",
        _id("room_id"),
        _id("member_id"),
        _text("kind", 16),
        _id("mark"),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        _of_room("room_origins"),
        sa.PrimaryKeyConstraint("room_id", "member_id", "kind", name="pk_room_origins"),
        if_not_exists=True,
    )
    again.create_index("ix_room_origins_member_id", "room_origins", ["member_id"])
    op.create_table(
        "room_knocks",
        _id("room_id"),
        _id("user_id"),
        _text("name", 160),
        _text("state", 16),
        _id("address_mark"),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        _of_room("room_knocks"),
        sa.PrimaryKeyConstraint("room_id", "user_id", name="pk_room_knocks"),
        if_not_exists=True,
    )
    again.create_index("ix_room_knocks_user_id", "room_knocks", ["user_id"])


def _log() -> None:
    op.create_table(
        "moderation_log",
        _id("line_id"),
        _id("room_id"),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        _text("action", 32),
        _id("by_id"),
        _text("by_name", 160),
        sa.Column("by_rank", sa.Integer(), nullable=False),
        _id("about_id"),
        _text("about_name", 160),
        _text("reason", 1200),
        _id("detail"),
        sa.Column("undone_by", sa.String(length=64), nullable=True),
        _of_room("moderation_log"),
        sa.PrimaryKeyConstraint("line_id", name="pk_moderation_log"),
        if_not_exists=True,
    )
    again.create_index("ix_moderation_log_by_id", "moderation_log", ["by_id"])
    again.create_index("ix_moderation_log_about_id", "moderation_log", ["about_id"])
    again.create_index("ix_moderation_log_undone_by", "moderation_log", ["undone_by"])
    again.create_index("ix_moderation_log_newest", "moderation_log", ["room_id", "at_us", "line_id"])


def _id(name: str) -> sa.Column[str]:
    return _text(name, 64)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _of_room(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["room_id"], ["rooms.room_id"], name=f"fk_{table}_room_id", ondelete="CASCADE")
