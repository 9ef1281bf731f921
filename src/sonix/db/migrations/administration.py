"""What lists of the administration and quotas are found by, as revision 0005 makes it. Never changed."""

from __future__ import annotations

import sqlalchemy as sa

from sonix.db.migrations import again

INDEXES = {
    "users": ("ix_users_words", ["user_id", "deleted_at_s", "name", "email_key"]),
    "tracks": ("ix_tracks_usage", ["owner_id", "size_bytes", "packets", "original_kept", "source_bytes"]),
    "room_members": ("ix_room_members_staying", ["room_id", "gone", "seen_at_us"]),
    "uploads": ("ix_uploads_failed", ["stage", "updated_at_s", "upload_id"]),
    "import_files": ("ix_import_files_failed", ["error_code", "imported_at_s"]),
}


def create() -> None:
    """Indexes, and how often an upload was tried."""
    again.add_column("uploads", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    for table, (name, columns) in INDEXES.items():
        again.create_index(name, table, columns)


def drop() -> None:
    """Back to before."""
    for table, (name, _) in INDEXES.items():
        again.drop_index(name, table)
    again.drop_column("uploads", "attempts")
