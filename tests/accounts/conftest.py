"""A database of each kind, for sessions live by what a database promises; or a whole instance."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.world import World, opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """An instance with nobody and nothing in it, and without mail."""
    async with opened(tmp_path) as found:
        yield found
