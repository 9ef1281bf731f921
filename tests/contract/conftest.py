"""The adapters the contracts are held against: SQLite on disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonix.db.engine import Database, sqlite_url
from sonix.db.room_store import SqlRoomStore
from sonix.rooms.ports import RoomStore


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path / "sonix.db")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
def store(database: Database) -> RoomStore:
    return SqlRoomStore(database)
