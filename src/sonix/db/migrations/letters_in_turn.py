"""Letters take turns, as revision 0006 makes it. Never changed."""

from __future__ import annotations

import sqlalchemy as sa

from sonix.db.migrations import again

INDEX = ("ix_mails_lane", "mails")


def create() -> None:
    """Whose letters wait behind one another, and when each is due among all. Letters of before are the first."""
    again.add_column("mails", sa.Column("lane", sa.String(64), nullable=False, server_default=""))
    again.add_column("mails", sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))
    again.create_index(*INDEX, ["lane", "created_at_s"])


def drop() -> None:
    """Back to one queue."""
    again.drop_index(*INDEX)
    again.drop_column("mails", "turn")
    again.drop_column("mails", "lane")
