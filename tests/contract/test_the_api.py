"""What the HTTP API promises, on servers too: accounts, library, uploads, jobs and sweeps keep their rows alike.

These are the tests of `tests/api`, with an instance whose database is on MariaDB or PostgreSQL.
"""

# ruff: noqa: F403 - tests and their fixtures are run by being here
from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonix.config import Database
from tests.api.test_accounts import *
from tests.api.test_editing import *
from tests.api.test_jobs import *
from tests.api.test_uploads import *
from tests.api.test_visibility import *
from tests.api.world import World, opened
from tests.servers.databases import DatabaseServer

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["mariadb", "postgresql"])
def server_url(request: pytest.FixtureRequest) -> str:
    server: DatabaseServer = request.getfixturevalue(request.param)
    return server.clean_url()


@pytest.fixture
async def world(tmp_path: Path, server_url: str) -> AsyncIterator[World]:
    async with opened(tmp_path, database=Database(url=server_url)) as found:
        yield found
