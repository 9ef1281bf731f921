"""The tables of playlists as revision 0014 makes them. Never changed: later migrations do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sonix.db.migrations import again

ID = sa.String(64)
PLACE = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
NUMBER = sa.BigInteger()
TABLES = ("playlist_receipts", "playlist_members", "playlist_entries", "playlists")
INDEXES = {
    "playlists": {
        "ix_playlists_owner": ["owner_id", "playlist_id"],
        "ix_playlists_cover_id": ["cover_id"],
        "ix_playlists_deleted_at_s": ["deleted_at_s"],
    },
    "playlist_entries": {
        "ix_playlist_entries_track_id": ["track_id"],
        "ix_playlist_entries_added_by": ["added_by"],
        "ix_playlist_entries_order": ["playlist_id", "order_key"],
        "ix_playlist_entries_changed": ["playlist_id", "changed_rev"],
    },
    "playlist_members": {"ix_playlist_members_user_id": ["user_id"]},
    "playlist_receipts": {
        "ix_playlist_receipts_at": ["playlist_id", "at_s"],
        "ix_playlist_receipts_user": ["user_id"],
    },
}


def create() -> None:
    """Lists, what is in them, whom they are shared with, and what was done."""
    _lists()
    _entries()
    _of_people()
    for table, indexes in INDEXES.items():
        for name, columns in indexes.items():
            again.create_index(name, table, columns)


def drop() -> None:
    """All playlists are lost."""
    for table in TABLES:
        op.drop_table(table, if_exists=True)


def _lists() -> None:
    op.create_table(
        "playlists",
        sa.Column("playlist_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("name", sa.String(320), nullable=False),
        sa.Column("cover_id", ID, nullable=True),
        sa.Column("accent", sa.String(7), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("forgotten_rev", NUMBER, nullable=False),
        sa.Column("tracks", sa.Integer(), nullable=False),
        sa.Column("duration_us", NUMBER, nullable=False),
        sa.Column("first_tracks", sa.String(600), nullable=False),
        sa.Column("link_hash", ID, nullable=True),
        sa.Column("link_role", sa.String(16), nullable=True),
        sa.Column("created_at_s", NUMBER, nullable=False),
        sa.Column("changed_at_s", NUMBER, nullable=False),
        sa.Column("deleted_at_s", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("playlist_id", name="pk_playlists"),
        sa.UniqueConstraint("link_hash", name="uq_playlists_link_hash"),
        if_not_exists=True,
    )


def _entries() -> None:
    op.create_table(
        "playlist_entries",
        sa.Column("playlist_id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("order_key", PLACE, nullable=False),
        sa.Column("track_id", ID, nullable=False),
        *(sa.Column(name, sa.String(400), nullable=False) for name in ("title", "artist", "album")),
        sa.Column("duration_us", NUMBER, nullable=False),
        sa.Column("added_by", ID, nullable=False),
        sa.Column("added_at_s", NUMBER, nullable=False),
        sa.Column("changed_rev", NUMBER, nullable=False),
        sa.Column("undo_id", ID, nullable=True),
        sa.Column("removed_rev", NUMBER, nullable=False),
        _of_playlist("playlist_entries"),
        sa.PrimaryKeyConstraint("playlist_id", "entry_id", name="pk_playlist_entries"),
        if_not_exists=True,
    )


def _of_people() -> None:
    op.create_table(
        "playlist_members",
        sa.Column("playlist_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("joined_at_s", NUMBER, nullable=False),
        _of_playlist("playlist_members"),
        sa.PrimaryKeyConstraint("playlist_id", "user_id", name="pk_playlist_members"),
        if_not_exists=True,
    )
    op.create_table(
        "playlist_receipts",
        sa.Column("playlist_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("cmd_id", ID, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("at_s", NUMBER, nullable=False),
        _of_playlist("playlist_receipts"),
        sa.PrimaryKeyConstraint("playlist_id", "user_id", "cmd_id", name="pk_playlist_receipts"),
        if_not_exists=True,
    )


def _of_playlist(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_playlist_id"
    return sa.ForeignKeyConstraint(["playlist_id"], ["playlists.playlist_id"], name=name, ondelete="CASCADE")
