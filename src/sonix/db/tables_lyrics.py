"""Lyrics, on the instance's one `metadata`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table

from sonix.db.tables import ID, JSON_TEXT, metadata

lyrics = Table(
    "lyrics",
    metadata,
    Column("track_id", ID, ForeignKey("tracks.track_id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("text", JSON_TEXT, nullable=False),
    Column("source", String(8), nullable=False),
    Column("written_by", ID, nullable=True, index=True),
    Column("updated_at_s", BigInteger, nullable=False),
)
"""At most one row a track. `kind` is `synced` (LRC), `plain` or `none`: somebody took them away, and no import brings
them back. `source` is `embedded`, `file` (a `.lrc` beside the music) or `person`, who is `written_by`."""
