"""A room's past: evenings, figures, who was there, and whose business it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from sonix.config import Directory
from sonix.db.tables import room_history
from sonix.db.tables_listings import room_visits
from sonix.protocol.client import PlayCommand, SkipCommand
from sonix.rooms.listeners import Listener
from tests.api.world import Person, World, opened, problem

pytestmark = pytest.mark.anyio
HOUR_US = 3_600_000_000


async def play(world: World, code: str, host: Person, *titles: str) -> str:
    """Have tracks played one after the other; returns the room's id."""
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    rooms = world.services.rooms
    for title in titles:
        await world.enqueue(code, host, await world.shelve(title, "Band"))
        room = await rooms.get(room_id)
        assert room is not None
        if room.transport.playing and room.transport.entry_id is not None:
            await rooms.execute(room_id, f"skip {title}", host.user_id, SkipCommand(room.transport.entry_id))
        else:
            await rooms.execute(room_id, f"play {title}", host.user_id, PlayCommand())
    return room_id


async def back_date(world: World, room_id: str, by_us: int) -> None:
    """Move all that has been played into the past."""
    async with world.services.database.transaction() as connection:
        moved = update(room_history).where(room_history.c.room_id == room_id)
        await connection.execute(moved.values(at_us=room_history.c.at_us - by_us))


async def test_what_was_played_falls_into_evenings(world: World) -> None:
    ana = await world.person()
    code = await ana.room()
    room_id = await play(world, code, ana, "One", "Two")
    await back_date(world, room_id, 5 * HOUR_US)
    await play(world, code, ana, "Three")
    page = (await ana.get(f"/api/rooms/{code}/evenings")).json()
    assert [evening["tracks"] for evening in page["evenings"]] == [1, 2]
    assert page["next"] is None
    older = page["evenings"][1]
    span = f"from_us={older['from_us']}&to_us={older['to_us']}"
    top = (await ana.get(f"/api/rooms/{code}/top?{span}")).json()
    assert (top["plays"], {track["title"] for track in top["tracks"]}) == (2, {"One", "Two"})
    ever = (await ana.get(f"/api/rooms/{code}/top")).json()
    assert (ever["plays"], ever["people"][0]["name"], ever["people"][0]["tracks"]) == (3, "Ana", 3)


async def test_who_was_there_is_noted_once_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        async with opened(tmp_path) as world:
            services = world.services
            if not (found := await _rooms(world)):
                await (await world.person()).room()
                found = await _rooms(world)
            listener = Listener(found[0], "ana", True, 0)
            services.listeners.add(listener)
            await services.party.visits.look()
            await services.party.visits.look()
            services.listeners.remove(listener)
            async with services.database.read() as connection:
                rows = (await connection.execute(select(room_visits))).all()
            assert [(row.room_id, row.member_id) for row in rows] == [(found[0], "ana")]
            assert rows[0].to_us > rows[0].from_us


async def _rooms(world: World) -> list[str]:
    from sonix.db.tables import rooms

    async with world.services.database.read() as connection:
        return list((await connection.execute(select(rooms.c.room_id))).scalars())


async def test_a_deleted_room_is_visited_by_nobody(world: World) -> None:
    ana = await world.person()
    code = await ana.room()
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    listener = Listener(room_id, ana.user_id, True, 0)
    world.services.listeners.add(listener)
    await ana.ask("DELETE", f"/api/rooms/{code}")
    await world.services.party.visits.look()
    world.services.listeners.remove(listener)
    async with world.services.database.read() as connection:
        assert (await connection.execute(select(room_visits))).all() == []


async def test_who_leaves_for_good_is_named_no_more(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    code = await ana.room()
    await world.join(code, ben)
    room_id = await play(world, code, ben, "One")
    listener = Listener(room_id, ben.user_id, True, 0)
    world.services.listeners.add(listener)
    await world.services.party.visits.look()
    world.services.listeners.remove(listener)
    assert (await ben.ask("DELETE", "/api/me", headers={"X-Sonix": "1"})).status_code == 204
    top = (await ana.get(f"/api/rooms/{code}/top")).json()
    (someone,) = [person for person in top["people"] if person["tracks"]]
    assert (someone["name"], someone["tracks"], top["people_there"]) == ("", 1, 1)
    assert ben.user_id not in str(top)


@pytest.mark.parametrize("page", ["history", "evenings", "top"])
async def test_the_past_of_a_private_room_is_its_members(tmp_path: Path, page: str) -> None:
    async with opened(tmp_path, directory=Directory(who="everyone")) as world:
        ana, ben, cleo = [await world.person(name) for name in ("Ana", "Ben", "Cleo")]
        code = await ana.room()
        await world.join(code, ben)
        path = f"/api/rooms/{code}/{page}"
        assert (await ben.get(path)).status_code == 200
        problem(await cleo.get(path), 403, "members_only")
        problem(await world.http.get(path), 401, "unauthenticated")
        details = f"/api/rooms/{code}/details"
        await ana.ask("PATCH", details, json={"public": True})
        assert (await world.http.get(path)).status_code == 200
        await ana.ask("PATCH", details, json={"password": "open sesame"})
        problem(await cleo.get(path), 403, "members_only")
        assert (await ben.get(path)).status_code == 200
