"""What a room tells of itself: who may change it, who sees it, and what is refused."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from sonix.config import Directory
from sonix.db.tables_accounts import users
from tests.api.world import Person, World, opened, problem

pytestmark = pytest.mark.anyio


async def change(person: Person, code: str, **changes: Any) -> httpx2.Response:
    return await person.ask("PATCH", f"/api/rooms/{code}/details", json=changes)


async def account(world: World, name: str = "Ana") -> Person:
    person = await world.person(name)
    async with world.services.database.transaction() as connection:
        of_person = update(users).where(users.c.user_id == person.user_id)
        await connection.execute(of_person.values(kind="account"))
    return person


def at(seconds_ahead: float) -> str:
    return datetime.fromtimestamp(time.time() + seconds_ahead, UTC).isoformat()


async def test_a_room_tells_what_its_host_says(world: World) -> None:
    ana = await world.person()
    code = await ana.room()
    told = (await change(ana, code, description="  Friday \n\n\n tunes ", tags=["#Jazz", "jazz", "Soul"])).json()
    assert (told["description"], told["tags"]) == ("Friday\n\ntunes", ["jazz", "soul"])
    seen = (await world.http.get(f"/api/rooms/{code}")).json()
    assert (seen["description"], seen["tags"], seen["public"], seen["member"]) == (
        "Friday\n\ntunes",
        ["jazz", "soul"],
        False,
        False,
    )
    assert (await ana.get(f"/api/rooms/{code}")).json()["member"]
    told = (await change(ana, code, tags=["House"])).json()
    assert (told["description"], told["tags"]) == ("Friday\n\ntunes", ["house"])


async def test_only_the_host_may(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    code = await ana.room()
    await world.join(code, ben)
    problem(await change(ben, code, description="Mine"), 403, "not_your_room")
    problem(await ben.ask("DELETE", f"/api/rooms/{code}"), 403, "not_your_room")
    schedule = {"starts_at": at(60), "zone": "Europe/Vienna"}
    problem(await ben.ask("PUT", f"/api/rooms/{code}/schedule", json=schedule), 403, "not_your_room")
    problem(await ben.ask("POST", f"/api/rooms/{code}/open"), 403, "not_your_room")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"tags": ["a", "b", "c", "d", "e", "f"]}, 422, "too_many_tags"),
        ({"tags": ["x" * 25]}, 422, "bad_tag"),
        ({"link_name": "garden"}, 422, "bad_link_name"),
        ({"link_name": "api"}, 422, "bad_link_name"),
        ({"password": "abc"}, 422, "short_password"),
        ({"password": "x" * 129}, 422, "invalid_request"),
        ({"description": "x" * 3000}, 422, "invalid_request"),
        ({"public": True}, 403, "directory_off"),
    ],
)
async def test_what_is_of_no_use_is_refused_and_changes_nothing(
    world: World, changes: dict[str, Any], status: int, code: str
) -> None:
    ana = await account(world)
    room = await ana.room()
    await change(ana, room, description="As it was")
    problem(await change(ana, room, **{"description": "Anew", **changes}), status, code)
    assert (await ana.get(f"/api/rooms/{room}/details")).json()["description"] == "As it was"


async def test_a_link_name_leads_to_one_room_until_it_is_freed(world: World) -> None:
    ana, ben = await account(world, "Ana"), await account(world, "Ben")
    mine, other = await ana.room(), await ben.room()
    assert (await change(ana, mine, link_name=" Friday-Night ")).json()["link_name"] == "friday-night"
    assert (await world.http.get("/api/room-names/FRIDAY-night")).json() == {"code": mine}
    problem(await change(ben, other, link_name="friday-night"), 409, "name_taken")
    assert (await change(ana, mine, link_name="saturday")).status_code == 200
    problem(await world.http.get("/api/room-names/friday-night"), 404, "no_such_room")
    assert (await change(ben, other, link_name="friday-night")).status_code == 200
    assert (await ben.ask("DELETE", f"/api/rooms/{other}")).status_code == 204
    assert (await change(ana, mine, link_name="friday-night")).status_code == 200
    assert (await change(ana, mine, link_name="")).json()["link_name"] is None
    problem(await world.http.get("/api/room-names/friday-night"), 404, "no_such_room")


async def test_link_names_are_for_accounts(world: World) -> None:
    ana = await world.person()
    problem(await change(ana, await ana.room(), link_name="friday-night"), 403, "for_accounts")


async def test_wrong_names_count_like_wrong_codes(world: World) -> None:
    answers = [(await world.http.get(f"/api/room-names/guess-{n}")).status_code for n in range(31)]
    assert answers == [404] * 30 + [429]
    problem(await world.http.get("/api/rooms/ZZZZZZ"), 429, "rate_limited")


async def test_the_inside_of_a_room_with_a_password_is_its_members(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("Ana", "Ben", "Cleo")]
    code = await ana.room()
    await world.join(code, ben)
    await world.enqueue(code, ana, await world.shelve("Song", "Band"))
    assert (await change(ana, code, password="open sesame")).json()["password"] is True
    for page in ("queue", "members", "details", "grants?renditions=x"):
        assert (await ben.get(f"/api/rooms/{code}/{page}")).status_code == 200
        problem(await cleo.get(f"/api/rooms/{code}/{page}"), 403, "room_password")
    problem(await cleo.get(f"/api/rooms/{code}/history"), 403, "members_only")
    problem(await cleo.get(f"/api/tracks?room={code}"), 403, "room_password")
    shown = (await cleo.get(f"/api/rooms/{code}")).json()
    assert (shown["password"], shown["now"]) == (True, None)
    assert (await ben.get(f"/api/rooms/{code}")).json()["now"]["title"] == "Song"
    assert (await change(ana, code, password="")).json()["password"] is False
    assert (await cleo.get(f"/api/rooms/{code}/queue")).status_code == 200


async def test_a_room_waits_for_its_hour_and_may_be_opened_before(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    code = await ana.room()
    for wrong in ("soon", "2030-05-01T20:00:00", at(-5), at(500 * 86_400)):
        body = {"starts_at": wrong, "zone": "Europe/Vienna"}
        problem(await ana.ask("PUT", f"/api/rooms/{code}/schedule", json=body), 422, "bad_start")
    body = {"starts_at": at(3600), "zone": "Europe/Vienna"}
    told = (await ana.ask("PUT", f"/api/rooms/{code}/schedule", json=body)).json()["schedule"]
    assert told["zone"] == "Europe/Vienna"
    assert 3590 < told["opens_in_s"] <= 3600
    assert (await world.http.get(f"/api/rooms/{code}")).json()["schedule"]["starts_at"] == told["starts_at"]
    problem(await ben.get(f"/api/rooms/{code}/queue"), 403, "not_open_yet")
    assert (await ana.get(f"/api/rooms/{code}/queue")).status_code == 200
    assert (await ana.ask("POST", f"/api/rooms/{code}/open")).json()["schedule"]["opens_in_s"] == 0
    assert (await ben.get(f"/api/rooms/{code}/queue")).status_code == 200
    problem(await ana.ask("POST", f"/api/rooms/{code}/open"), 409, "open_already")
    await ana.ask("PUT", f"/api/rooms/{code}/schedule", json=body)
    assert (await ana.ask("DELETE", f"/api/rooms/{code}/schedule")).json()["schedule"] is None
    assert (await ben.get(f"/api/rooms/{code}/queue")).status_code == 200


async def test_deleting_says_what_goes_and_takes_it(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    code = await ana.room()
    await world.join(code, ben)
    await world.enqueue(
        code, ana, await world.shelve("One"), await world.shelve("Two", by=ana, room=code, visibility="room")
    )
    goes = (await ana.get(f"/api/rooms/{code}/deletion")).json()
    assert goes == {"members": 2, "queued": 2, "played": 0, "tracks": 1}
    await change(ana, code, description="x", tags=["jazz"])
    assert (await ana.ask("DELETE", f"/api/rooms/{code}")).status_code == 204
    problem(await world.http.get(f"/api/rooms/{code}"), 404, "no_such_room")
    assert sorted(await ana.titles()) == ["One", "Two"]
    assert (await ben.get("/api/rooms")).json() == []


async def test_a_setting_says_who_may_list_rooms(tmp_path: Path) -> None:
    async with opened(tmp_path, directory=Directory(who="accounts")) as world:
        ana, ben = await account(world), await world.person("Ben")
        assert (await change(ana, await ana.room(), public=True)).json()["public"] is True
        problem(await change(ben, await ben.room(), public=True), 403, "for_accounts")
        assert (await change(ben, await ben.room(), public=False)).status_code == 200
        assert (await world.http.get("/api/instance")).json()["directory"] == "accounts"
