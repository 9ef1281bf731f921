"""How a backup gets its name, and how it keeps what it copies from being swept."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import anyio
import pytest

from sonix.backup.making import Instance, Made, Pace, again_and_again, make_backup
from sonix.core.errors import SonixError
from sonix.db.outages import DatabaseUnavailableError
from tests.api.world import opened
from tests.backup.test_round_trip import backed_up

pytestmark = pytest.mark.anyio


def leftovers(folder: Path) -> list[Path]:
    return list(folder.glob(".all.tar*"))


async def test_a_name_taken_while_the_backup_is_made_stays_whose_it_is(tmp_path: Path) -> None:
    target = tmp_path / "all.tar"

    def taken(_: Made) -> None:
        target.write_text("mine")

    async with opened(tmp_path) as world:
        await world.shelve("One")
        services = world.services
        with pytest.raises(SonixError, match="is there already"):
            await make_backup(Instance(services.database, services.storage, world.settings.data_dir), target, taken)
    assert target.read_text() == "mine"
    assert leftovers(tmp_path) == []


async def test_a_link_laid_where_the_file_is_written_first_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / ".all.tar.part").symlink_to(victim)
    async with opened(tmp_path) as world:
        await backed_up(world.settings, tmp_path / "all.tar")
    assert victim.read_text() == "precious"
    assert (tmp_path / "all.tar").stat().st_mode & 0o777 == 0o600


async def test_a_disk_without_links_takes_a_backup_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    async with opened(tmp_path) as world:
        monkeypatch.setattr(os, "link", refuse)
        await backed_up(world.settings, tmp_path / "all.tar")
    assert (tmp_path / "all.tar").stat().st_size > 0
    assert leftovers(tmp_path) == []


async def test_a_database_away_for_a_moment_is_asked_again() -> None:
    tries, held = 0, anyio.Event()

    async def hold() -> None:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise DatabaseUnavailableError
        held.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(again_and_again, hold, Pace(every_s=0, again_s=0))
        await held.wait()
        tasks.cancel_scope.cancel()
    assert tries >= 4


async def test_what_could_not_be_held_for_as_long_as_it_stays_by_itself_is_told() -> None:
    async def hold() -> None:
        raise DatabaseUnavailableError

    with pytest.raises(DatabaseUnavailableError):
        await again_and_again(hold, Pace(every_s=0, again_s=0, lasts_s=0))
