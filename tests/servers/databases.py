"""Databases on the servers: new ones, and one that is swept clean for each test, which is quicker than a new one."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from sonix.db.engine import Database
from sonix.db.schema import metadata
from tests.servers.mariadb import mariadb_url, start_mariadb
from tests.servers.postgres import postgres_url, start_postgres
from tests.servers.program import Program


@dataclass
class DatabaseServer:
    """A running server and the databases on it."""

    program: Program
    url_of: Callable[[int, str], str]
    first_database: str
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _migrated: str | None = None

    @property
    def port(self) -> int:
        return self.program.port

    def new_url(self) -> str:
        """The URL of a new, empty database."""
        name = f"sonix_{next(self._numbers)}"
        asyncio.run(_execute(self.url_of(self.port, self.first_database), f"CREATE DATABASE {name}"))
        return self.url_of(self.port, name)

    def clean_url(self) -> str:
        """The URL of a database with all tables and no rows: always the same one."""
        if self._migrated is None:
            url = self.new_url()
            asyncio.run(_migrate(url))
            self._migrated = url
        else:
            asyncio.run(_sweep(self._migrated))
        return self._migrated


def mariadb_server(*, durable: bool = False) -> DatabaseServer:
    """A new MariaDB; `program.stop()` ends it."""
    return DatabaseServer(start_mariadb(durable=durable), mariadb_url, "mysql")


def postgres_server(*, durable: bool = False) -> DatabaseServer:
    """A new PostgreSQL; `program.stop()` ends it."""
    return DatabaseServer(start_postgres(durable=durable), postgres_url, "postgres")


async def _execute(url: str, statement: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def _migrate(url: str) -> None:
    database = Database(url)
    await database.start()
    await database.stop()


async def _sweep(url: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(delete(table))
    await engine.dispose()
