"""The instance's one database: connections, transactions, and the few words each kind of SQL server needs said to it.

What was acknowledged must be on disk, a power cut included, and two processes may write at once. On SQLite that takes
WAL, `synchronous=FULL`, a busy timeout, and `BEGIN IMMEDIATE` for whatever writes: a transaction that starts as a
reader and becomes a writer fails at once when another got there first, without waiting for the busy timeout.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from sonix.db.migrate import migrate

_WRITES = "sonix_writes"
BUSY_TIMEOUT_S = 15.0
_LOST_RACE_STATES = {"40001", "40P01"}
"""Serialization failure, deadlock."""
_LOST_RACE_NUMBERS = (1020, 1205, 1213)
"""Record has changed since last read, lock wait timeout, deadlock."""


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file."""
    return f"sqlite+aiosqlite:///{path}"


class Database:
    """Connections to `url`, an SQLAlchemy URL with an async driver."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self._is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writing = asyncio.Lock()
        self.engine: AsyncEngine = _sqlite_engine(url) if self._is_sqlite else _server_engine(url)

    async def start(self) -> None:
        """Bring the schema to this version. Takes a few milliseconds when it already is.

        Raises:
            SonixError: `database_too_new` when a later version of Sonix has changed the schema.
        """
        if self._is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        await migrate(self.engine.execution_options(**{_WRITES: True}))

    async def stop(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes; it commits at the end of the block and rolls back when the block raises.

        SQLite has one writer at a time: inside a process the next one waits here, in order, and not in SQLite's busy
        loop.
        """
        async with AsyncExitStack() as stack:
            if self._is_sqlite:
                await stack.enter_async_context(self._writing)
            engine = self.engine.execution_options(**{_WRITES: True})
            yield await stack.enter_async_context(engine.begin())

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads: one consistent view, never waiting for a writer on SQLite."""
        async with self.engine.connect() as connection:
            yield connection


def is_lost_race(error: DBAPIError) -> bool:
    """Whether the database gave up on a transaction because of another one: the same again may well succeed.

    PostgreSQL tells so by its SQLSTATE, MySQL and MariaDB by a number. SQLite has one writer at a time.
    """
    raised: list[BaseException | None] = [error.orig, None if error.orig is None else error.orig.__cause__]
    for one in raised:
        told = {getattr(one, name, None) for name in ("sqlstate", "pgcode")}
        if told & _LOST_RACE_STATES or (one is not None and one.args and one.args[0] in _LOST_RACE_NUMBERS):
            return True
    return False


def _server_engine(url: str) -> AsyncEngine:
    return create_async_engine(url, pool_pre_ping=True, pool_size=10, isolation_level="REPEATABLE READ")


def _sqlite_engine(url: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=5, max_overflow=5, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not start transactions by itself: it would start them as readers.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
