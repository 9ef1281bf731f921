"""What is missing, corrupted or left over is told; copies are compared; the sweep takes only what nothing needs."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import anyio
import pytest
from sqlalchemy import insert, select, update

from sonix.db.tables_library import sweeps
from sonix.doctor.finding import Level
from sonix.doctor.storage import content, reach
from sonix.library.integrity import Examined, Found, Trouble, examine_storage
from sonix.library.orphans import ORPHAN_AFTER_S, list_orphans
from sonix.library.ownership import claim, id_in, own_id
from sonix.library.sweep import sweep_media
from sonix.storage.addresses import open_address
from sonix.storage.copying import Copied, copy_all
from sonix.storage.local import LocalStorage
from sonix.storage.port import INSTANCE_KEY, Storage
from tests.api.world import World, opened, tone
from tests.servers.buckets import BucketServer

pytestmark = pytest.mark.anyio
STRANGE = "originals/" + "ab" * 32


async def found_in(world: World, *, deep: bool = True) -> set[Found]:
    services = world.services
    examined = Examined()
    return {found async for found in examine_storage(services.database, services.storage, examined, deep=deep)}


async def orphans(world: World, now_s: float) -> int:
    services = world.services
    return await list_orphans(services.database, services.storage, now_s, world.settings.data_dir / "work")


async def put(storage: Storage, key: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(data)
    await storage.put_file(key, tmp_path / "bytes")


async def taken(world: World) -> str:
    """A track that was really encoded; returns its rendition."""
    ana = await world.person()
    done = await ana.upload(tone(), "Ton.wav", visibility="mine")
    return str(done["track"]["rendition_id"])


@pytest.mark.parametrize("backend", ["local", "s3"])
async def test_every_kind_of_trouble_is_told(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    server: BucketServer | None = None if backend == "local" else request.getfixturevalue(backend)
    async with opened(tmp_path, **({} if server is None else {"storage": server.settings()})) as world:
        storage = world.services.storage
        one = await taken(world)
        assert await found_in(world) == set()
        audio, index, peaks = (f"renditions/{one}/{name}" for name in ("audio.webm", "index.bin", "peaks.bin"))
        whole = b"".join([chunk async for chunk in storage.open_range(audio, 0, 10_000_000)])
        await put(storage, audio, b"x" + whole[1:], tmp_path)
        await put(storage, index, b"\xff" * 60, tmp_path)
        await storage.delete(peaks)
        await put(storage, STRANGE, b"strange", tmp_path)
        assert await found_in(world) == {
            Found(Trouble.CORRUPTED, audio, "Ton"),
            Found(Trouble.CORRUPTED, index, "Ton"),
            Found(Trouble.MISSING, peaks, "Ton"),
            Found(Trouble.EXTRA, STRANGE),
        }
        assert await found_in(world, deep=False) == {
            Found(Trouble.MISSING, peaks, "Ton"),
            Found(Trouble.EXTRA, STRANGE),
        }
        settings = world.settings
    told = await asyncio.to_thread(content, settings)
    assert told.level == Level.FAIL
    assert f"{peaks} missing" in told.detail
    assert "backup" in told.advice
    assert (await asyncio.to_thread(reach, settings)).level in (Level.OK, Level.WARN)


async def test_doctor_says_that_a_bucket_can_not_be_written_to(tmp_path: Path, s3: BucketServer) -> None:
    named = s3.settings().model_copy(update={"bucket": "no-such-bucket"})
    async with opened(tmp_path, storage=named) as world:
        told = await asyncio.to_thread(reach, world.settings)
    assert (told.level, "no-such-bucket" in told.detail) == (Level.FAIL, True)


async def test_a_copy_is_resumed_and_compared(
    tmp_path: Path, s3: BucketServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = LocalStorage(tmp_path / "media")
    contents = {f"covers/{number:064x}/full.webp": bytes([number]) * (number * 999) for number in range(1, 30)}
    for key, data in contents.items():
        await put(source, key, data, tmp_path)
    named = s3.settings()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "sonix")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cret")
    async with opened(tmp_path) as world:
        target = open_address(f"s3://{named.bucket}/a?endpoint={s3.endpoint}&region=us-east-1", world.settings)
    stopped = asyncio.Event()

    def stop_after_ten(done: Copied) -> None:
        if done.copied >= 10:
            stopped.set()

    first = asyncio.create_task(copy_all(source, target, tmp_path, stop_after_ten))
    await stopped.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    rest = await copy_all(source, target, tmp_path, lambda _: None)
    assert rest.broken == []
    assert rest.already >= 10
    assert rest.already + rest.copied == len(contents)
    for key, data in contents.items():
        assert b"".join([chunk async for chunk in target.open_range(key, 0, 100_000)]) == data
    assert [path async for path in anyio.Path(tmp_path).glob("copy-*")] == []
    await target.close()


async def test_what_no_row_knows_of_is_swept_when_it_is_old_and_nothing_else(tmp_path: Path, s3: BucketServer) -> None:
    async with opened(tmp_path, storage=s3.settings()) as world:
        services = world.services
        one = await taken(world)
        await put(services.storage, STRANGE, b"strange", tmp_path)
        await put(services.storage, "notes/mine.txt", b"not ours", tmp_path)
        now_s = time.time()
        assert await orphans(world, now_s) == 0
        later_s = now_s + ORPHAN_AFTER_S + 10
        assert await orphans(world, later_s) == 1
        assert await orphans(world, later_s) == 0
        assert await sweep_media(services.database, services.storage, now_s) == 0
        assert await sweep_media(services.database, services.storage, later_s) == 1
        assert {stored.key async for stored in services.storage.list()} == {
            *(f"renditions/{one}/{name}" for name in ("audio.webm", "index.bin", "peaks.bin")),
            "notes/mine.txt",
            INSTANCE_KEY,
        }


async def test_a_server_on_another_database_takes_nothing_for_leftovers(tmp_path: Path, s3: BucketServer) -> None:
    named = s3.settings()
    later_s = time.time() + ORPHAN_AFTER_S + 10
    (tmp_path / "own").mkdir()
    (tmp_path / "other").mkdir()
    async with opened(tmp_path / "own", storage=named) as world:
        await taken(world)
        assert await orphans(world, later_s) == 0
        belongs_to = await own_id(world.services.database)
        assert await id_in(world.services.storage) == belongs_to
        kept = {stored.key async for stored in world.services.storage.list()}
    async with opened(tmp_path / "other", storage=named) as world:
        await world.shelve("Another")  # its database is not empty
        assert await orphans(world, later_s) == 0
        assert await id_in(world.services.storage) == belongs_to
        assert kept <= {stored.key async for stored in world.services.storage.list()}


async def test_a_storage_without_an_id_is_claimed_only_without_doubt(tmp_path: Path) -> None:
    """As of before there were ids."""
    async with opened(tmp_path) as world:
        database, storage = world.services.database, LocalStorage(tmp_path / "kept")

        async def listed() -> int:
            return await list_orphans(database, storage, time.time() + ORPHAN_AFTER_S + 10, tmp_path)

        await put(storage, STRANGE, b"strange", tmp_path)
        assert await listed() == 0  # no tracks
        await world.shelve("Song")
        for number in range(10):
            await put(storage, f"originals/{number:064x}", b"strange", tmp_path)
        assert await listed() == 0  # eleven of eleven
        assert await id_in(storage) is None
        await storage.delete(STRANGE)
        assert await listed() == 10
        assert await id_in(storage) == await own_id(database)


async def test_a_copied_storage_is_of_the_same_instance(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    storages = LocalStorage(tmp_path / "media"), LocalStorage(tmp_path / "copy")
    async with opened(tmp_path / "one") as one, opened(tmp_path / "two") as two:
        for world, storage in zip((one, two), storages, strict=True):
            await claim(world.services.database, storage, tmp_path)
        assert await id_in(storages[0]) != await id_in(storages[1])
        assert (await copy_all(*storages, tmp_path, lambda _: None)).broken == []
        assert await id_in(storages[1]) == await own_id(one.services.database)


class Stuck(LocalStorage):
    """Deletes all but what `stuck` names."""

    stuck: frozenset[str] = frozenset()
    asked = 0

    async def delete(self, key: str) -> None:
        self.asked += 1
        if key in self.stuck:
            raise OSError("stuck")
        await super().delete(key)


async def test_what_can_not_be_deleted_does_not_keep_the_rest(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        await world.services.sweeper.stop()  # it begins by itself, sooner or later, and would take what is due
        database = world.services.database
        keys = [f"originals/{number:064x}" for number in range(6)]
        storage = Stuck(tmp_path / "media")
        for key in keys:
            await put(storage, key, b"strange", tmp_path)
        async with database.transaction() as connection:
            rows = [
                {"kind": "original", "media_id": key.split("/")[1], "after_s": at_s} for at_s, key in enumerate(keys)
            ]
            await connection.execute(insert(sweeps), rows)
        storage.stuck = frozenset(keys[:4])
        assert await sweep_media(database, storage) == 0
        assert storage.asked == 3  # then it waits
        assert await sweep_media(database, storage) == 2
        assert {stored.key async for stored in storage.list("originals")} == set(keys[:4])
        storage.stuck = frozenset()
        assert await sweep_media(database, storage) == 4


async def test_a_sweep_at_any_moment_never_takes_what_is_being_added(tmp_path: Path, s3: BucketServer) -> None:
    """The same music is deleted and brought again, while sweeps without any grace run all the time."""
    async with opened(tmp_path, storage=s3.settings()) as world:
        services = world.services
        over = asyncio.Event()

        async def sweep_on() -> None:
            while not over.is_set():
                async with services.database.transaction() as connection:
                    await connection.execute(update(sweeps).values(after_s=0))
                await sweep_media(services.database, services.storage)

        sweeping = asyncio.create_task(sweep_on())
        admin = await world.admin()
        for _ in range(8):
            track_id = await world.shelve("Song")
            assert {found for found in await found_in(world, deep=False) if found.trouble != Trouble.EXTRA} == set()
            await admin.ask("DELETE", f"/api/tracks/{track_id}")
        over.set()
        await sweeping
        async with services.database.read() as connection:
            left = (await connection.execute(select(sweeps))).all()
        assert len(left) <= 1
