"""Tables of playlists, on the instance's one `metadata`.

An entry keeps the words of its track, so that a list still says what was in it when the track is gone, or somebody
else's. Instants (`_s`) are wall-clock seconds since 1970.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from sonix.db.tables import ID, metadata
from sonix.db.tables_accounts import HASH

PLACE = String(64).with_variant(String(64, collation="C"), "postgresql")
"""Compared by its characters: see `sonix.core.room.queue`."""

playlists = Table(
    "playlists",
    metadata,
    Column("playlist_id", ID, primary_key=True),
    Column("owner_id", ID, nullable=False),
    Column("name", String(320), nullable=False),
    Column("cover_id", HASH, nullable=True, index=True),
    Column("accent", String(7), nullable=True),
    Column("revision", BigInteger, nullable=False),
    Column("forgotten_rev", BigInteger, nullable=False),
    Column("tracks", Integer, nullable=False),
    Column("duration_us", BigInteger, nullable=False),
    Column("first_tracks", String(600), nullable=False),
    Column("link_hash", HASH, nullable=True, unique=True),
    Column("link_role", String(16), nullable=True),
    Column("created_at_s", BigInteger, nullable=False),
    Column("changed_at_s", BigInteger, nullable=False),
    Column("deleted_at_s", BigInteger, nullable=True, index=True),
    Index("ix_playlists_owner", "owner_id", "playlist_id"),
)
"""`revision` is raised by every change. What was removed until `forgotten_rev` may be forgotten: whoever knows less
than that loads the list anew. `first_tracks`: ids of the first few, whose covers stand for the list. `tracks` and
`duration_us` are what stands in it."""

playlist_entries = Table(
    "playlist_entries",
    metadata,
    Column("playlist_id", ID, ForeignKey("playlists.playlist_id", ondelete="CASCADE"), primary_key=True),
    Column("entry_id", ID, primary_key=True),
    Column("order_key", PLACE, nullable=False),
    Column("track_id", ID, nullable=False, index=True),
    Column("title", String(400), nullable=False),
    Column("artist", String(400), nullable=False),
    Column("album", String(400), nullable=False),
    Column("duration_us", BigInteger, nullable=False),
    Column("added_by", ID, nullable=False, index=True),
    Column("added_at_s", BigInteger, nullable=False),
    Column("changed_rev", BigInteger, nullable=False),
    Column("undo_id", ID, nullable=True),
    Column("removed_rev", BigInteger, nullable=False),
    Index("ix_playlist_entries_order", "playlist_id", "order_key"),
    Index("ix_playlist_entries_changed", "playlist_id", "changed_rev"),
)
"""An entry with an `undo_id` is removed. `changed_rev`: the revision that made it as it is."""

playlist_members = Table(
    "playlist_members",
    metadata,
    Column("playlist_id", ID, ForeignKey("playlists.playlist_id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ID, primary_key=True, index=True),
    Column("role", String(16), nullable=False),
    Column("joined_at_s", BigInteger, nullable=False),
)
"""Whom a list is shared with: `editor` or `viewer`. Its owner is none of them."""

playlist_receipts = Table(
    "playlist_receipts",
    metadata,
    Column("playlist_id", ID, ForeignKey("playlists.playlist_id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ID, primary_key=True),
    Column("cmd_id", ID, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("at_s", BigInteger, nullable=False),
    Index("ix_playlist_receipts_at", "playlist_id", "at_s"),
    Index("ix_playlist_receipts_user", "user_id"),
)
"""Commands that stand, so that one sent twice is done once."""
