"""What a room tells of itself, and who was in it."""

from __future__ import annotations

from sonix.db.migrations import listings

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every room stays private, without a password, and open."""
    listings.create()


def downgrade() -> None:
    """Descriptions, passwords and schedules go, and who was there."""
    listings.drop()
