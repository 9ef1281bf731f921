"""The first tables: rooms, accounts, library."""

from __future__ import annotations

from sonix.db.migrations import initial_library, initial_rooms

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them all."""
    initial_rooms.create()
    initial_library.create()
