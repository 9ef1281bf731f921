"""A backup of a running instance, everything destroyed, a restore: the same people, rooms and music are there."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from sqlalchemy import select

from sonix.backup.making import Instance, make_backup
from sonix.backup.restoring import restore_backup
from sonix.config import Database as DatabaseSettings
from sonix.config import Settings, StorageSettings
from sonix.core.errors import SonixError
from sonix.db.opening import FOR_COPIES, open_database
from sonix.db.tables import queue_entries
from sonix.library.integrity import Examined, Trouble, examine_storage
from sonix.library.ownership import id_in, own_id
from sonix.storage.opening import open_storage
from tests.api.world import Person, World, opened, tone
from tests.servers.buckets import BucketServer
from tests.servers.databases import DatabaseServer

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Lived:
    """What people did before the backup."""

    ana: Person
    code: str
    track_id: str
    rendition_id: str
    sound: bytes


def quiet(_: object) -> None:
    """Progress nobody looks at."""


async def live(world: World) -> Lived:
    """A person, a room, a track that was really encoded, in the queue."""
    ana = await world.person("Ana ✿")
    code = await ana.room("Küche")
    done = await ana.upload(tone(), "Ton.wav", room=code, visibility="room")
    track = done["track"]
    await world.join(code, ana)
    await world.enqueue(code, ana, track["track_id"])
    return Lived(ana, code, track["track_id"], track["rendition_id"], await heard(ana, code, track["rendition_id"]))


async def heard(person: Person, code: str, rendition_id: str) -> bytes:
    """The whole rendition as a listener gets it: by signed address, redirect and ranges included."""
    answer = await person.get(f"/api/rooms/{code}/grants?renditions={rendition_id}")
    assert answer.status_code == 200, answer.text
    grant = answer.json()["grants"][0]
    path = f"{grant['base']}audio.webm{grant['query']}"
    got = await person.http.get(path, headers={"Range": "bytes=0-"})
    if got.status_code == 307:
        async with httpx2.AsyncClient() as outside:
            got = await outside.get(got.headers["location"], headers={"Range": "bytes=0-"})
    assert got.status_code == 206, got.text
    return got.content


async def everything_is_there(world: World, lived: Lived) -> None:
    """The same token, the same room, the same queue, the same sound."""
    ana = Person(world.http, lived.ana.identity, lived.ana.token)
    room = await ana.get(f"/api/rooms/{lived.code}")
    assert room.status_code == 200, room.text
    async with world.services.database.read() as connection:
        queued = (await connection.execute(select(queue_entries.c.track_id))).scalars().all()
    assert lived.track_id in queued
    assert "Ton" in await ana.titles()
    assert (await ana.get("/api/me")).json()["name"] == "Ana ✿"
    assert await heard(ana, lived.code, lived.rendition_id) == lived.sound
    again = await ana.upload(tone(), "Ton.wav", room=lived.code)
    assert again["duplicate"] is True
    assert (await ana.upload(tone(880.0), "Neu.wav", room=lived.code))["stage"] == "done"


async def backed_up(settings: Settings, target: Path, **more: Any) -> list[str]:
    """Back up as a process of its own does; returns what was missing."""
    database, storage = open_database(settings, FOR_COPIES), open_storage(settings)
    try:
        made = await make_backup(Instance(database, storage, settings.data_dir), target, quiet, **more)
    finally:
        await storage.close()
        await database.stop()
    return made.missing


async def restored(settings: Settings, source: Path, **more: Any) -> None:
    database, storage = open_database(settings, FOR_COPIES), open_storage(settings)
    try:
        await database.start()
        await restore_backup(Instance(database, storage, settings.data_dir), source, quiet, **more)
        assert await id_in(storage) == await own_id(database)
    finally:
        await storage.close()
        await database.stop()


async def test_a_folder_and_sqlite_come_back_after_everything_was_destroyed(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        lived = await live(world)
        assert await backed_up(world.settings, tmp_path / "b.tar") == []
        settings = world.settings
    assert stat.S_IMODE((tmp_path / "b.tar").stat().st_mode) == 0o600
    await anyio.to_thread.run_sync(shutil.rmtree, settings.data_dir)
    await restored(settings, tmp_path / "b.tar")
    assert stat.S_IMODE((settings.data_dir / "secret.key").stat().st_mode) == 0o600
    async with opened(tmp_path) as world:
        await everything_is_there(world, lived)


async def test_who_was_there_after_the_backup_is_still_signed_in_after_the_restore(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        ana = await world.person()
        before = await world.services.sessions.start(ana.user_id, "Firefox", "here")
        await backed_up(world.settings, tmp_path / "b.tar")
        since = await world.services.sessions.refresh(before.refresh, "here")
        settings = world.settings
    await restored(settings, tmp_path / "b.tar", replace=True)
    async with opened(tmp_path) as world:
        sessions = world.services.sessions
        again = await sessions.refresh(since.refresh, "here")
        assert again.user_id == ana.user_id
        assert (await sessions.refresh(since.refresh, "here")).refresh == again.refresh
        with pytest.raises(SonixError, match="sign in"):
            await sessions.refresh(before.refresh, "elsewhere")
        with pytest.raises(SonixError, match="sign in"):
            await sessions.refresh(again.refresh, "here")


@pytest.mark.parametrize("before", ["mariadb", "postgresql"])
async def test_servers_and_a_bucket_come_back_elsewhere(
    before: str, tmp_path: Path, mariadb: DatabaseServer, postgresql: DatabaseServer, s3: BucketServer
) -> None:
    """From one server and bucket to another of the other kind, with nothing of the first left."""
    after = {"mariadb": "postgresql", "postgresql": "mariadb"}[before]
    servers = {"mariadb": mariadb, "postgresql": postgresql}
    urls = {kind: await anyio.to_thread.run_sync(server.new_url) for kind, server in servers.items()}
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    where = {"database": DatabaseSettings(url=urls[before]), "storage": s3.settings(prefix="a")}
    async with opened(tmp_path / "old", **where) as world:
        lived = await live(world)
        assert await backed_up(world.settings, tmp_path / "b.tar") == []
    await anyio.to_thread.run_sync(shutil.rmtree, tmp_path / "old")
    there = {"database": DatabaseSettings(url=urls[after]), "storage": s3.settings()}
    settings = Settings(data_dir=tmp_path / "new" / "data", **there)  # type: ignore[arg-type]
    await restored(settings, tmp_path / "b.tar")
    async with opened(tmp_path / "new", **there) as world:
        await everything_is_there(world, lived)
        audit_of_new = await world.admin()
        assert audit_of_new.user_id


async def test_a_backup_is_one_moment_while_people_go_on(tmp_path: Path) -> None:
    """Rooms and tracks that come while it is written are wholly in it or not at all, and what is deleted stays in."""
    async with opened(tmp_path) as world:
        lived = await live(world)
        admin = await world.admin()
        stop = anyio.Event()

        async def go_on() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                code = await lived.ana.room(f"Room {number}")
                track_id = await world.shelve(f"Song {number}")
                await world.join(code, lived.ana)
                await world.enqueue(code, lived.ana, track_id)
                await admin.ask("DELETE", f"/api/tracks/{track_id}")
                await world.services.sweeper.sweep()

        async with anyio.create_task_group() as group:
            group.start_soon(go_on)
            for number in range(2):
                assert await backed_up(world.settings, tmp_path / f"b{number}.tar") == []
            stop.set()
    for number in range(2):
        folder = tmp_path / f"again{number}"
        folder.mkdir()
        await restored(Settings(data_dir=folder / "data"), tmp_path / f"b{number}.tar")
        async with opened(folder) as world:
            services = world.services
            found = examine_storage(services.database, services.storage, Examined(), deep=False)
            assert [one async for one in found if one.trouble != Trouble.EXTRA] == []
            await everything_is_there(world, lived)


async def test_nobody_is_overwritten_unless_that_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        lived = await live(world)
        await backed_up(world.settings, tmp_path / "b.tar")
        await world.person("Later")
        settings = world.settings
        with pytest.raises(SonixError) as there:
            await backed_up(settings, tmp_path / "b.tar")
        assert there.value.code == "file_exists"
    with pytest.raises(SonixError) as refused:
        await restored(settings, tmp_path / "b.tar")
    assert refused.value.code == "not_empty"
    await restored(settings, tmp_path / "b.tar", replace=True)
    async with opened(tmp_path) as world:
        await everything_is_there(world, lived)


async def test_without_secrets_everything_but_the_sign_ins_comes_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        lived = await live(world)
        await backed_up(world.settings, tmp_path / "b.tar", with_secrets=False)
        secret = (world.settings.data_dir / "secret.key").read_bytes()
    assert secret.strip() not in (tmp_path / "b.tar").read_bytes()
    folder = tmp_path / "new"
    folder.mkdir()
    await restored(Settings(data_dir=folder / "data"), tmp_path / "b.tar")
    async with opened(folder) as world:
        admin = await world.admin()
        assert (await admin.get("/api/tracks")).json()["tracks"] != []
        stranger = Person(world.http, lived.ana.identity, lived.ana.token)
        assert (await stranger.get("/api/me")).status_code == 401


async def test_what_the_storage_lost_is_named(tmp_path: Path, s3: BucketServer) -> None:
    storage: StorageSettings = s3.settings()
    async with opened(tmp_path, storage=storage) as world:
        lived = await live(world)
        key = f"renditions/{lived.rendition_id}/peaks.bin"
        await world.services.storage.delete(key)
        assert await backed_up(world.settings, tmp_path / "b.tar") == [key]
