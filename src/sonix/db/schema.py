"""Every table of the instance, on one `metadata`: what migrations, copies and backups go by."""

from __future__ import annotations

import sonix.db.tables_accounts
import sonix.db.tables_chat
import sonix.db.tables_library
import sonix.db.tables_listings
import sonix.db.tables_lyrics
import sonix.db.tables_moderation
import sonix.db.tables_playlists
import sonix.db.tables_push
import sonix.db.tables_queue
import sonix.db.tables_scrobbling
import sonix.db.tables_search  # noqa: F401 - each puts its tables on the metadata
from sonix.db.tables import metadata

__all__ = ["metadata"]
