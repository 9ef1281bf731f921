"""The instance's one database: connections and transactions, on SQLite, MariaDB or MySQL, and PostgreSQL.

What was acknowledged must be on disk, a power cut included, and several processes may write at once. What each kind of
server needs said for that stands in `sonix.db.sqlite` and `sonix.db.servers`. A database that does not answer costs an
error that says when to come again (`DatabaseUnavailableError`), and never a connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.migrate import current_revision, migrate, revisions
from sonix.db.outages import is_lost_race, told_as_outage
from sonix.db.servers import Patience, server_engine
from sonix.db.sqlite import WRITES, sqlite_engine
from sonix.db.urls import parsed

__all__ = ["Database", "Patience", "is_lost_race", "sqlite_url"]


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file."""
    return f"sqlite+aiosqlite:///{path}"


class Database:
    """Connections to `url` (see `sonix.db.urls`).

    Attributes:
        reading: the engine of transactions that only read: each sees one moment of the database.
        engine: the engine of transactions that write. On servers each statement sees what was committed before it, so
        that `UPDATE … WHERE` waits for a row somebody else is changing and then looks again; who decides by what it
        has read locks it (`with_for_update()`, which says nothing on SQLite, where there is one writer at a time).
    """

    def __init__(self, url: str, patience: Patience = Patience()) -> None:  # noqa: B008 - frozen
        self.url, pooled = parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._patience = patience
        self._writing = asyncio.Lock()
        if self.is_sqlite:
            self.reading = sqlite_engine(self.url)
            self.engine = self.reading.execution_options(**{WRITES: True})
        else:
            self.reading = server_engine(self.url, "REPEATABLE READ", patience, pooled=pooled)
            self.engine = server_engine(self.url, "READ COMMITTED", patience, pooled=pooled)

    async def start(self) -> None:
        """Bring the schema to this version. Takes a few milliseconds when it already is.

        Raises:
            SonixError: `database_too_new` when a later version of Sonix has changed the schema.
            DatabaseUnavailableError: it does not answer.
        """
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        with told_as_outage():
            await migrate(self.engine)

    async def join(self) -> None:
        """As `start`, for a command beside a server that may be running: tables that another version of Sonix works
        with are left as they are. An empty database gets its tables.

        Raises:
            SonixError: `old_schema`, `database_too_new`.
            DatabaseUnavailableError: it does not answer.
        """
        if not self.is_sqlite or self.has_file():
            with told_as_outage():
                async with self.reading.connect() as connection:
                    found = await connection.run_sync(current_revision)
            newest = revisions()[-1]
            if found is not None and found < newest:
                message = (
                    f"The database has schema {found}, this Sonix needs {newest}: a server of before may be at work. "
                    "Stop it, then run sonix db migrate, or start sonix serve of this version."
                )
                raise SonixError("old_schema", message, status=409)
        await self.start()

    def has_file(self) -> bool:
        """Whether an SQLite database is there at all."""
        return bool(self.url.database) and Path(str(self.url.database)).is_file()

    async def stop(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        await self.reading.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes; it commits at the end of the block and rolls back when the block raises.

        SQLite has one writer at a time: inside a process the next one waits here, in order, and not in SQLite's busy
        loop.

        Raises:
            DatabaseUnavailableError: the database does not answer, or not in time. It may have committed.
        """
        async with AsyncExitStack() as stack:
            stack.enter_context(told_as_outage())
            if self.is_sqlite:
                await stack.enter_async_context(self._writing)
            else:
                await stack.enter_async_context(asyncio.timeout(self._patience.transaction_s))
            yield await stack.enter_async_context(self.engine.begin())

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads: one consistent view, never waiting for a writer.

        Raises:
            DatabaseUnavailableError: the database does not answer, or not in time.
        """
        async with AsyncExitStack() as stack:
            stack.enter_context(told_as_outage())
            if not self.is_sqlite:
                await stack.enter_async_context(asyncio.timeout(self._patience.transaction_s))
            yield await stack.enter_async_context(self.reading.connect())
