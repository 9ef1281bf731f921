"""From a file to a list: what the library has is found by its tags, the rest is reported, with what comes near."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.world import Person, World, problem
from tests.playlists.lists import command, entries, made, shared, titles

pytestmark = pytest.mark.anyio
CMD = "import-0001"


async def bring(who: Person, playlist_id: str, text: str | bytes, name: str = "list.csv", cmd_id: str = CMD) -> Any:
    path = f"/api/playlists/{playlist_id}/import?cmd_id={cmd_id}&file_name={name}"
    return await who.ask("PUT", path, content=text if isinstance(text, bytes) else text.encode())


async def test_tracks_are_found_by_their_tags(world: World) -> None:
    ana = await world.person()
    await world.shelve("Jóga", "Björk", "Homogenic")
    await world.shelve("Tender (Remastered)", "Blur")
    await world.shelve("Under Pressure", "Queen & David Bowie")
    playlist_id = await made(ana)
    table = (
        "title,artist,album,duration\nJOGA,bjork,,\nTender,Blur,13,1:00\nUnder pressure,Queen feat. David Bowie,,0:58\n"
        "Jóga,Björk,,9:00\nTendr,Blur,,\nNothing like it,Nobody,,\n"
    )
    report = (await bring(ana, playlist_id, table)).json()
    assert await titles(ana, playlist_id) == ["Jóga", "Tender (Remastered)", "Under Pressure"]
    assert (report["found"], report["missing_total"], report["playlist"]["tracks"]) == (3, 3, 3)
    near = [(line["number"], [track["title"] for track in line["candidates"]]) for line in report["missing"]]
    assert near == [(4, ["Jóga"]), (5, ["Tender (Remastered)"]), (6, [])]
    picked = {"entry_id": "picked", "track_id": report["missing"][0]["candidates"][0]["track_id"]}
    await command(ana, playlist_id, "add", tracks=[picked], after=report["missing"][0]["after"])
    assert (await entries(ana, playlist_id))[3]["entry_id"] == "picked"


async def test_a_file_sent_twice_is_imported_once(world: World) -> None:
    ana = await world.person()
    song = await world.shelve("Song", "Band")
    playlist_id = await made(ana, track_ids=[song])
    first, second = [(await bring(ana, playlist_id, "title,artist\nSong,Band\nLost,Band\n")).json() for _ in range(2)]
    assert await titles(ana, playlist_id) == ["Song", "Song"]
    assert first["missing"] == second["missing"]


@pytest.mark.parametrize("form", ["m3u", "m3u8", "xspf", "jspf", "csv"])
async def test_what_is_exported_comes_back_whole(world: World, form: str) -> None:
    ana = await world.person()
    songs = [await world.shelve(f"Sóng {n} & co", f"Bänd {n}", "Album") for n in range(3)]
    playlist_id = await made(ana, "Größe 東京", track_ids=[*songs, songs[0]])
    file = await ana.get(f"/api/playlists/{playlist_id}/export?format={form}")
    assert file.status_code == 200
    assert f".{form}" in file.headers["content-disposition"]
    other = await made(ana)
    report = (await bring(ana, other, file.content, f"x.{form}")).json()
    assert report["missing"] == []
    assert [entry["track_id"] for entry in await entries(ana, other)] == [*songs, songs[0]]


async def test_music_of_others_is_not_found(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    await world.shelve("Secret", "Ana", by=ana, visibility="mine")
    playlist_id = await made(ben)
    report = (await bring(ben, playlist_id, "title,artist\nSecret,Ana\n")).json()
    assert (report["found"], report["missing"][0]["candidates"]) == (0, [])


async def test_refusals_say_why(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    playlist_id = await made(ana)
    problem(await bring(ana, playlist_id, b"\0\0", "x.m3u"), 422, "bad_playlist")
    problem(await bring(ana, playlist_id, b"x" * 2_000_001), 413, "too_large")
    problem(await bring(ben, playlist_id, "title\nx\n"), 404, "no_such_playlist")
    await shared(ana, playlist_id, ben, role="viewer")
    problem(await bring(ben, playlist_id, "title\nx\n"), 403, "not_allowed")
