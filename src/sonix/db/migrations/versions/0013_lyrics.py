"""Tracks have lyrics, and their covers more colours than one."""

from __future__ import annotations

from sonix.db.migrations import lyrics

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for them."""
    lyrics.create()


def downgrade() -> None:
    """Lyrics are lost."""
    lyrics.drop()
