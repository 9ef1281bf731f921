"""Accounts beside guests: sessions, identities, passkeys, invitations, mail, and the log of administrators' acts."""

from __future__ import annotations

from sonix.db.migrations import people

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everybody of before is a guest."""
    people.create()


def downgrade() -> None:
    """Guests and rooms stay."""
    people.drop()
