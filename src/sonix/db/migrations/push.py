"""Web Push, as its revision makes it. Never changed: later migrations do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from sonix.db.migrations import again

ID = sa.String(64)
SECONDS = sa.BigInteger()
JSON_TEXT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")
TABLES = ("room_openings", "room_followers", "push_notes", "push_subscriptions")


def create() -> None:
    """Subscriptions, what waits for them, and who follows which room."""
    op.create_table(
        "push_subscriptions",
        sa.Column("subscription_id", ID, nullable=False),
        _of("user_id", "users", "fk_push_subscriptions_user_id"),
        sa.Column("endpoint", sa.String(1000), nullable=False),
        sa.Column("p256dh", sa.String(120), nullable=False),
        sa.Column("auth_secret", sa.String(40), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("mentions", sa.Boolean(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("created_at_s", SECONDS, nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_push_subscriptions"),
        if_not_exists=True,
    )
    again.create_index("ix_push_subscriptions_user_id", "push_subscriptions", ["user_id"])
    _notes()
    op.create_table(
        "room_followers",
        _of("room_id", "rooms", "fk_room_followers_room_id"),
        _of("user_id", "users", "fk_room_followers_user_id"),
        sa.Column("since_s", SECONDS, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "user_id", name="pk_room_followers"),
        if_not_exists=True,
    )
    again.create_index("ix_room_followers_user_id", "room_followers", ["user_id"])
    op.create_table(
        "room_openings",
        _of("room_id", "rooms", "fk_room_openings_room_id"),
        sa.Column("told_at_s", SECONDS, nullable=False),
        sa.PrimaryKeyConstraint("room_id", name="pk_room_openings"),
        if_not_exists=True,
    )


def drop() -> None:
    """Nobody is told of anything any more."""
    for table in TABLES:
        op.drop_table(table, if_exists=True)


def _notes() -> None:
    op.create_table(
        "push_notes",
        sa.Column("note_id", ID, nullable=False),
        _of("subscription_id", "push_subscriptions", "fk_push_notes_subscription_id"),
        sa.Column("payload", JSON_TEXT, nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("expires_at_s", SECONDS, nullable=False),
        sa.Column("run_after_s", SECONDS, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", ID, nullable=True),
        sa.PrimaryKeyConstraint("note_id", name="pk_push_notes"),
        if_not_exists=True,
    )
    again.create_index("ix_push_notes_subscription_id", "push_notes", ["subscription_id"])
    again.create_index("ix_push_notes_expires_at_s", "push_notes", ["expires_at_s"])
    again.create_index("ix_push_notes_due", "push_notes", ["run_after_s", "note_id"])


def _of(column: str, table: str, name: str) -> sa.Column[object]:
    key = sa.ForeignKey(f"{table}.{column}", name=name, ondelete="CASCADE")
    return sa.Column(column, ID, key, nullable=False)
