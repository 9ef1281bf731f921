"""What the contracts are held against: SQLite on disk, MariaDB and PostgreSQL, each test on each of them."""

from __future__ import annotations

import pytest

from sonix.db.engine import Database
from sonix.db.room_store import SqlRoomStore
from sonix.rooms.ports import RoomStore


@pytest.fixture
def store(database: Database) -> RoomStore:
    return SqlRoomStore(database)
