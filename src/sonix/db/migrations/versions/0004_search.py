"""The library is found by its words, sorted alike on every database, and keeps its fractions whole."""

from __future__ import annotations

import sqlalchemy as sa

from sonix.db.migrations import search

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what is there."""
    search.create()
    search.sort_alike()
    search.set_fractions(sa.Double())


def downgrade() -> None:
    """Tracks keep the text they were found by before."""
    search.set_fractions(sa.Float())
    search.sort_as_before()
    search.drop()
