"""Lyrics: who reads and writes them, where they come from, and what an import may do to them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sonix.core.lyrics import MAX_BYTES
from sonix.library.adding import Claim
from sonix.library.importer import import_paths
from tests.api.world import Person, World, problem, processed, tone

pytestmark = pytest.mark.anyio
LRC = "[ti:Song]\n[00:01.00]One\n[00:02.50]Two\n[00:04.00]"


def at(track_id: str) -> str:
    return f"/api/tracks/{track_id}/lyrics"


async def lyrics(person: Person, track_id: str) -> dict[str, Any]:
    answer = await person.get(at(track_id))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def shelve(world: World, title: str, text: str, by: Person | None = None) -> str:
    """A track of a file with lyrics in it."""
    folder = world.settings.data_dir / "made" / title
    made = msgspec.structs.replace(processed(title, "", "", folder), lyrics=text)
    claim = Claim(by.user_id if by else None, "mine" if by else "instance")
    return (await world.services.library.adding.add(made, folder, claim)).track_id


async def test_a_track_without_lyrics_says_so(world: World) -> None:
    ana = await world.person()
    track_id = await world.shelve("Song", by=ana)
    assert await lyrics(ana, track_id) == {
        "track_id": track_id,
        "kind": "none",
        "source": None,
        "text": "",
        "lines": [],
        "can_edit": True,
    }


async def test_what_is_sent_is_read_by_line(world: World) -> None:
    ana = await world.person()
    track_id = await world.shelve("Song", by=ana)
    sent = await ana.ask("PUT", at(track_id), content=LRC.encode("utf-16"))
    assert sent.status_code == 200, sent.text
    found = await lyrics(ana, track_id)
    assert sent.json() == found
    assert (found["kind"], found["source"], found["text"]) == ("synced", "person", LRC)
    assert found["lines"] == [
        {"at_us": 1_000_000, "text": "One"},
        {"at_us": 2_500_000, "text": "Two"},
        {"at_us": 4_000_000, "text": ""},
    ]
    await ana.ask("PUT", at(track_id), content="Only\nwords")
    assert (await lyrics(ana, track_id))["kind"] == "plain"
    assert (await ana.ask("DELETE", at(track_id))).status_code == 204
    assert (await lyrics(ana, track_id))["kind"] == "none"


async def test_too_much_and_nothing_are_refused(world: World) -> None:
    ana = await world.person()
    track_id = await world.shelve("Song", by=ana)
    problem(await ana.ask("PUT", at(track_id), content=b"a" * (MAX_BYTES + 1)), 413, "too_large")
    problem(await ana.ask("PUT", at(track_id), content=b" \n\0"), 422, "no_lyrics")
    full = ("ü" * 99 + "\n") * (MAX_BYTES // 199)
    assert (await ana.ask("PUT", at(track_id), content=full)).status_code == 200
    assert (await lyrics(ana, track_id))["text"] == full.strip()


async def test_only_who_may_edit_the_track_edits_its_lyrics(world: World) -> None:
    ana, ben, root = await world.person("Ana"), await world.person("Ben"), await world.admin()
    track_id = await world.shelve("Song", by=ana, visibility="instance")
    problem(await ben.ask("PUT", at(track_id), content=LRC), 403, "not_yours")
    problem(await ben.ask("DELETE", at(track_id)), 403, "not_yours")
    assert (await lyrics(ben, track_id))["can_edit"] is False
    assert (await root.ask("PUT", at(track_id), content=LRC)).status_code == 200
    acts = (await root.get("/api/admin/audit")).json()
    assert "track.lyrics" in json.dumps(acts)


async def test_who_sits_in_a_room_with_the_track_reads_along(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("Ana", "Ben", "Cleo")]
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    await ana.ask("PUT", at(track_id), content=LRC)
    code = await ana.room()
    await world.join(code, ben)
    problem(await ben.get(at(track_id)), 404, "no_such_track")
    await world.enqueue(code, ana, track_id)
    assert (await lyrics(ben, track_id))["kind"] == "synced"
    problem(await cleo.get(at(track_id)), 404, "no_such_track")
    problem(await ben.ask("PUT", at(track_id), content="Mine"), 404, "no_such_track")


async def test_lyrics_of_the_file_come_with_it(world: World) -> None:
    ana = await world.person()
    track_id = await shelve(world, "Song", LRC, by=ana)
    found = await lyrics(ana, track_id)
    assert (found["kind"], found["source"]) == ("synced", "embedded")


async def test_bringing_it_again_keeps_what_a_person_wrote_or_took_away(world: World) -> None:
    ana = await world.person()
    track_id = await shelve(world, "Song", "embedded", by=ana)
    await ana.ask("PUT", at(track_id), content="Mine")
    assert await shelve(world, "Song", "embedded, mended", by=ana) == track_id
    assert (await lyrics(ana, track_id))["text"] == "Mine"
    await ana.ask("DELETE", at(track_id))
    await shelve(world, "Song", "embedded, mended", by=ana)
    assert (await lyrics(ana, track_id))["kind"] == "none"


async def test_nobody_puts_words_into_somebody_elses_track(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    folder = world.settings.data_dir / "made" / "again"
    made = msgspec.structs.replace(processed("Song", "", "", folder), lyrics="Ha ha")
    added = await world.services.library.adding.add(made, folder, Claim(ben.user_id, "mine"))
    assert added.track_id == track_id
    assert (await lyrics(ana, track_id))["kind"] == "none"


async def test_lyrics_go_with_their_track(world: World) -> None:
    ana = await world.person()
    track_id = await shelve(world, "Song", LRC, by=ana)
    assert (await ana.ask("DELETE", f"/api/tracks/{track_id}")).status_code == 204
    problem(await ana.get(at(track_id)), 404, "no_such_track")


async def test_an_lrc_beside_the_file_is_taken_whenever_it_comes(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "music"
    folder.mkdir()
    for name, pitch_hz in (("a", 330), ("b", 440)):
        (folder / f"{name}.wav").write_bytes(tone(pitch_hz))
    (folder / "a.lrc").write_text(LRC)
    root = await world.admin()
    await import_paths(world.services, [folder], lambda _: None)
    ids = {t["title"]: t["track_id"] for t in (await root.get("/api/tracks")).json()["tracks"]}
    assert (await lyrics(root, ids["a"]))["source"] == "file"
    assert (await lyrics(root, ids["b"]))["kind"] == "none"

    (folder / "b.lrc").write_text("Later")
    (folder / "a.lrc").write_text("Changed")
    await root.ask("PUT", at(ids["a"]), content="Mine")
    await import_paths(world.services, [folder], lambda _: None)
    assert (await lyrics(root, ids["a"]))["text"] == "Mine"
    assert (await lyrics(root, ids["b"]))["text"] == "Later"


async def test_what_i_wrote_is_in_my_export_and_stays_when_i_leave(world: World) -> None:
    root, ana = await world.admin(), await world.person("Ana")
    track_id = await world.shelve("Song", by=ana, visibility="instance")
    await ana.ask("PUT", at(track_id), content="Ana's words")
    exported = await ana.get("/api/me/export")
    with zipfile.ZipFile(io.BytesIO(exported.content)) as archive:
        mine = json.loads(archive.read("lyrics.json"))
    assert [one["text"] for one in mine] == ["Ana's words"]
    assert (await ana.ask("DELETE", "/api/me")).status_code == 204
    assert (await lyrics(root, track_id))["text"] == "Ana's words"


async def test_a_guests_words_become_the_accounts(world: World) -> None:
    guest, account = await world.person("Guest"), await world.person("Account")
    track_id = await world.shelve("Song", by=guest)
    await guest.ask("PUT", at(track_id), content="Words")
    await world.services.merging.merge(guest.user_id, account.user_id)
    assert (await lyrics(account, track_id))["can_edit"] is True
    exported = await account.get("/api/me/export")
    with zipfile.ZipFile(io.BytesIO(exported.content)) as archive:
        assert len(json.loads(archive.read("lyrics.json"))) == 1
