"""What a room tells of itself, and who was in it, as the revision that brought them makes the tables. Never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sonix.db.migrations import again

ID = sa.String(64)


def create() -> None:
    """Create the tables, empty."""
    _listings()
    _tags()
    _visits()


def drop() -> None:
    """Rooms are private again, have no password, and are found by their codes only."""
    for name in ("room_visits", "room_tags", "room_listings"):
        op.drop_table(name, if_exists=True)


def _listings() -> None:
    op.create_table(
        "room_listings",
        sa.Column("room_id", ID, nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("name_search", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("link_name", sa.String(40), nullable=True),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("starts_at_s", sa.BigInteger(), nullable=True),
        sa.Column("zone", sa.String(64), nullable=True),
        sa.Column("opened_at_s", sa.BigInteger(), nullable=True),
        sa.Column("told_at_s", sa.BigInteger(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("changed_at_s", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", ID, nullable=True),
        sa.Column("lease_until_s", sa.BigInteger(), nullable=False),
        *_of_room("room_listings"),
        sa.PrimaryKeyConstraint("room_id", name="pk_room_listings"),
        if_not_exists=True,
    )
    again.create_index("uq_room_listings_link_name", "room_listings", ["link_name"], unique=True)
    again.create_index("ix_room_listings_public", "room_listings", ["public"])
    again.create_index("ix_room_listings_starts", "room_listings", ["starts_at_s", "told_at_s"])


def _tags() -> None:
    op.create_table(
        "room_tags",
        sa.Column("room_id", ID, nullable=False),
        sa.Column("tag_key", sa.String(100), nullable=False),
        sa.Column("tag", sa.String(96), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        *_of_room("room_tags"),
        sa.PrimaryKeyConstraint("room_id", "tag_key", name="pk_room_tags"),
        if_not_exists=True,
    )
    again.create_index("ix_room_tags_key", "room_tags", ["tag_key", "room_id"])


def _visits() -> None:
    op.create_table(
        "room_visits",
        sa.Column("visit_id", ID, nullable=False),
        sa.Column("room_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=False),
        *_of_room("room_visits"),
        sa.PrimaryKeyConstraint("visit_id", name="pk_room_visits"),
        if_not_exists=True,
    )
    again.create_index("ix_room_visits_member_id", "room_visits", ["member_id"])
    again.create_index("ix_room_visits_room", "room_visits", ["room_id", "to_us"])


def _of_room(table: str) -> list[sa.ForeignKeyConstraint]:
    name = f"fk_{table}_room_id"
    return [sa.ForeignKeyConstraint(["room_id"], ["rooms.room_id"], name=name, ondelete="CASCADE")]
