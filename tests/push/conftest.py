"""A push service that takes what is sent to it, and browsers that can open it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from sonix.db.engine import Database
from tests.push.push_service import PushService


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
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running
