"""Lyrics and the colours of covers, as of revision 0013. Never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import MEDIUMTEXT

from sonix.db.migrations import again


def create() -> None:
    """Create them."""
    op.create_table(
        "lyrics",
        sa.Column("track_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb"), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=True),
        sa.Column("updated_at_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.track_id"], name="fk_lyrics_track_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("track_id", name="pk_lyrics"),
        if_not_exists=True,
    )
    again.create_index("ix_lyrics_written_by", "lyrics", ["written_by"])
    again.add_column("tracks", sa.Column("palette", sa.String(length=31), nullable=True))


def drop() -> None:
    """Back to before."""
    again.drop_column("tracks", "palette")
    op.drop_table("lyrics", if_exists=True)
