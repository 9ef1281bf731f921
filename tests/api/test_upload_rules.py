"""What an upload may be, by whom, how large, and under which name."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.config import Limits, Uploads
from sonix.db.tables_library import uploads
from sonix.library import upload_store
from tests.api.world import Person, World, opened, problem, tone

pytestmark = pytest.mark.anyio


def parts(world: World) -> list[Path]:
    """Part files that lie around."""
    return sorted((world.settings.data_dir / "uploads").glob("*"))


async def test_an_upload_is_nobody_elses_business(world: World) -> None:
    ana, ben, data = await world.person("Ana"), await world.person("Ben"), tone()
    upload_id = await ana.start_upload(data)
    problem(await ben.get(f"/api/uploads/{upload_id}"), 404, "no_such_upload")
    problem(await ben.send(upload_id, data), 404, "no_such_upload")
    problem(await ben.ask("DELETE", f"/api/uploads/{upload_id}"), 404, "no_such_upload")
    problem(await ben.ask("POST", f"/api/uploads/{upload_id}/retry"), 404, "no_such_upload")
    assert (await ben.get("/api/uploads")).json()["uploads"] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.mp3", "passwd.mp3"),
        ("C:\\music\\a.mp3", "a.mp3"),
        ("..", "untitled"),
        (".hidden.mp3", "hidden.mp3"),
        ("a\u0000b\n.mp3", "ab .mp3"),
        ("\u202egpm.exe", "gpm.exe"),
        ("x" * 400 + ".flac", "x" * 250 + ".flac"),
        ("🎵 Lied.mp3", "🎵 Lied.mp3"),
    ],
)
async def test_a_file_name_is_only_something_to_show(world: World, name: str, shown: str) -> None:
    ana = await world.person()
    upload_id = await ana.start_upload(tone(), name)
    assert (await ana.get(f"/api/uploads/{upload_id}")).json()["file_name"] == shown
    await ana.send(upload_id, tone()[:100])
    assert [path.name for path in parts(world)] == [f"{upload_id}.part"]


async def test_more_than_was_announced_is_refused(world: World) -> None:
    ana = await world.person()
    upload_id = await ana.start_upload(b"x" * 100)
    problem(await ana.send(upload_id, b"x" * 101), 413, "upload_too_long")
    assert (await ana.get(f"/api/uploads/{upload_id}")).json()["offset"] == 0


async def test_size_and_policy_are_checked_before_a_byte_is_sent(tmp_path: Path) -> None:
    async with opened(tmp_path, uploads=Uploads(max_bytes=1000, total_bytes=1500)) as world:
        ana = await world.person()

        async def announce(size: int) -> httpx2.Response:
            return await ana.ask("POST", "/api/uploads", json={"file_name": "a.mp3", "size": size})

        problem(await announce(0), 422, "empty")
        problem(await announce(1001), 413, "too_large")
        problem(await announce(-1), 422, "invalid_request")
        await ana.send(await ana.start_upload(b"x" * 1000), b"x" * 999)
        problem(await announce(502), 507, "instance_full")


async def test_announcing_takes_nobodys_room(tmp_path: Path) -> None:
    """Room is made for bytes that come: who only announces keeps nobody else from uploading."""
    async with opened(tmp_path, uploads=Uploads(max_bytes=1000, total_bytes=1500)) as world:
        ana, ben = await world.person("Ana"), await world.person("Ben")
        announced = [await ana.start_upload(b"x" * 1000) for _ in range(20)]
        bens = await ben.start_upload(b"x" * 1000)
        assert (await ben.send(bens, b"x" * 900)).json() == {"offset": 900}
        problem(await ana.send(announced[0], b"x" * 601), 507, "instance_full")
        assert (await ana.send(announced[1], b"x" * 600)).json() == {"offset": 600}
        await ben.ask("DELETE", f"/api/uploads/{bens}")
        assert (await ana.send(announced[0], b"x" * 601)).json() == {"offset": 601}


async def test_an_announcement_nothing_came_of_is_swept_after_an_hour(world: World) -> None:
    ana = await world.person()
    silent, begun = await ana.start_upload(tone()), await ana.start_upload(tone())
    await ana.send(begun, tone()[:500])
    await world.services.sweeper.sweep(time.time() + 3700)
    assert [upload["upload_id"] for upload in (await ana.get("/api/uploads")).json()["uploads"]] == [begun]
    problem(await ana.get(f"/api/uploads/{silent}"), 404, "no_such_upload")


@pytest.mark.parametrize(
    ("who", "guest", "host", "admin"),
    [("everyone", 201, 201, 201), ("hosts", 403, 201, 201), ("administrator", 403, 403, 201)],
)
async def test_who_may_upload_is_a_setting(tmp_path: Path, who: str, guest: int, host: int, admin: int) -> None:
    async with opened(tmp_path, uploads=Uploads.model_validate({"who": who})) as world:
        people: list[Person] = [await world.person("Guest"), await world.person("Host"), await world.admin()]
        code = await people[1].room()
        await world.join(code, people[0])
        answers = [
            await p.ask("POST", "/api/uploads", json={"file_name": "a", "size": 5, "room": code}) for p in people[:2]
        ]
        answers.append(await people[2].ask("POST", "/api/uploads", json={"file_name": "a", "size": 5}))
        assert [answer.status_code for answer in answers] == [guest, host, admin]


async def test_uploading_to_a_room_takes_being_in_it(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    code = await ana.room()
    refused = await ben.ask("POST", "/api/uploads", json={"file_name": "a", "size": 5, "room": code})
    problem(refused, 403, "not_in_room")


async def test_uploads_are_limited_for_each_user(tmp_path: Path) -> None:
    async with opened(tmp_path, limits=Limits(uploads_per_minute=2)) as world:
        ana, ben = await world.person("Ana"), await world.person("Ben")
        wanted = {"file_name": "a", "size": 5}
        answers = [(await ana.ask("POST", "/api/uploads", json=wanted)).status_code for _ in range(3)]
        assert answers == [201, 201, 429]
        assert (await ben.ask("POST", "/api/uploads", json=wanted)).status_code == 201


async def test_a_missing_or_wrong_offset_header_is_refused(world: World) -> None:
    ana = await world.person()
    upload_id = await ana.start_upload(tone())
    for headers in ({}, {"Upload-Offset": "-1"}, {"Upload-Offset": "x"}):
        problem(
            await ana.ask("PUT", f"/api/uploads/{upload_id}", content=b"x", headers=headers), 422, "invalid_request"
        )


async def test_originals_are_kept_when_the_settings_say_so(tmp_path: Path) -> None:
    async with opened(tmp_path, uploads=Uploads(keep_originals=True)) as world:
        ana = await world.person()
        await ana.upload(tone())
        (original,) = (world.settings.data_dir / "media" / "originals").iterdir()
        assert original.read_bytes() == tone()


async def test_an_abandoned_upload_is_swept_after_a_day(world: World) -> None:
    ana = await world.person()
    upload_id = await ana.start_upload(tone())
    await ana.send(upload_id, tone()[:500])
    await world.services.sweeper.sweep()
    assert len(parts(world)) == 1
    async with world.services.database.transaction() as connection:
        await connection.execute(update(uploads).values(updated_at_s=1000))
    await world.services.sweeper.sweep()
    assert parts(world) == []
    async with world.services.database.read() as connection:
        assert (await connection.execute(select(uploads))).first() is None


async def test_bytes_whose_upload_is_gone_are_swept_after_a_day(world: World) -> None:
    ana = await world.person()
    kept = await ana.start_upload(tone())
    await ana.send(kept, tone()[:500])
    lost = world.settings.data_dir / "uploads" / "0123456789abcdef.part"
    lost.write_bytes(b"x")
    await world.services.sweeper.sweep()
    assert lost in parts(world)
    for part in parts(world):
        os.utime(part, (1000, 1000))
    await world.services.sweeper.sweep()
    assert [part.stem for part in parts(world)] == [kept]


async def test_an_upload_that_goes_on_while_a_sweep_looks_is_not_swept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, data = await world.person(), tone()
    upload_id = await ana.start_upload(data)
    unknown, now_s = upload_store.unknown_uploads, time.time() + 3700

    async def gone_on(connection: AsyncConnection, lying: Sequence[str]) -> list[str]:
        async with world.services.database.transaction() as writing:
            this = uploads.c.upload_id == upload_id
            await writing.execute(update(uploads).where(this).values(updated_at_s=int(now_s)))
        return await unknown(connection, lying)

    monkeypatch.setattr(upload_store, "unknown_uploads", gone_on)
    await world.services.sweeper.sweep(now_s)
    await ana.send(upload_id, data)
    assert (await ana.ended(upload_id))["stage"] == "done"
