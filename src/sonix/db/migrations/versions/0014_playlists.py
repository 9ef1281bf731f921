"""Playlists."""

from __future__ import annotations

from sonix.db.migrations import playlists

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty tables."""
    playlists.create()


def downgrade() -> None:
    """All playlists are lost."""
    playlists.drop()
