"""The directory: what stands in it, how it is found, and in which order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sonix.config import Directory, Limits
from sonix.core.room.commands import Configure
from sonix.core.room.state import DoorRules
from sonix.listings.directory import PAGE_ROOMS
from sonix.protocol.client import Status
from sonix.rooms.listeners import Listener
from tests.api.world import Person, World, opened, problem

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, directory=Directory(who="everyone"), limits=Limits(guests_per_minute=1000)) as found:
        yield found


async def public(host: Person, name: str, **details: Any) -> str:
    code = await host.room(name)
    answer = await host.ask("PATCH", f"/api/rooms/{code}/details", json={"public": True, **details})
    assert answer.status_code == 200, answer.text
    return code


async def found(world: World, **query: str) -> list[str]:
    answer = await world.http.get("/api/directory", params=query)
    assert answer.status_code == 200, answer.text
    return [room["name"] for room in answer.json()["rooms"]]


def names_of(rooms: int) -> list[str]:
    return [f"Room {number}" for number in range(rooms)]


async def listen(world: World, code: str, *people: str) -> None:
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    for who in people:
        listener = Listener(room_id, who, True, 0)
        listener.note_status(Status(audible=True), 0)
        world.services.listeners.add(listener)


async def test_only_public_rooms_stand_there(world: World) -> None:
    ana = await world.person()
    await ana.room("Secret")
    code = await public(ana, "Kitchen", description="Tea and tunes", tags=["Jazz"])
    page = (await world.http.get("/api/directory")).json()
    (room,) = page["rooms"]
    assert (room["code"], room["description"], room["tags"]) == (code, "Tea and tunes", ["jazz"])
    assert page["tags"] == [{"tag": "jazz", "rooms": 1}]
    await ana.ask("PATCH", f"/api/rooms/{code}/details", json={"public": False})
    assert (await world.http.get("/api/directory")).json() == {"rooms": [], "tags": [], "next": None}


@pytest.mark.parametrize(
    ("rules", "door"),
    [(DoorRules(), "open"), (DoorRules(knock=True), "knock"), (DoorRules(locked=True, knock=True), "locked")],
)
async def test_each_says_how_newcomers_get_in(world: World, rules: DoorRules, door: str) -> None:
    ana = await world.person()
    code = await public(ana, "Kitchen")
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    await world.services.rooms.execute(room_id, "doors", ana.user_id, Configure(doors=rules))
    (room,) = (await world.http.get("/api/directory")).json()["rooms"]
    assert room["door"] == door


async def test_a_room_is_found_by_any_words_of_it_however_spelt(world: World) -> None:
    ana = await world.person()
    code = await public(ana, "Björk's Küche", description="100% fado_", tags=["Drum & Bass"])
    await public(ana, "Garden", tags=["fado"])
    assert await found(world, q="bjork kuche") == ["Björk's Küche"]
    assert await found(world, q="KÜCH fado") == ["Björk's Küche"]
    assert await found(world, q="bass") == ["Björk's Küche"]
    assert sorted(await found(world, q="fado")) == ["Björk's Küche", "Garden"]
    assert await found(world, q="%") == await found(world, q="   ") == await found(world)
    assert await found(world, tag="FADO") == ["Garden"]
    assert await found(world, tag="drum & bass", q="küche") == ["Björk's Küche"]
    assert await found(world, q="nothing-like-it") == []
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    await world.services.rooms.execute(room_id, "rename", ana.user_id, Configure(name="Cellar"))
    assert await found(world, q="kuche") == []
    assert await found(world, q="cellar") == ["Cellar"]


async def test_the_fullest_come_first_and_pages_hold_each_once(world: World) -> None:
    ana = await world.person()
    codes = {name: await public(await world.person(), name) for name in names_of(PAGE_ROOMS + 6)}
    await world.join(codes["Room 7"], ana)
    await listen(world, codes["Room 3"], "a")
    await listen(world, codes["Room 7"], "a", "b")
    await world.enqueue(codes["Room 7"], ana, await world.shelve("Song", "Band"))
    first = (await world.http.get("/api/directory")).json()
    names = [room["name"] for room in first["rooms"]]
    assert names[:2] == ["Room 7", "Room 3"]
    assert (first["rooms"][0]["listeners"], first["rooms"][0]["now"]["title"]) == (2, "Song")
    assert len(names) == PAGE_ROOMS
    second = (await world.http.get("/api/directory", params={"after": first["next"]})).json()
    names += [room["name"] for room in second["rooms"]]
    assert sorted(names) == sorted(codes)
    assert second["next"] is None


async def test_many_full_rooms_have_pages_too(world: World) -> None:
    names = set(names_of(PAGE_ROOMS + 3))
    for name in sorted(names):
        await listen(world, await public(await world.person(), name), "a")
    first = (await world.http.get("/api/directory")).json()
    second = (await world.http.get("/api/directory", params={"after": first["next"]})).json()
    shown = [room["name"] for room in (*first["rooms"], *second["rooms"])]
    assert (set(shown), len(shown), second["next"]) == (names, len(names), None)


async def test_without_the_setting_there_is_none(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        problem(await world.http.get("/api/directory"), 403, "directory_off")
