"""SQLite: WAL, `synchronous=FULL`, a busy timeout, and `BEGIN IMMEDIATE` for whatever writes.

A transaction that starts as a reader and becomes a writer fails at once when another got there first, without waiting
for the busy timeout.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

WRITES = "sonix_writes"
BUSY_TIMEOUT_S = 15.0
_WAL_RETRY_S = 0.01


def sqlite_engine(url: URL) -> AsyncEngine:
    """An engine whose transactions are readers, unless their execution options say `WRITES`."""
    patience = {"timeout": BUSY_TIMEOUT_S}
    # An error's text goes into the log: without what was being written, addresses and hashes of passwords among it.
    engine = create_async_engine(url, pool_size=5, max_overflow=5, connect_args=patience, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # The driver must not start transactions by itself: it would start them as readers.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Switch a new file to WAL. For this one step SQLite does not wait for another process that takes it too."""
    until_s = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until_s:
                raise
            time.sleep(_WAL_RETRY_S)
        else:
            return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
