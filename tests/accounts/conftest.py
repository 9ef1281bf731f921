"""Each test on SQLite, MariaDB and PostgreSQL: sessions live by what a database promises."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sonix.db.engine import Database


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url)
    await made.start()
    yield made
    await made.stop()
