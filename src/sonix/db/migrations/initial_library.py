"""The tables of accounts and the library, as the first release has them. Never changed: later migrations do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sonix.db.migrations import again


def create() -> None:
    """Create them."""
    _users()
    _secrets()
    _tracks()
    _track_rooms()
    _track_holders()
    _track_sources()
    _uploads()
    _jobs()
    _sweeps()
    _import_files()


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.Column("seen_at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_users"),
        if_not_exists=True,
    )


def _secrets() -> None:
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
        if_not_exists=True,
    )


def _tracks() -> None:
    op.create_table(
        "tracks",
        sa.Column("track_id", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=True),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("artist", sa.String(length=400), nullable=False),
        sa.Column("album", sa.String(length=400), nullable=False),
        sa.Column("album_artist", sa.String(length=400), nullable=False),
        sa.Column("genre", sa.String(length=200), nullable=False),
        sa.Column("track_no", sa.Integer(), nullable=True),
        sa.Column("disc_no", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("rendition_id", sa.String(length=64), nullable=False),
        sa.Column("samples", sa.BigInteger(), nullable=False),
        sa.Column("pre_skip", sa.Integer(), nullable=False),
        sa.Column("packets", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("gain_db", sa.Float(), nullable=False),
        sa.Column("loudness_lufs", sa.Float(), nullable=False),
        sa.Column("true_peak_db", sa.Float(), nullable=False),
        sa.Column("cover_id", sa.String(length=64), nullable=True),
        sa.Column("accent", sa.String(length=7), nullable=True),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("source_format", sa.String(length=64), nullable=False),
        sa.Column("source_bytes", sa.BigInteger(), nullable=False),
        sa.Column("original_kept", sa.Boolean(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("artist_key", sa.String(length=200), nullable=False),
        sa.Column("album_key", sa.String(length=200), nullable=False),
        sa.Column("album_artist_key", sa.String(length=200), nullable=False),
        sa.Column("title_sort", sa.String(length=255), nullable=False),
        sa.Column("artist_sort", sa.String(length=255), nullable=False),
        sa.Column("album_sort", sa.String(length=255), nullable=False),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("track_id", name="pk_tracks"),
        sa.UniqueConstraint("rendition_id", name="uq_tracks_rendition_id"),
        if_not_exists=True,
    )
    _index_tracks()


def _index_tracks() -> None:
    again.create_index("ix_tracks_album_key", "tracks", ["album_key"])
    again.create_index("ix_tracks_album_sort", "tracks", ["album_sort"])
    again.create_index("ix_tracks_artist_key", "tracks", ["artist_key"])
    again.create_index("ix_tracks_artist_sort", "tracks", ["artist_sort"])
    again.create_index("ix_tracks_cover_id", "tracks", ["cover_id"])
    again.create_index("ix_tracks_owner_id", "tracks", ["owner_id"])
    again.create_index("ix_tracks_title_sort", "tracks", ["title_sort"])
    again.create_index("ix_tracks_visibility", "tracks", ["visibility"])


def _track_rooms() -> None:
    op.create_table(
        "track_rooms",
        sa.Column("track_id", sa.String(length=64), nullable=False),
        sa.Column("room_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.track_id"], name="fk_track_rooms_track_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("track_id", "room_id", name="pk_track_rooms"),
        if_not_exists=True,
    )
    again.create_index("ix_track_rooms_room_id", "track_rooms", ["room_id"])


def _track_holders() -> None:
    op.create_table(
        "track_holders",
        sa.Column("track_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_id"], ["tracks.track_id"], name="fk_track_holders_track_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("track_id", "user_id", name="pk_track_holders"),
        if_not_exists=True,
    )
    again.create_index("ix_track_holders_user_id", "track_holders", ["user_id"])


def _track_sources() -> None:
    op.create_table(
        "track_sources",
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("track_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_id"], ["tracks.track_id"], name="fk_track_sources_track_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_sha256", name="pk_track_sources"),
        if_not_exists=True,
    )
    again.create_index("ix_track_sources_track_id", "track_sources", ["track_id"])


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("upload_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("room_id", sa.String(length=64), nullable=True),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("track_id", sa.String(length=64), nullable=True),
        sa.Column("duplicate", sa.Boolean(), nullable=False),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("error_message", sa.String(length=500), nullable=True),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", name="pk_uploads"),
        if_not_exists=True,
    )
    again.create_index("ix_uploads_stage", "uploads", ["stage"])
    again.create_index("ix_uploads_user", "uploads", ["user_id", "upload_id"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_after_s", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until_s", sa.BigInteger(), nullable=False),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_jobs"),
        sa.UniqueConstraint("kind", "subject", name="uq_jobs_subject"),
        if_not_exists=True,
    )
    again.create_index("ix_jobs_due", "jobs", ["kind", "run_after_s"])


def _sweeps() -> None:
    op.create_table(
        "sweeps",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("media_id", sa.String(length=64), nullable=False),
        sa.Column("after_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "media_id", name="pk_sweeps"),
        if_not_exists=True,
    )
    again.create_index("ix_sweeps_after_s", "sweeps", ["after_s"])


def _import_files() -> None:
    op.create_table(
        "import_files",
        sa.Column("path_hash", sa.String(length=64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("track_id", sa.String(length=64), nullable=True),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("error_message", sa.String(length=500), nullable=True),
        sa.Column("imported_at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("path_hash", name="pk_import_files"),
        if_not_exists=True,
    )
