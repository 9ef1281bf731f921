"""Scrobbling, as its revision makes it. Never changed: later migrations do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from sonix.db.migrations import again

ID = sa.String(64)
SECONDS = sa.BigInteger()
JSON_TEXT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")


def create() -> None:
    """Who scrobbles where, and what waits."""
    op.create_table(
        "scrobblers",
        _user("fk_scrobblers_user_id"),
        sa.Column("service", sa.String(16), nullable=False),
        sa.Column("known_as", sa.String(160), nullable=False),
        sa.Column("token_sealed", sa.String(1000), nullable=False),
        sa.Column("since_s", SECONDS, nullable=False),
        sa.Column("refused_at_s", SECONDS, nullable=True),
        sa.Column("run_after_s", SECONDS, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", ID, nullable=True),
        sa.PrimaryKeyConstraint("user_id", "service", name="pk_scrobblers"),
        if_not_exists=True,
    )
    op.create_table(
        "scrobbles",
        sa.Column("scrobble_id", ID, nullable=False),
        _user("fk_scrobbles_user_id"),
        sa.Column("service", sa.String(16), nullable=False),
        sa.Column("listened_at_s", SECONDS, nullable=False),
        sa.Column("track_id", ID, nullable=False),
        sa.Column("track", JSON_TEXT, nullable=False),
        sa.Column("sent_at_s", SECONDS, nullable=True),
        sa.PrimaryKeyConstraint("scrobble_id", name="pk_scrobbles"),
        sa.UniqueConstraint("user_id", "service", "listened_at_s", "track_id", name="uq_scrobbles_play"),
        if_not_exists=True,
    )
    again.create_index("ix_scrobbles_waiting", "scrobbles", ["user_id", "service", "listened_at_s"])


def drop() -> None:
    """Nothing is scrobbled any more; what waited is gone."""
    op.drop_table("scrobbles", if_exists=True)
    op.drop_table("scrobblers", if_exists=True)


def _user(name: str) -> sa.Column[object]:
    return sa.Column("user_id", ID, sa.ForeignKey("users.user_id", name=name, ondelete="CASCADE"), nullable=False)
