"""Members have roles, and a room's settings may be long."""

from __future__ import annotations

from sonix.db.migrations import roles

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everybody is a listener, and may what the settings say."""
    roles.create()


def downgrade() -> None:
    """Roles are lost; who steers and adds stays, in the settings' short form."""
    roles.drop()
