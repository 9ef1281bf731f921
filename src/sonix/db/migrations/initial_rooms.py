"""The tables of rooms and the clock as the first release has them. Never changed: later migrations change them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import MEDIUMTEXT

from sonix.db.migrations import again

JSON_TEXT = sa.Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")


def create() -> None:
    """Create them."""
    _rooms()
    _room_members()
    _queue_entries()
    _room_events()
    _receipts()
    _room_history()
    _clocks()


def _rooms() -> None:
    op.create_table(
        "rooms",
        sa.Column("room_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=320), nullable=False),
        sa.Column("host_id", sa.String(length=64), nullable=False),
        sa.Column("created_at_us", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("settings", sa.String(length=2000), nullable=False),
        sa.Column("loop_mode", sa.String(length=16), nullable=False),
        sa.Column("transport", sa.String(length=2000), nullable=False),
        sa.Column("previous", sa.String(length=2000), nullable=True),
        sa.Column("silent_since_us", sa.BigInteger(), nullable=True),
        sa.Column("changed_at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", name="pk_rooms"),
        sa.UniqueConstraint("code", name="uq_rooms_code"),
        if_not_exists=True,
    )


def _room_members() -> None:
    op.create_table(
        "room_members",
        sa.Column("room_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("joined_at_us", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("seen_at_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.room_id"], name="fk_room_members_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "member_id", name="pk_room_members"),
        if_not_exists=True,
    )
    again.create_index("ix_room_members_member_id", "room_members", ["member_id"])


def _queue_entries() -> None:
    op.create_table(
        "queue_entries",
        sa.Column("room_id", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.String(length=64), nullable=False),
        sa.Column("order_key", sa.String(length=64), nullable=False),
        sa.Column("track_id", sa.String(length=64), nullable=False),
        sa.Column("rendition_id", sa.String(length=64), nullable=False),
        sa.Column(
            "track",
            JSON_TEXT,
            nullable=False,
        ),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at_us", sa.BigInteger(), nullable=False),
        sa.Column("undo_id", sa.String(length=64), nullable=True),
        sa.Column("undo_seq", sa.BigInteger(), nullable=True),
        sa.Column("undo_index", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.room_id"], name="fk_queue_entries_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "entry_id", name="pk_queue_entries"),
        if_not_exists=True,
    )
    again.create_index("ix_queue_entries_rendition_id", "queue_entries", ["rendition_id"])
    again.create_index("ix_queue_entries_room_order", "queue_entries", ["room_id", "order_key"])
    again.create_index("ix_queue_entries_track_id", "queue_entries", ["track_id"])


def _room_events() -> None:
    op.create_table(
        "room_events",
        sa.Column("room_id", sa.String(length=64), nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column(
            "data",
            JSON_TEXT,
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.room_id"], name="fk_room_events_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "rev", name="pk_room_events"),
        if_not_exists=True,
    )
    again.create_index("ix_room_events_at_us", "room_events", ["at_us"])


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("room_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("cmd_id", sa.String(length=64), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("message", sa.String(length=500), nullable=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.room_id"], name="fk_receipts_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "member_id", "cmd_id", name="pk_receipts"),
        if_not_exists=True,
    )
    again.create_index("ix_receipts_at_us", "receipts", ["at_us"])


def _room_history() -> None:
    op.create_table(
        "room_history",
        sa.Column("room_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(length=64), nullable=False),
        sa.Column("track_id", sa.String(length=64), nullable=False),
        sa.Column(
            "track",
            JSON_TEXT,
            nullable=False,
        ),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.room_id"], name="fk_room_history_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "seq", name="pk_room_history"),
        if_not_exists=True,
    )
    again.create_index("ix_room_history_track_id", "room_history", ["track_id"])


def _clocks() -> None:
    op.create_table(
        "clocks",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("clock_id", sa.String(length=64), nullable=False),
        sa.Column("boot_id", sa.String(length=64), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=False),
        sa.Column("seen_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_clocks"),
        if_not_exists=True,
    )
