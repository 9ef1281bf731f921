"""Votes, standings, and what the order of a queue goes by, as of revision 0012. Never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sonix.db.migrations import again

_ID = sa.String(length=64)
_COUNTS = (("rooms", "plays"), ("rooms", "last_start_us"), ("queue_entries", "born"))


def create() -> None:
    """Queues of before have no votes, and nobody has waited for a turn in them."""
    for table, column in _COUNTS:
        again.add_column(table, sa.Column(column, sa.BigInteger(), nullable=False, server_default="0"))
    pinned: sa.Column[object] = sa.Column("pinned", sa.Boolean(), nullable=False, server_default=sa.false())
    again.add_column("queue_entries", pinned)
    op.create_table(
        "queue_votes",
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.room_id"], name="fk_queue_votes_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "kind", "entry_id", "member_id", name="pk_queue_votes"),
        if_not_exists=True,
    )
    again.create_index("ix_queue_votes_member_id", "queue_votes", ["member_id"])
    op.create_table(
        "queue_standings",
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("added_at_us", "next_at_us", "turn_at_us")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.room_id"], name="fk_queue_standings_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "member_id", name="pk_queue_standings"),
        if_not_exists=True,
    )
    again.create_index("ix_queue_standings_member_id", "queue_standings", ["member_id"])


def drop() -> None:
    """Votes and turns are lost; the queue stays in the order it has."""
    op.drop_table("queue_standings", if_exists=True)
    op.drop_table("queue_votes", if_exists=True)
    again.drop_column("queue_entries", "pinned")
    for table, column in _COUNTS:
        again.drop_column(table, column)
