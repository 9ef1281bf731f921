"""Web Push: told of what happens while no page is open."""

from __future__ import annotations

from sonix.db.migrations import push

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody is told of anything yet."""
    push.create()


def downgrade() -> None:
    """Nobody is told of anything any more."""
    push.drop()
