"""A queue may be ordered by votes or turns."""

from __future__ import annotations

from sonix.db.migrations import queue_modes

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has voted yet."""
    queue_modes.create()


def downgrade() -> None:
    """Votes and turns are lost."""
    queue_modes.drop()
