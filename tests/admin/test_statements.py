"""Lists cost as many statements for thirty rows as for three."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest

from sonix.config import Limits
from sonix.library.import_progress import ImportProgress
from sonix.library.importer import import_paths
from tests.api.world import Person, World, opened
from tests.contract.test_statements import counted

pytestmark = pytest.mark.anyio
LISTS = ("users", "users?q=person", "invitations", "rooms", "storage", "jobs", "audit", "settings", "listening")


def quiet(_progress: ImportProgress) -> None:
    """Nobody looks."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, limits=Limits(guests_per_minute=10_000)) as found:
        yield found


async def furnish(world: World, root: Person, folder: Path, rows: int) -> None:
    """So many more of everything that is listed."""
    await anyio.Path(folder).mkdir()
    for number in range(rows):
        person = await world.person(f"Person {number}")
        await world.join(await person.room(), root)
        await world.shelve(f"Song {rows} {number}", by=person, visibility="mine")
        await root.ask("POST", "/api/admin/invitations", json={})
        await anyio.Path(folder / f"{number}.wav").write_bytes(b"RIFF")
    await import_paths(world.services, [folder], quiet)


async def test_lists_cost_no_more_for_more_rows(world: World, tmp_path: Path) -> None:
    root = await world.admin()
    costs: dict[int, dict[str, int]] = {}
    for rows in (3, 30):
        await furnish(world, root, tmp_path / str(rows), rows)
        costs[rows] = {}
        for path in LISTS:
            with counted(world) as statements:
                answer = await root.get(f"/api/admin/{path}")
            assert answer.status_code == 200, answer.text
            costs[rows][path] = len(statements.texts)
    assert costs[3] == costs[30]
    assert max(costs[30].values()) <= 8
