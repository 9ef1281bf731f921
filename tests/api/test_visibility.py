"""Who sees and may use which track: every kind of user against every kind of track."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.api.world import Person, World, problem

pytestmark = pytest.mark.anyio


@dataclass
class House:
    """Owner and friend share a room; the stranger has one of their own; the leaver was in the shared one."""

    code: str
    other_code: str
    people: dict[str, Person]
    tracks: dict[str, str]


@pytest.fixture
async def house(world: World) -> House:
    people = {name: await world.person(name) for name in ("owner", "friend", "stranger", "leaver")}
    people["admin"] = await world.admin()
    code = await people["owner"].room("Shared")
    for name in ("friend", "leaver"):
        await world.join(code, people[name])
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    from sonix.protocol.client import LeaveCommand

    await world.services.rooms.execute(room_id, "bye", people["leaver"].user_id, LeaveCommand())
    other_code = await people["stranger"].room("Other")
    owner = people["owner"]
    tracks = {
        "mine": await world.shelve("mine", by=owner, visibility="mine"),
        "room": await world.shelve("room", by=owner, visibility="room", room=code),
        "instance": await world.shelve("instance", by=owner, visibility="instance"),
        "demo": await world.shelve("demo"),
    }
    return House(code, other_code, people, tracks)


SEES = {
    "owner": {"mine", "room", "instance", "demo"},
    "friend": {"room", "instance", "demo"},
    "stranger": {"instance", "demo"},
    "leaver": {"instance", "demo"},
    "admin": {"mine", "room", "instance", "demo"},
}


@pytest.mark.parametrize("who", SEES)
async def test_everybody_finds_what_they_may_use(house: House, who: str) -> None:
    assert set(await house.people[who].titles()) == SEES[who]


@pytest.mark.parametrize("who", SEES)
async def test_a_track_one_may_not_use_is_not_there(house: House, who: str) -> None:
    for title, track_id in house.tracks.items():
        answer = await house.people[who].get(f"/api/tracks/{track_id}")
        if title in SEES[who]:
            assert answer.json()["title"] == title
        else:
            problem(answer, 404, "no_such_track")


@pytest.mark.parametrize("who", SEES)
async def test_rooms_resolve_only_what_the_one_who_adds_may_use(house: House, world: World, who: str) -> None:
    room_id = await world.services.rooms.find(house.code)
    assert room_id is not None
    wanted = list(house.tracks.values())
    found = await world.services.library.resolve(wanted, house.people[who].user_id, room_id)
    assert {track.title for track in found} == SEES[who]


async def test_resolved_tracks_come_in_the_order_they_were_asked_for(house: House, world: World) -> None:
    wanted = [house.tracks[title] for title in ("room", "demo", "mine", "demo")]
    found = await world.services.library.resolve(["nonsense", *wanted], house.people["owner"].user_id, "r")
    assert [track.title for track in found] == ["room", "demo", "mine", "demo"]


async def test_the_view_of_a_room_holds_what_can_be_added_there(house: House) -> None:
    owner = house.people["owner"]
    assert set(await owner.titles(f"room={house.code}")) == {"mine", "room", "instance", "demo"}
    assert set(await owner.titles(f"room={house.other_code}")) == {"mine", "room", "instance", "demo"}
    assert set(await house.people["friend"].titles(f"room={house.other_code}")) == {"instance", "demo"}
    problem(await owner.get("/api/tracks?room=ZZZZZZ"), 404, "no_such_room")


async def test_mine_is_what_i_brought(house: House) -> None:
    assert set(await house.people["owner"].titles("mine=1")) == {"mine", "room", "instance"}
    assert await house.people["friend"].titles("mine=1") == []


@pytest.mark.parametrize("who", ["friend", "stranger", "owner", "admin"])
async def test_owner_and_administrator_may_change_a_track(house: House, who: str) -> None:
    person, track_id = house.people[who], house.tracks["instance"]
    answer = await person.ask("PATCH", f"/api/tracks/{track_id}", json={"title": "new"})
    allowed = who in ("owner", "admin")
    shown = (await person.get(f"/api/tracks/{track_id}")).json()
    assert shown["can_edit"] is allowed
    if allowed:
        assert answer.json()["title"] == "new"
    else:
        problem(answer, 403, "not_yours")
        problem(await person.ask("DELETE", f"/api/tracks/{track_id}"), 403, "not_yours")
        problem(await person.ask("PUT", f"/api/tracks/{track_id}/cover", content=b"x"), 403, "not_yours")
        problem(await person.get(f"/api/tracks/{track_id}/usage"), 403, "not_yours")


async def test_the_instances_own_music_belongs_to_the_administrator(house: House) -> None:
    demo = f"/api/tracks/{house.tracks['demo']}"
    problem(await house.people["owner"].ask("PATCH", demo, json={"title": "x"}), 403, "not_yours")
    assert (await house.people["admin"].ask("PATCH", demo, json={"title": "x"})).json()["owner_id"] is None


async def test_only_the_administrator_shares_with_the_whole_instance(house: House) -> None:
    owner, track = house.people["owner"], f"/api/tracks/{house.tracks['mine']}"
    refused = await owner.ask("PATCH", track, json={"visibility": "instance"})
    problem(refused, 403, "visibility_not_allowed")
    refused = await owner.ask("POST", "/api/uploads", json={"file_name": "a", "size": 9, "visibility": "instance"})
    problem(refused, 403, "visibility_not_allowed")
    allowed = await house.people["admin"].ask("PATCH", track, json={"visibility": "instance"})
    assert allowed.json()["visibility"] == "instance"
    assert "mine" in await house.people["stranger"].titles()


async def test_a_track_can_be_shared_with_a_room_and_taken_back(house: House) -> None:
    owner, friend, track = house.people["owner"], house.people["friend"], f"/api/tracks/{house.tracks['mine']}"
    await owner.ask("PATCH", track, json={"visibility": "room", "room": house.code})
    assert "mine" in await friend.titles()
    await owner.ask("PATCH", track, json={"visibility": "mine"})
    assert "mine" not in await friend.titles()


async def test_a_track_can_be_shared_only_with_rooms_one_is_in(house: House) -> None:
    track = f"/api/tracks/{house.tracks['mine']}"
    refused = await house.people["owner"].ask("PATCH", track, json={"visibility": "room", "room": house.other_code})
    problem(refused, 403, "not_in_room")
    assert "mine" not in await house.people["stranger"].titles()


async def test_artists_and_albums_show_only_what_one_may_use(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    await world.shelve("Secret", "Hidden Artist", "Hidden Album", by=ana, visibility="mine")
    assert (await ana.get("/api/artists")).json()["artists"][0]["name"] == "Hidden Artist"
    assert (await ben.get("/api/artists")).json()["artists"] == []
    assert (await ben.get("/api/albums")).json()["albums"] == []
