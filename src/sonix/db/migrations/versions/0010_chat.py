"""Chat and reactions: streams of their own, beside the rooms."""

from __future__ import annotations

from sonix.db.migrations import chat

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    chat.create()


def downgrade() -> None:
    """What was said is lost."""
    chat.drop()
