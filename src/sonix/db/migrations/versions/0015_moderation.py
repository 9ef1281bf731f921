"""Rooms keep people out, mute them, have them knock, and write down who did what."""

from __future__ import annotations

from sonix.db.migrations import moderation

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody is kept out yet."""
    moderation.create()


def downgrade() -> None:
    """Bans, mutes and the log are lost."""
    moderation.drop()
