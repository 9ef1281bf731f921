"""A running server for each test, on each of the three databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonix.config import Settings
from tests.live.instance import Instance, running


@pytest.fixture
async def instance(tmp_path: Path, database_url: str) -> AsyncIterator[Instance]:
    """A server with nothing in it."""
    settings = Settings.model_validate({"data_dir": tmp_path, "database": {"url": database_url}})
    async with running(tmp_path, settings) as found:
        yield found
