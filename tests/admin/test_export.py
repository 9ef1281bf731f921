"""Export my data: everything, as a zip that opens, made while it is sent."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sonix.config import Uploads
from sonix.leaving import belongings, export
from sonix.leaving.export import Export
from sonix.protocol.client import JumpCommand
from sonix.storage.port import rendition_key
from tests.api.world import Person, World, opened, tone

pytestmark = pytest.mark.anyio


async def exported(person: Person) -> zipfile.ZipFile:
    """The zip, whole and checked."""
    answer = await person.get("/api/me/export")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    assert packed.testzip() is None
    return packed


def rows(packed: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(packed.read(f"{name}.json"))
    return found


async def test_everything_that_is_mine_is_in_it_and_nothing_of_others(tmp_path: Path) -> None:
    async with opened(tmp_path, uploads=Uploads(keep_originals=True)) as world:
        ana, ben = await world.person("Ana"), await world.person("Ben")
        code = await ana.room("Kitchen")
        await world.join(code, ben)
        room_id = str(await world.services.rooms.find(code))
        track_id = (await ana.upload(tone()))["track"]["track_id"]
        bens = await world.shelve("Ben's", by=ben, visibility="instance")
        await world.enqueue(code, ben, bens)
        await world.enqueue(code, ana, track_id)
        entry_id = (await ana.get(f"/api/rooms/{code}/queue")).json()["entries"][0]["entry_id"]
        await world.services.rooms.execute(room_id, "jump", ben.user_id, JumpCommand(entry_id=entry_id))
        packed = await exported(ana)
        row = rows(packed, "tracks")[0]
        stored = world.services.storage.open_range(
            rendition_key(row["rendition_id"], "audio.webm"), 0, row["size_bytes"]
        )
        audio = b"".join([chunk async for chunk in stored])
    assert packed.read(f"audio/{track_id}.webm") == audio
    assert packed.read(f"originals/{track_id}") == tone()
    assert rows(packed, "account")[0]["name"] == "Ana"
    assert [(room["room"], room["code"], room["is_host"]) for room in rows(packed, "rooms")] == [("Kitchen", code, 1)]
    assert [entry["track"]["track_id"] for entry in rows(packed, "queue")] == [track_id]
    assert [entry["track_id"] for entry in rows(packed, "history")] == [track_id]
    assert [upload["file_name"] for upload in rows(packed, "uploads")] == ["song.wav"]
    assert len(rows(packed, "sessions")) == 1
    everything = b"".join(packed.read(name) for name in packed.namelist())
    for word in (ben.user_id, "Ben", "password_hash", "token_hash"):
        assert word.encode() not in everything


async def test_who_has_nothing_gets_empty_lists(world: World) -> None:
    packed = await exported(await world.person())
    names = [kind.name for kind in belongings.belongings("")]
    assert packed.namelist() == ["README.txt", *(f"{name}.json" for name in names), "missing.json"]
    assert {name: len(rows(packed, name)) for name in names if rows(packed, name)} == {"account": 1, "sessions": 1}


async def test_pages_are_put_together_without_a_gap(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(belongings, "PAGE_ROWS", 2)
    monkeypatch.setattr(export, "PAGE_ROWS", 2)
    ana = await world.person("Ana")
    codes = [await ana.room(f"Room {number}") for number in range(5)]
    ids = [await world.shelve(f"Song {number}", by=ana, visibility="mine") for number in range(5)]
    for code in codes[:2]:
        await world.enqueue(code, ana, *ids)
    packed = await exported(ana)
    assert sorted(room["code"] for room in rows(packed, "rooms")) == sorted(codes)
    assert len({(e["room_id"], e["entry_id"]) for e in rows(packed, "queue")}) == 10
    assert [name for name in packed.namelist() if name.startswith("audio/")] == [f"audio/{id_}.webm" for id_ in ids]


async def test_music_that_is_not_there_is_told_and_the_rest_comes(world: World) -> None:
    ana = await world.person("Ana")
    lost, kept = [await world.shelve(title, by=ana, visibility="mine") for title in ("Lost", "Kept")]
    row = next(track for track in rows(await exported(ana), "tracks") if track["track_id"] == lost)
    await world.services.storage.delete(rendition_key(row["rendition_id"], "audio.webm"))
    packed = await exported(ana)
    assert json.loads(packed.read("missing.json")) == [f"audio/{lost}.webm"]
    assert f"audio/{kept}.webm" in packed.namelist()


async def test_it_is_sent_while_it_is_made_and_may_be_broken_off(world: World) -> None:
    ana = await world.person("Ana")
    for number in range(3):
        await world.shelve(f"Song {number}" * 300, by=ana, visibility="mine")
    whole = [piece async for piece in Export(world.services.database, world.services.storage, ana.user_id).stream()]
    longest = max(len(piece) for piece in whole)
    assert len(whole) > 30
    assert longest < sum(len(piece) for piece in whole) / 2
    begun = Export(world.services.database, world.services.storage, ana.user_id).stream()
    for _ in range(len(whole) - 5):
        await anext(begun)
    await begun.aclose()
    assert (await ana.get("/api/me")).status_code == 200
