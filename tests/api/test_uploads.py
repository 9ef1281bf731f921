"""Uploads, from the first byte to the track: real files through the real workers."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import update

from sonix.db.tables_library import jobs
from tests.api.world import Person, World, eventually, opened, problem, tone

pytestmark = pytest.mark.anyio


def parts(world: World) -> list[Path]:
    """Part files that lie around."""
    return sorted((world.settings.data_dir / "uploads").glob("*"))


def working(world: World) -> list[Path]:
    """Working folders that lie around."""
    return sorted((world.settings.data_dir / "work").glob("*"))


async def cut_off(world: World, person: Person, upload_id: str, data: bytes) -> None:
    """Send some bytes; then the connection is lost, as uvicorn tells it."""
    messages: Iterator[dict[str, object]] = iter(
        [{"type": "http.request", "body": data, "more_body": True}, {"type": "http.disconnect"}]
    )
    headers = [(b"authorization", f"Bearer {person.token}".encode()), (b"upload-offset", b"0")]
    path = f"/api/uploads/{upload_id}"
    scope = {"type": "http", "method": "PUT", "path": path, "headers": headers, "query_string": b"", "scheme": "http"}

    async def receive() -> dict[str, object]:
        return next(messages)

    async def send(_message: object) -> None:
        return

    await world.app(scope, receive, send)


def html() -> bytes:
    return b"<!doctype html><title>hi</title>" + b"<p>no music</p>" * 500


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("song.mp3", tone())
    return out.getvalue()


async def test_a_file_becomes_a_track_that_can_be_played(world: World) -> None:
    ana = await world.person()
    code = await ana.room()
    ended = await ana.upload(tone(), "Blue Note.wav", room=code)
    assert (ended["stage"], ended["progress"], ended["duplicate"]) == ("done", 1.0, False)
    track = ended["track"]
    assert (track["title"], track["visibility"], track["owner_name"]) == ("Blue Note", "room", "Ana")
    assert track["duration_us"] == 1_000_000
    asked = await ana.get(f"/api/rooms/{code}/grants", params={"renditions": track["rendition_id"]})
    grant = asked.json()["grants"][0]
    audio = await world.http.get(f"{grant['base']}audio.webm{grant['query']}")
    assert audio.content[:4] == b"\x1aE\xdf\xa3"
    assert parts(world) == working(world) == []


async def test_an_upload_goes_on_where_it_was(world: World) -> None:
    ana, data = await world.person(), tone()
    upload_id = await ana.start_upload(data)
    assert (await ana.send(upload_id, data[:1000])).json() == {"offset": 1000}
    state = (await ana.get(f"/api/uploads/{upload_id}")).json()
    assert (state["stage"], state["offset"]) == ("receiving", 1000)
    refused = problem(await ana.send(upload_id, data[500:], 500), 409, "wrong_offset")
    assert refused["offset"] == 1000
    assert (await ana.send(upload_id, data[1000:], 1000)).json() == {"offset": len(data)}
    assert (await ana.ended(upload_id))["stage"] == "done"


async def test_what_arrived_before_a_cut_is_kept(world: World) -> None:
    ana, data = await world.person(), tone()
    upload_id = await ana.start_upload(data)

    await cut_off(world, ana, upload_id, data[:3000])
    assert (await ana.get(f"/api/uploads/{upload_id}")).json()["offset"] == 3000
    await ana.send(upload_id, data[3000:], 3000)
    assert (await ana.ended(upload_id))["stage"] == "done"


async def test_an_upload_goes_on_after_a_restart(tmp_path: Path) -> None:
    data = tone()
    async with opened(tmp_path) as world:
        ana = await world.person()
        upload_id = await ana.start_upload(data)
        await ana.send(upload_id, data[:5000])
    async with opened(tmp_path) as world:
        ana.http = world.http
        state = (await ana.get(f"/api/uploads/{upload_id}")).json()
        await ana.send(upload_id, data[state["offset"] :], state["offset"])
        assert (await ana.ended(upload_id))["stage"] == "done"


async def test_a_queued_upload_is_processed_after_a_restart(tmp_path: Path) -> None:
    data = tone()
    async with opened(tmp_path) as world:
        ana = await world.person()
        await world.services.processing.stop()
        upload_id = await ana.start_upload(data)
        await ana.send(upload_id, data)
        assert (await ana.get(f"/api/uploads/{upload_id}")).json()["stage"] == "queued"
    async with opened(tmp_path) as world:
        ana.http = world.http
        assert (await ana.ended(upload_id))["stage"] == "done"


async def test_an_upload_cut_short_by_a_stop_is_processed_after_the_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        ana = await world.person()
        data = tone(seconds=60)
        upload_id = await ana.start_upload(data)
        await ana.send(upload_id, data)

        async def running() -> bool | None:
            return world.services.processing.progress_of(upload_id) is not None or None

        await eventually(running)
    async with opened(tmp_path) as world:
        ana.http = world.http
        assert (await ana.ended(upload_id))["stage"] == "done"
        assert working(world) == parts(world) == []


async def test_a_job_whose_server_died_is_taken_over(world: World) -> None:
    ana, data = await world.person(), tone()
    await world.services.processing.stop()
    upload_id = await ana.start_upload(data)
    await ana.send(upload_id, data)
    dead = await world.services.processing.jobs.claim()
    assert dead is not None
    assert await world.services.processing.jobs.claim() is None
    async with world.services.database.transaction() as connection:
        await connection.execute(update(jobs).values(lease_until_s=1, lease_owner="dead"))
    await world.services.processing.start()
    assert (await ana.ended(upload_id))["stage"] == "done"


async def test_cancelling_while_receiving_leaves_nothing(world: World) -> None:
    ana, data = await world.person(), tone()
    upload_id = await ana.start_upload(data)
    await ana.send(upload_id, data[:2000])
    assert (await ana.ask("DELETE", f"/api/uploads/{upload_id}")).status_code == 204
    assert (await ana.get(f"/api/uploads/{upload_id}")).json()["stage"] == "cancelled"
    assert parts(world) == []
    problem(await ana.send(upload_id, data[2000:], 2000), 409, "not_receiving")


async def test_cancelling_while_processing_leaves_nothing(world: World) -> None:
    ana = await world.person()
    data = tone(seconds=60)
    upload_id = await ana.start_upload(data)
    await ana.send(upload_id, data)

    async def running() -> bool | None:
        return world.services.processing.progress_of(upload_id) is not None or None

    await eventually(running)
    await ana.ask("DELETE", f"/api/uploads/{upload_id}")
    assert (await ana.get(f"/api/uploads/{upload_id}")).json()["stage"] == "cancelled"
    assert parts(world) == working(world) == []
    assert await ana.titles() == []
    assert (await ana.upload(tone(330)))["stage"] == "done"


async def test_a_cancelled_upload_can_be_sent_anew(world: World) -> None:
    ana, data = await world.person(), tone()
    upload_id = await ana.start_upload(data)
    await ana.ask("DELETE", f"/api/uploads/{upload_id}")
    again = (await ana.ask("POST", f"/api/uploads/{upload_id}/retry")).json()
    assert (again["stage"], again["offset"]) == ("receiving", 0)
    await ana.send(upload_id, data)
    assert (await ana.ended(upload_id))["stage"] == "done"


async def test_an_ended_upload_can_be_taken_off_the_list(world: World) -> None:
    ana = await world.person()
    ended = await ana.upload(tone())
    assert [u["upload_id"] for u in (await ana.get("/api/uploads")).json()["uploads"]] == [ended["upload_id"]]
    await ana.ask("DELETE", f"/api/uploads/{ended['upload_id']}")
    assert (await ana.get("/api/uploads")).json()["uploads"] == []
    problem(await ana.get(f"/api/uploads/{ended['upload_id']}"), 404, "no_such_upload")
    assert await ana.titles() == ["song"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("page.mp3", html()), ("album.mp3", zipped()), ("noise.flac", bytes(range(256)) * 40), ("cut.wav", tone()[:60])],
)
async def test_what_is_no_music_is_refused_in_a_sentence_and_leaves_nothing(
    world: World, name: str, data: bytes
) -> None:
    ana = await world.person()
    ended = await ana.upload(data, name)
    assert ended["stage"] == "failed"
    assert ended["track"] is None
    assert ended["error"]["code"]
    assert ended["error"]["message"].endswith(".")

    async def cleared() -> bool | None:  # the bytes go once the refusal is written down
        return True if parts(world) == working(world) == [] else None

    await eventually(cleared)
    assert list((world.settings.data_dir / "media").rglob("*.webm")) == []


async def test_a_failed_upload_can_be_retried_with_other_bytes(world: World) -> None:
    ana, data = await world.person(), tone()
    broken = b"\0" * len(data)
    ended = await ana.upload(broken)
    again = (await ana.ask("POST", f"/api/uploads/{ended['upload_id']}/retry")).json()
    assert (again["stage"], again["offset"], again["error"]) == ("receiving", 0, None)
    await ana.send(ended["upload_id"], data)
    assert (await ana.ended(ended["upload_id"]))["stage"] == "done"
    problem(await ana.ask("POST", f"/api/uploads/{ended['upload_id']}/retry"), 409, "not_failed")


async def test_the_same_bytes_twice_are_one_track_for_both(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    first = await ana.upload(tone(), visibility="mine")
    assert await ben.titles() == []
    second = await ben.upload(tone(), "other name.wav", visibility="mine")
    assert second["duplicate"] is True
    assert second["track"]["track_id"] == first["track"]["track_id"]
    assert await ben.titles("mine=1") == ["song"]
    assert second["track"]["can_edit"] is False


async def test_a_duplicate_is_shared_with_the_second_ones_room(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("Ana", "Ben", "Cleo")]
    await ana.upload(tone(), visibility="mine")
    code = await ben.room()
    await world.join(code, cleo)
    assert await cleo.titles() == []
    await ben.upload(tone(), room=code)
    assert await cleo.titles() == ["song"]


async def test_the_same_sound_in_another_file_is_one_track(world: World) -> None:
    ana = await world.person()
    first = await ana.upload(tone())
    retagged = tone() + b"LIST\x04\0\0\0INFO"
    second = await ana.upload(retagged, "retagged.wav")
    assert second["stage"] == "done", second["error"]
    assert (second["duplicate"], second["track"]["track_id"]) == (True, first["track"]["track_id"])
