"""Until when a room's click track plays."""

from __future__ import annotations

import sqlalchemy as sa

from sonix.db.migrations import again

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rooms of before have none."""
    again.add_column("rooms", sa.Column("click_until_us", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    """No room knows of a click."""
    again.drop_column("rooms", "click_until_us")
