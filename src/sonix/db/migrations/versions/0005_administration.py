"""Lists of the administration and quotas stay fast; an upload says how often it was tried."""

from __future__ import annotations

from sonix.db.migrations import administration

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing that is there changes."""
    administration.create()


def downgrade() -> None:
    """How often uploads were tried is forgotten."""
    administration.drop()
