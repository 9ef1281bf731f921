"""What the contracts are held against: SQLite on disk, MariaDB and PostgreSQL, each test on each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sonix.db.engine import Database
from sonix.db.room_store import SqlRoomStore
from sonix.rooms.ports import RoomStore


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
def store(database: Database) -> RoomStore:
    return SqlRoomStore(database)
