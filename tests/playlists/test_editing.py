"""What is done to a list: by one, by several at once, twice, and after something it names is gone."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.world import World, problem
from tests.playlists.lists import add, command, entries, made, shared, titles

pytestmark = pytest.mark.anyio


async def shelf(world: World, count: int) -> list[str]:
    return [await world.shelve(f"Song {n}", f"Band {n}") for n in range(count)]


async def test_a_list_is_made_filled_put_in_order_and_read(world: World) -> None:
    ana = await world.person()
    songs = await shelf(world, 4)
    playlist_id = await made(ana, "  Late   night\n", track_ids=songs[:2])
    (third,) = await add(ana, playlist_id, songs[2])
    (first,) = await add(ana, playlist_id, songs[3], after=None)
    assert await titles(ana, playlist_id) == ["Song 3", "Song 0", "Song 1", "Song 2"]
    await command(ana, playlist_id, "move", entry_ids=[third, first], after=None)
    assert await titles(ana, playlist_id) == ["Song 2", "Song 3", "Song 0", "Song 1"]
    await command(ana, playlist_id, "rename", name="Later")
    (listed,) = (await ana.get("/api/playlists")).json()["playlists"]
    assert (listed["name"], listed["tracks"], listed["duration_us"]) == ("Later", 4, 240_000_000)
    assert (listed["role"], listed["owner_name"]) == ("owner", "Ana")


async def test_what_was_removed_comes_back_to_its_place(world: World) -> None:
    ana = await world.person()
    playlist_id = await made(ana, track_ids=await shelf(world, 4))
    ids = [entry["entry_id"] for entry in await entries(ana, playlist_id)]
    await command(ana, playlist_id, "remove", cmd_id="gone-1", entry_ids=ids[1:3])
    assert await titles(ana, playlist_id) == ["Song 0", "Song 3"]
    await command(ana, playlist_id, "undo", undo_id="gone-1")
    assert await titles(ana, playlist_id) == ["Song 0", "Song 1", "Song 2", "Song 3"]


async def test_a_command_sent_twice_is_done_once(world: World) -> None:
    ana = await world.person()
    songs = await shelf(world, 2)
    playlist_id = await made(ana)
    tracks = [{"entry_id": "e1", "track_id": songs[0]}]
    for _ in range(2):
        answer = await command(ana, playlist_id, "add", cmd_id="add-1", tracks=tracks)
        assert answer.json()["revision"] == 1
    await command(ana, playlist_id, "remove", cmd_id="gone-1", entry_ids=["e1"])
    await command(ana, playlist_id, "undo", cmd_id="back-1", undo_id="gone-1")
    await command(ana, playlist_id, "remove", cmd_id="gone-1", entry_ids=["e1"])
    assert await titles(ana, playlist_id) == ["Song 0"]


async def test_a_list_made_twice_by_its_id_is_one_and_nobody_elses(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    for _ in range(2):
        assert await made(ana, playlist_id="0123456789abcdef-ana") == "0123456789abcdef-ana"
    taken = await ben.ask("POST", "/api/playlists", json={"name": "x", "playlist_id": "0123456789abcdef-ana"})
    problem(taken, 404, "no_such_playlist")


async def test_what_is_put_behind_something_removed_stands_where_it_stood(world: World) -> None:
    ana = await world.person()
    songs = await shelf(world, 4)
    playlist_id = await made(ana, track_ids=songs[:3])
    ids = [entry["entry_id"] for entry in await entries(ana, playlist_id)]
    await command(ana, playlist_id, "remove", entry_ids=[ids[1]])
    await add(ana, playlist_id, songs[3], after=ids[1])
    assert await titles(ana, playlist_id) == ["Song 0", "Song 3", "Song 2"]


async def test_several_at_once_lose_nothing(world: World) -> None:
    people = [await world.person(name) for name in ("Ana", "Ben", "Cleo")]
    ana = people[0]
    songs = await shelf(world, 6)
    playlist_id = await made(ana, track_ids=songs)
    await shared(ana, playlist_id, *people[1:])
    ids = [entry["entry_id"] for entry in await entries(ana, playlist_id)]
    await asyncio.gather(
        *(add(people[n % 3], playlist_id, songs[n], after=ids[0]) for n in range(6)),
        command(people[1], playlist_id, "move", entry_ids=[ids[5]], after=None),
        command(people[2], playlist_id, "remove", entry_ids=[ids[0], ids[3]]),
    )
    found = [await entries(one, playlist_id) for one in people]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 6 + 6 - 2
    assert found[0][0]["entry_id"] == ids[5]


async def test_news_come_as_differences_and_wake_who_waits(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    songs = await shelf(world, 3)
    playlist_id = await made(ana, track_ids=songs[:2])
    await shared(ana, playlist_id, ben)
    known = (await ben.get(f"/api/playlists/{playlist_id}")).json()["revision"]
    waiting = asyncio.create_task(ben.get(f"/api/playlists/{playlist_id}/changes?since={known}&wait_s=25"))
    ids = [entry["entry_id"] for entry in await entries(ana, playlist_id)]
    (new,) = await add(ana, playlist_id, songs[2])
    told = (await waiting).json()
    assert [entry["entry_id"] for entry in told["entries"]] == [new]
    assert told["playlist"]["tracks"] == 3
    removed = (await command(ana, playlist_id, "remove", since=known, entry_ids=[ids[0]])).json()
    assert removed["removed"] == [ids[0]]
    assert [entry["entry_id"] for entry in removed["entries"]] == [new]
    ahead = (await ben.get(f"/api/playlists/{playlist_id}/changes?since=999&wait_s=25")).json()
    assert ahead["reload"]


async def test_refusals_say_why(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    mine = await world.shelve("Mine", by=ana, visibility="mine")
    playlist_id = await made(ana, track_ids=[mine])
    problem(await ben.get(f"/api/playlists/{playlist_id}"), 404, "no_such_playlist")
    await shared(ana, playlist_id, ben, role="viewer")
    problem(await command(ben, playlist_id, "rename", name="Mine now"), 403, "not_allowed")
    await shared(ana, playlist_id, ben)
    told = problem(
        await command(ben, playlist_id, "add", tracks=[{"entry_id": "x", "track_id": mine}]), 409, "not_found"
    )
    assert "not in your library" in told["detail"]
    problem(await command(ana, playlist_id, "rename", name="\u202e\u200b"), 422, "bad_name")
    full = [{"entry_id": f"e{n}", "track_id": mine} for n in range(500)]
    for n in range(9):
        tracks = [{**track, "entry_id": f"{n}-{track['entry_id']}"} for track in full]
        assert (await command(ana, playlist_id, "add", tracks=tracks)).status_code == 200
    problem(await command(ana, playlist_id, "add", tracks=full), 409, "full")


async def test_whose_track_it_is_decides_who_can_play_it(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    mine = await world.shelve("Mine", "Ana's band", by=ana, visibility="mine")
    for_all = await world.shelve("Everybody's", "Band")
    playlist_id = await made(ana, track_ids=[mine, for_all])
    await shared(ana, playlist_id, ben, role="viewer")
    seen = {entry["title"]: entry["available"] for entry in await entries(ben, playlist_id)}
    assert seen == {"Mine": False, "Everybody's": True}
    lists = world.services.playlists
    assert await lists.tracks_of(playlist_id, ben.identity) == [for_all]
    assert await lists.tracks_of(playlist_id, ana.identity) == [mine, for_all]
    assert (await ana.ask("DELETE", f"/api/tracks/{mine}")).status_code == 204
    gone, _ = await entries(ana, playlist_id)
    assert (gone["title"], gone["artist"], gone["available"]) == ("Mine", "Ana's band", False)


async def test_pages_have_everything_once(world: World) -> None:
    ana = await world.person()
    songs = await shelf(world, 7)
    playlist_id = await made(ana, track_ids=songs)
    assert [entry["track_id"] for entry in await entries(ana, playlist_id, limit=2)] == songs
    bad = await ana.get(f"/api/playlists/{playlist_id}/entries?cursor=nonsense")
    problem(bad, 422, "bad_cursor")
