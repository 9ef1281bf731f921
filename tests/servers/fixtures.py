"""The servers as fixtures: started when the first test asks, one of each for the whole run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sonix.db.engine import Database, sqlite_url
from tests.servers import databases
from tests.servers.databases import DatabaseServer

KINDS = ("sqlite", "mariadb", "postgresql")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[DatabaseServer]:
    """A real MariaDB."""
    server = databases.mariadb_server()
    yield server
    server.program.stop()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[DatabaseServer]:
    """A real PostgreSQL."""
    server = databases.postgres_server()
    yield server
    server.program.stop()


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which of the three databases a test runs on: it runs once on each."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without rows, on each of the three in turn."""
    if database_kind == "sqlite":
        return sqlite_url(tmp_path / "sonix.db")
    server: DatabaseServer = request.getfixturevalue(database_kind)
    return server.clean_url()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database without rows, on each of the three in turn."""
    found = Database(database_url)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
def new_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, on each of the three in turn."""
    if database_kind == "sqlite":
        return sqlite_url(tmp_path / "new.db")
    server: DatabaseServer = request.getfixturevalue(database_kind)
    return server.new_url()


@pytest.fixture
def new_mariadb_url(mariadb: DatabaseServer) -> str:
    """The URL of a database without tables on MariaDB."""
    return mariadb.new_url()


@pytest.fixture
def new_postgresql_url(postgresql: DatabaseServer) -> str:
    """The URL of a database without tables on PostgreSQL."""
    return postgresql.new_url()
