"""A database of each kind, for sessions live by what a database promises; or a whole instance."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonix.db.engine import Database
from tests.api.world import World, opened


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """An instance with nobody and nothing in it, and without mail."""
    async with opened(tmp_path) as found:
        yield found
