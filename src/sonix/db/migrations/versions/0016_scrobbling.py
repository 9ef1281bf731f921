"""Scrobbling: what somebody hears, written down where they want it."""

from __future__ import annotations

from sonix.db.migrations import scrobbling

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody scrobbles yet."""
    scrobbling.create()


def downgrade() -> None:
    """Nobody scrobbles any more."""
    scrobbling.drop()
