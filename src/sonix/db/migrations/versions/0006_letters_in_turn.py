"""Letters take turns: a flood of them holds up nobody else's."""

from __future__ import annotations

from sonix.db.migrations import letters_in_turn

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Letters that wait are sent first."""
    letters_in_turn.create()


def downgrade() -> None:
    """Letters are sent in the order they were written in."""
    letters_in_turn.drop()
