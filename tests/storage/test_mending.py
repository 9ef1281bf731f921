"""Music that is brought again puts back what the storage has lost, which is what `doctor` says to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonix.config import Uploads
from sonix.library.importer import import_paths
from sonix.storage.port import INSTANCE_KEY, Storage
from tests.api.world import World, opened, picture, tone
from tests.servers.buckets import BucketServer

pytestmark = pytest.mark.anyio
KEEPING = Uploads(keep_originals=True)


async def stored(storage: Storage) -> dict[str, int]:
    return {found.key: found.size_bytes async for found in storage.list() if found.key != INSTANCE_KEY}


async def lose(world: World, *, but: int) -> dict[str, int]:
    """Delete all but one of the objects; returns what was there."""
    before = await stored(world.services.storage)
    for at, key in enumerate(sorted(before)):
        if at != but:
            await world.services.storage.delete(key)
    return before


@pytest.mark.parametrize("backend", ["local", "s3"])
async def test_an_upload_puts_back_what_is_gone(backend: str, tmp_path: Path, s3: BucketServer) -> None:
    where = {"storage": s3.settings()} if backend == "s3" else {}
    async with opened(tmp_path, uploads=KEEPING, **where) as world:
        ana, ben = await world.person("Ana"), await world.person("Ben")
        first = await ana.upload(tone(), "Ton.wav", visibility="mine")
        before = await stored(world.services.storage)
        assert len(before) == 4
        for but in range(4):
            await lose(world, but=but)
            again = await ben.upload(tone(), "Ton.wav", visibility="mine")
            assert (again["stage"], again["duplicate"]) == ("done", True)
            assert again["track"]["track_id"] == first["track"]["track_id"]
            assert await stored(world.services.storage) == before


async def test_an_import_puts_back_what_is_gone_of_a_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    music = tmp_path / "music" / "Ton.wav"
    music.write_bytes(tone())
    (tmp_path / "music" / "cover.png").write_bytes(picture())
    async with opened(tmp_path, uploads=KEEPING) as world:
        await import_paths(world.services, [music], lambda _: None)
        before = await stored(world.services.storage)
        assert len(before) == 7
        for but in range(7):
            await lose(world, but=but)
            end = await import_paths(world.services, [music], lambda _: None)
            assert (end.duplicates, end.skipped, end.failures) == (1, 0, ())
            assert await stored(world.services.storage) == before
        end = await import_paths(world.services, [music], lambda _: None)
        assert (end.duplicates, end.skipped) == (0, 1)
