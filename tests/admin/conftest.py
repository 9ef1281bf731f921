"""A whole instance for each test, and its administrator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.world import Person, World, opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """An instance with nobody and nothing in it."""
    async with opened(tmp_path) as found:
        yield found


@pytest.fixture
async def root(world: World) -> Person:
    """Its administrator."""
    return await world.admin()
