"""A running server for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.instance import Instance, running


@pytest.fixture
async def instance(tmp_path: Path) -> AsyncIterator[Instance]:
    """A server with nothing in it."""
    async with running(tmp_path) as found:
        yield found
