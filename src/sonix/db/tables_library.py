"""Tables of the library, on the instance's one `metadata`.

Instants are wall-clock seconds since 1970 (`_s`): nothing here is on the room timeline. Lengths of strings are stated
because MySQL indexes need them; the `_key` and `_sort` columns hold folded text (`sonix.library.folding`), cut to what
an index takes.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from sonix.db.tables import ID, metadata
from sonix.db.tables_accounts import HASH

FRACTION = Float().with_variant(Double(), "mysql", "mariadb")
"""All digits Python has; a FLOAT of MySQL keeps seven."""
SORTED = String(255).with_variant(String(255, collation="C"), "postgresql")
"""Sorted by its characters, as SQLite does and MySQL is told to: folded text needs no language's rules."""

tracks = Table(
    "tracks",
    metadata,
    Column("track_id", ID, primary_key=True),
    Column("owner_id", ID, nullable=True, index=True),
    Column("visibility", String(16), nullable=False),
    Column("title", String(400), nullable=False),
    Column("artist", String(400), nullable=False),
    Column("album", String(400), nullable=False),
    Column("album_artist", String(400), nullable=False),
    Column("genre", String(200), nullable=False),
    Column("track_no", Integer, nullable=True),
    Column("disc_no", Integer, nullable=True),
    Column("year", Integer, nullable=True),
    Column("rendition_id", HASH, nullable=False, unique=True),
    Column("samples", BigInteger, nullable=False),
    Column("pre_skip", Integer, nullable=False),
    Column("packets", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("gain_db", FRACTION, nullable=False),
    Column("loudness_lufs", FRACTION, nullable=False),
    Column("true_peak_db", FRACTION, nullable=False),
    Column("cover_id", HASH, nullable=True, index=True),
    Column("accent", String(7), nullable=True),
    Column("palette", String(31), nullable=True),
    Column("source_sha256", HASH, nullable=False),
    Column("source_format", String(64), nullable=False),
    Column("source_bytes", BigInteger, nullable=False),
    Column("original_kept", Boolean, nullable=False, default=False),
    Column("search", Text, nullable=False),
    Column("artist_key", String(200), nullable=False),
    Column("album_key", String(200), nullable=False),
    Column("album_artist_key", String(200), nullable=False),
    Column("title_sort", SORTED, nullable=False),
    Column("artist_sort", SORTED, nullable=False),
    Column("album_sort", SORTED, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Index("ix_tracks_visibility", "visibility"),
    Index("ix_tracks_usage", "owner_id", "size_bytes", "packets", "original_kept", "source_bytes"),
    Index("ix_tracks_artist_key", "artist_key"),
    Index("ix_tracks_album_key", "album_key"),
    Index("ix_tracks_albums", "album_key", "album_artist_key"),
    Index("ix_tracks_title_sort", "title_sort"),
    Index("ix_tracks_artist_sort", "artist_sort"),
    Index("ix_tracks_album_sort", "album_sort"),
)
"""One row a piece of music. `owner_id` NULL: brought by the instance itself (an import, the demo)."""

shares = Table(
    "shares",
    metadata,
    Column("owner_id", ID, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("tracks", Integer, nullable=False),
    Index("ix_shares_bytes", "bytes", "owner_id"),
)
"""How much of the tracks is whose, kept in step by `sonix.library.shares`. An empty `owner_id` is the instance."""

track_rooms = Table(
    "track_rooms",
    metadata,
    Column("track_id", ID, ForeignKey("tracks.track_id", ondelete="CASCADE"), primary_key=True),
    Column("room_id", ID, primary_key=True, index=True),
)
"""The rooms a track of visibility `room` may be used in."""

track_holders = Table(
    "track_holders",
    metadata,
    Column("track_id", ID, ForeignKey("tracks.track_id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ID, primary_key=True, index=True),
)
"""Everybody who brought these very bytes: same bytes are one track, and who has the bytes may use it."""

track_sources = Table(
    "track_sources",
    metadata,
    Column("source_sha256", HASH, primary_key=True),
    Column("track_id", ID, ForeignKey("tracks.track_id", ondelete="CASCADE"), nullable=False, index=True),
)
"""Every file a track came from: the same bytes are found without decoding them again."""

uploads = Table(
    "uploads",
    metadata,
    Column("upload_id", ID, primary_key=True),
    Column("user_id", ID, nullable=False),
    Column("room_id", ID, nullable=True),
    Column("visibility", String(16), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("offset_bytes", BigInteger, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("progress", FRACTION, nullable=False, default=0.0),
    Column("track_id", ID, nullable=True),
    Column("duplicate", Boolean, nullable=False, default=False),
    Column("error_code", String(64), nullable=True),
    Column("error_message", String(500), nullable=True),
    Column("created_at_s", BigInteger, nullable=False),
    Column("updated_at_s", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Index("ix_uploads_user", "user_id", "upload_id"),
    Index("ix_uploads_stage", "stage"),
    Index("ix_uploads_failed", "stage", "updated_at_s", "upload_id"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("job_id", ID, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("user_id", ID, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("run_after_s", BigInteger, nullable=False),
    Column("lease_owner", ID, nullable=True),
    Column("lease_until_s", BigInteger, nullable=False, default=0),
    Column("created_at_s", BigInteger, nullable=False),
    UniqueConstraint("kind", "subject", name="uq_jobs_subject"),
    Index("ix_jobs_due", "kind", "run_after_s"),
)
"""Work to do. A row stands until its work is done or given up; who works on it holds an expiring lease.

`turn` puts jobs in order so that users take turns, however many each has waiting.
"""

sweeps = Table(
    "sweeps",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("media_id", HASH, primary_key=True),
    Column("after_s", BigInteger, nullable=False, index=True),
)
"""Media (`rendition`, `cover`, `original`) that may go, once no track, queue or history needs them."""

import_files = Table(
    "import_files",
    metadata,
    Column("path_hash", HASH, primary_key=True),
    Column("path", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("track_id", ID, nullable=True),
    Column("error_code", String(64), nullable=True),
    Column("error_message", String(500), nullable=True),
    Column("imported_at_s", BigInteger, nullable=False),
    Column("failed_at_s", BigInteger, nullable=True),
    Index("ix_import_files_failed_at", "failed_at_s", "path_hash"),
)
"""What `sonix import` has been through: same path, size and mtime are not looked at again. `failed_at_s` is NULL for
what became a track."""
