"""Opens the database that the settings name."""

from __future__ import annotations

from sonix.config import Settings
from sonix.db.engine import Database, Patience, sqlite_url

FOR_COPIES = Patience(transaction_s=6 * 3600.0)
"""A copy of everything is one transaction, however much there is."""


def open_database(settings: Settings, patience: Patience | None = None) -> Database:
    """The database of this instance; nothing is asked of it before `start`."""
    url = settings.database.url or sqlite_url(settings.data_dir / "sonix.db")
    return Database(url, patience or Patience.of(settings.database.timeout_s, settings.database.pool))
