"""What is said in rooms, as revision 0010 makes it. Never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sonix.db.migrations import again

TABLES = ("chat_reactions", "chat_messages", "chat_streams")


def create() -> None:
    """Messages, reactions, and the numbers they draw."""
    op.create_table(
        "chat_streams",
        *_of_room("chat_streams"),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("reaction_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", name="pk_chat_streams"),
        if_not_exists=True,
    )
    _messages()
    _reactions()


def drop() -> None:
    """Back to before: what was said is gone."""
    for table in TABLES:
        op.drop_table(table, if_exists=True)


def _messages() -> None:
    op.create_table(
        "chat_messages",
        *_of_room("chat_messages"),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("msg_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("mentions", sa.String(length=800), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("edited_at_us", sa.BigInteger(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "seq", name="pk_chat_messages"),
        sa.UniqueConstraint("room_id", "member_id", "msg_id", name="uq_chat_messages_room_id_member_id_msg_id"),
        if_not_exists=True,
    )
    again.create_index("ix_chat_messages_changes", "chat_messages", ["room_id", "rev"])
    again.create_index("ix_chat_messages_of_member", "chat_messages", ["member_id", "room_id", "seq"])
    again.create_index("ix_chat_messages_age", "chat_messages", ["room_id", "at_us"])


def _reactions() -> None:
    op.create_table(
        "chat_reactions",
        *_of_room("chat_reactions"),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("track_id", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.String(length=64), nullable=False),
        sa.Column("position_us", sa.BigInteger(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("emoji", sa.String(length=16), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "seq", name="pk_chat_reactions"),
        if_not_exists=True,
    )
    again.create_index("ix_chat_reactions_member_id", "chat_reactions", ["member_id"])
    again.create_index("ix_chat_reactions_heat", "chat_reactions", ["room_id", "track_id", "second"])


def _of_room(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    room = sa.Column("room_id", sa.String(length=64), nullable=False)
    key = sa.ForeignKeyConstraint(["room_id"], ["rooms.room_id"], name=f"fk_{table}_room_id", ondelete="CASCADE")
    return room, key
