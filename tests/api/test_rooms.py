"""Rooms over REST: start, look, and the pages a snapshot leaves out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sonix.config import Limits
from sonix.core.ids import CODE_ALPHABET
from sonix.protocol.client import LeaveCommand, SkipCommand
from tests.api.world import World, opened, problem

pytestmark = pytest.mark.anyio


async def test_whoever_starts_a_room_is_its_host(world: World) -> None:
    ana = await world.person("Ana")
    made = (await ana.ask("POST", "/api/rooms", json={"name": "  My  Kitchen "})).json()
    assert made["name"] == "My Kitchen"
    assert len(made["code"]) == 6
    assert set(made["code"]) <= set(CODE_ALPHABET)
    seen = (await world.http.get(f"/api/rooms/{made['code']}")).json()
    assert (seen["code"], seen["name"], seen["host_name"]) == (made["code"], "My Kitchen", "Ana")
    assert (seen["listeners"], seen["now"], seen["password"], seen["schedule"]) == (0, None, False, None)


async def test_a_room_without_a_name_is_given_one(world: World) -> None:
    ana = await world.person()
    for body in ({}, {"name": None}, {"name": "  "}):
        assert " " in (await ana.ask("POST", "/api/rooms", json=body)).json()["name"]


async def test_a_code_may_be_typed_in_any_way(world: World) -> None:
    ana = await world.person()
    code = await ana.room()
    for typed in (code.lower(), f"{code[:3]}-{code[3:]}", f"{code[:3]} {code[3:]}"):
        assert (await world.http.get(f"/api/rooms/{typed}")).json()["code"] == code
    problem(await world.http.get("/api/rooms/ZZZZZZ"), 404, "no_such_room")
    problem(await world.http.get("/api/rooms/..%2f"), 404, "not_found")


async def test_guessing_codes_is_limited_and_knowing_them_is_not(tmp_path: Path) -> None:
    async with opened(tmp_path, limits=Limits(joins_per_minute=3)) as world:
        ana = await world.person()
        code = await ana.room()
        looked = [(await world.http.get(f"/api/rooms/{code}")).status_code for _ in range(10)]
        assert looked == [200] * 10
        guesses = [(await world.http.get("/api/rooms/ZZZZZZ")).status_code for _ in range(4)]
        assert guesses == [404, 404, 404, 429]
        assert (await world.http.get(f"/api/rooms/{code}")).status_code == 429


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/rooms/{code}", None),
        ("GET", "/api/rooms/{code}/queue", None),
        ("GET", "/api/tracks?room={code}", None),
        ("GET", "/api/artists?room={code}", None),
        ("GET", "/api/albums?room={code}", None),
        ("POST", "/api/uploads", {"file_name": "a.mp3", "size": 9}),
        ("PATCH", "/api/tracks/{track}", {"visibility": "room"}),
    ],
)
async def test_a_code_is_counted_wherever_it_is_tried(
    tmp_path: Path, method: str, path: str, body: dict[str, object] | None
) -> None:
    async with opened(tmp_path, limits=Limits(joins_per_minute=3)) as world:
        ana = await world.person()
        code, track = await ana.room(), await world.shelve("Song", by=ana, visibility="mine")

        async def tried(guess: str) -> int:
            told = None if body is None else {**body, "room": guess}
            answer = await ana.ask(method, path.format(code=guess, track=track), json=told)
            return answer.status_code

        assert {await tried(code) for _ in range(6)} <= {200, 201}
        guesses = await asyncio.gather(*(tried("ZZZZZZ") for _ in range(8)))
        assert sorted(guesses) == [404] * 3 + [429] * 5
        assert (await world.http.get(f"/api/rooms/{code}")).status_code == 429


async def test_many_who_know_the_code_may_come_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path, limits=Limits(joins_per_minute=3)) as world:
        code = await (await world.person()).room()
        looked = await asyncio.gather(*(world.http.get(f"/api/rooms/{code}") for _ in range(40)))
        assert {answer.status_code for answer in looked} == {200}


@pytest.mark.parametrize(("path", "burst"), [("/api/rooms", 100), ("/api/uploads", 40), ("/readyz", 20)])
async def test_what_takes_many_looks_at_the_database_can_not_be_asked_without_end(
    world: World, path: str, burst: int
) -> None:
    ana = await world.person()
    for _ in range(2 * burst + 40):
        answer = await ana.get(path)
        if answer.status_code != 200:
            break
    problem(answer, 429, "rate_limited")


async def test_rooms_i_know_are_those_i_am_in(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    kitchen, garden = await ana.room("Kitchen"), await ana.room("Garden")
    await world.join(kitchen, ben)
    assert {room["code"] for room in (await ana.get("/api/rooms")).json()} == {kitchen, garden}
    (known,) = (await ben.get("/api/rooms")).json()
    assert (known["code"], known["name"], known["listeners"], known["now"]) == (kitchen, "Kitchen", 0, None)
    assert known["last_seen_at"].endswith("Z")


async def test_a_preview_shows_what_is_on(world: World) -> None:
    ana = await world.person()
    code = await ana.room()
    await world.enqueue(code, ana, await world.shelve("Song", "Band"))
    assert (await world.http.get(f"/api/rooms/{code}")).json()["now"] == {
        "title": "Song",
        "artist": "Band",
        "cover_id": None,
    }


async def test_the_queue_is_read_page_by_page(world: World) -> None:
    ana = await world.person()
    code = await ana.room()
    await world.enqueue(code, ana, *[await world.shelve(f"Song {i}") for i in range(6)])
    first = (await ana.get(f"/api/rooms/{code}/queue?limit=2")).json()
    assert [entry["track"]["title"] for entry in first["entries"]] == ["Song 1", "Song 2"]
    assert first["remaining"] == 3
    after = first["entries"][-1]["entry_id"]
    rest = (await ana.get(f"/api/rooms/{code}/queue?after={after}")).json()
    assert [entry["track"]["title"] for entry in rest["entries"]] == ["Song 3", "Song 4", "Song 5"]
    assert rest["remaining"] == 0
    problem(await ana.get(f"/api/rooms/{code}/queue?after=gone"), 409, "page_moved")
    before = rest["entries"][-1]["entry_id"]
    back = (await ana.get(f"/api/rooms/{code}/queue?before={before}&limit=2")).json()
    assert [entry["track"]["title"] for entry in back["entries"]] == ["Song 3", "Song 4"]
    assert back["remaining"] == 3
    await world.enqueue(code, ana, await world.shelve("Late"))
    later = (await ana.get(f"/api/rooms/{code}/queue")).json()
    assert later["rev"] == rest["rev"] + 1


async def test_members_are_read_page_by_page(world: World) -> None:
    ana = await world.person("Ana")
    code = await ana.room()
    for name in ("Ben", "Cleo", "Dan"):
        await world.join(code, await world.person(name))
    first = (await ana.get(f"/api/rooms/{code}/members?limit=3")).json()
    assert [member["name"] for member in first["members"]] == ["Ana", "Ben", "Cleo"]
    assert first["remaining"] == 1
    after = first["members"][-1]["member_id"]
    rest = (await ana.get(f"/api/rooms/{code}/members?after={after}")).json()
    assert [member["name"] for member in rest["members"]] == ["Dan"]


async def test_history_tells_what_was_played_by_whom_newest_first(world: World) -> None:
    ana = await world.person("Ana")
    code = await ana.room()
    await world.enqueue(code, ana, *[await world.shelve(f"Song {i}") for i in range(4)])
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    from sonix.protocol.client import PlayCommand

    await world.services.rooms.execute(room_id, "play", ana.user_id, PlayCommand())
    for i in range(3):
        room = await world.services.rooms.get(room_id)
        assert room is not None
        assert room.transport.entry_id is not None
        command = SkipCommand(entry_id=room.transport.entry_id)
        await world.services.rooms.execute(room_id, f"skip-{i}", ana.user_id, command)
    first = (await ana.get(f"/api/rooms/{code}/history?limit=2")).json()
    assert [(item["track"]["title"], item["added_by_name"]) for item in first["items"]] == [
        ("Song 3", "Ana"),
        ("Song 2", "Ana"),
    ]
    rest = (await ana.get(f"/api/rooms/{code}/history?before={first['next']}")).json()
    assert "Song 1" in [item["track"]["title"] for item in rest["items"]]
    assert rest["next"] is None


@pytest.mark.parametrize("page", ["queue", "members", "history", "grants?renditions=a"])
async def test_pages_of_a_room_take_a_name_and_a_room(world: World, page: str) -> None:
    ana = await world.person()
    code = await ana.room()
    problem(await world.http.get(f"/api/rooms/{code}/{page}"), 401, "unauthenticated")
    problem(await ana.get(f"/api/rooms/ZZZZZZ/{page}"), 404, "no_such_room")


async def test_a_new_name_is_in_every_room_one_is_in(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    codes = [await ana.room("Kitchen"), await ben.room("Bath"), await ben.room("Attic")]
    for code in codes[1:]:
        await world.join(code, ana)
    left = await world.services.rooms.find(codes[2])
    assert left is not None
    await world.services.rooms.execute(left, "leave", ana.user_id, LeaveCommand())
    for _ in range(2):  # the same name once more changes nothing
        assert (await ana.ask("PATCH", "/api/me", json={"name": "Zoë"})).status_code == 200
    for code, names in zip(codes, [{"Zoë"}, {"Zoë", "Ben"}, {"Ben"}], strict=True):
        found = (await ana.get(f"/api/rooms/{code}/members")).json()["members"]
        assert {member["name"] for member in found} == names
    assert (await world.http.get(f"/api/rooms/{codes[0]}")).json()["host_name"] == "Zoë"
    room = await world.services.rooms.committed(left)
    assert room is not None
    assert room.members[ana.user_id].left
