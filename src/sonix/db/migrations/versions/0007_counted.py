"""What everybody owns is counted, and lists of the administration are read in the order of an index."""

from __future__ import annotations

from sonix.db.migrations import counted

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count what is there."""
    counted.create()


def downgrade() -> None:
    """Nothing is lost but the counts, which are made from the tracks."""
    counted.drop()
