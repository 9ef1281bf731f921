"""Somebody leaves for good: said first, done whole, and nobody's row names them afterwards."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, text, update

from sonix.bus.port import News, Revoked
from sonix.db.schema import metadata
from sonix.db.tables import room_members
from sonix.db.tables_accounts import audit
from sonix.db.tables_library import track_holders, tracks
from sonix.protocol.client import JumpCommand
from sonix.rooms.ports import Identity
from tests.admin.acts import change, items
from tests.api.world import Person, World, problem, tone

pytestmark = pytest.mark.anyio
PASSWORD = "three odd turnips"


async def named_in(world: World, *words: str) -> list[str]:
    """Every column of every table in which one of the words stands."""
    found: set[str] = set()
    async with world.services.database.read() as connection:
        for table in metadata.sorted_tables:
            for row in (await connection.execute(select(table))).mappings():
                found |= {f"{table.name}.{c}" for c, value in row.items() if any(word in str(value) for word in words)}
    return sorted(found)


async def leave(person: Person, password: str | None = None) -> None:
    answer = await person.ask("DELETE", "/api/me", json={"password": password})
    assert answer.status_code == 204, answer.text


async def leaving(person: Person) -> dict[str, Any]:
    told: dict[str, Any] = (await person.get("/api/me/leaving")).json()
    return told


async def host_of(world: World, code: str) -> str | None:
    """Who hosts a room, asked of the server; None when there is no such room."""
    room = await world.services.rooms.load(code)
    return None if room is None else room.host_id


async def test_who_is_alone_leaves_nothing(world: World) -> None:
    ana = await world.person("Ana-the-first")
    code = await ana.room("Ana's place")
    mine = await world.shelve("Mine", by=ana, visibility="mine")
    await world.enqueue(code, ana, mine)
    told = await leaving(ana)
    kept = len("Mine") * 200 + 60
    assert told == {
        "rooms_handed_over": [],
        "rooms_deleted": ["Ana's place"],
        "tracks_deleted": 1,
        "tracks_kept": 0,
        "bytes_deleted": kept,
        "needs_password": False,
    }
    await leave(ana)
    assert await host_of(world, code) is None
    assert await named_in(world, ana.user_id, "Ana-the-first", "Ana's place") == []
    problem(await ana.get("/api/me"), 401, "unauthenticated")


async def test_a_room_goes_to_whoever_has_been_there_longest(world: World) -> None:
    ana, ben, eve, out = [await world.person(name) for name in ("Ana", "Ben", "Eve", "Out")]
    root = await world.admin()
    code = await ana.room("Kitchen")
    for person in (out, ben, eve):
        await world.join(code, person)
    await change(root, out.user_id, banned=True)
    assert (await leaving(ana))["rooms_handed_over"] == [{"name": "Kitchen", "to": "Ben"}]
    await leave(ana)
    room = await world.services.rooms.load(code)
    assert room is not None
    assert room.host_id == ben.user_id
    assert set(room.members) == {out.user_id, ben.user_id, eve.user_id}
    assert await named_in(world, ana.user_id) == []


async def test_a_host_who_left_the_room_before_still_hands_it_on(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    code = await ana.room()
    await world.join(code, ben)
    async with world.services.database.transaction() as connection:
        await connection.execute(update(room_members).where(room_members.c.member_id == ana.user_id).values(gone=True))
    await leave(ana)
    assert await host_of(world, code) == ben.user_id


async def test_what_they_queued_and_played_stays_as_of_someone_who_left(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    code = await ben.room()
    await world.join(code, ana)
    shared = [await world.shelve(title, by=ana, visibility="mine") for title in ("One", "Two")]
    await world.enqueue(code, ana, *shared)
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    queue = (await ben.get(f"/api/rooms/{code}/queue")).json()["entries"]
    await world.services.rooms.execute(room_id, "jump", ben.user_id, JumpCommand(entry_id=queue[-1]["entry_id"]))
    heard: list[News] = []
    world.services.bus.subscribe(heard.append)
    before = await world.services.rooms.committed(room_id)
    assert before is not None
    await leave(ana)
    room = await world.services.rooms.committed(room_id)
    assert room is not None
    assert {entry.added_by for entry in room.entries.values()} == {"gone"}
    assert [item["added_by_name"] for item in (await ben.get(f"/api/rooms/{code}/history")).json()["items"]] == [""]
    # A gap of revisions: whoever is connected loads the room anew.
    assert [(news.room_id, [r.rev for r in news.revisions]) for news in heard] == [(room_id, [before.rev + 2])]
    assert await named_in(world, ana.user_id) == []
    await world.enqueue(code, ben, await world.shelve("Three", by=ben, visibility="mine"))
    assert await named_in(world, ana.user_id) == []


async def test_music_others_can_use_stays_and_the_rest_goes(world: World) -> None:
    ana, ben, eve = [await world.person(name) for name in ("Ana", "Ben", "Eve")]
    own, bens = await ana.room("Own"), await ben.room("Ben's")
    await world.join(bens, ana)
    ids = {
        "only mine": await world.shelve("only mine", by=ana, visibility="mine"),
        "in my room": await world.shelve("in my room", by=ana, visibility="room", room=own),
        "in bens room": await world.shelve("in bens room", by=ana, visibility="room", room=bens),
        "queued": await world.shelve("queued", by=ana, visibility="mine"),
        "everybodys": await world.shelve("everybodys", by=ana, visibility="instance"),
        "also eves": await world.shelve("also eves", by=ana, visibility="mine"),
    }
    await world.shelve("also eves", by=eve, visibility="mine")
    await world.shelve("bens", by=ben, visibility="mine")
    await world.shelve("bens", by=ana, visibility="mine")
    await world.enqueue(bens, ana, ids["queued"])
    told = await leaving(ana)
    assert (told["tracks_deleted"], told["tracks_kept"]) == (2, 4)
    await leave(ana)
    async with world.services.database.read() as connection:
        rows = (await connection.execute(select(tracks.c.title, tracks.c.owner_id, tracks.c.visibility))).all()
        holders = (await connection.execute(select(track_holders.c.user_id))).scalars().all()
    assert {row.title: (row.owner_id, row.visibility) for row in rows} == {
        "in bens room": (None, "room"),
        "queued": (None, "room"),
        "everybodys": (None, "instance"),
        "also eves": (eve.user_id, "mine"),
        "bens": (ben.user_id, "mine"),
    }
    assert sorted(holders) == sorted([ben.user_id, eve.user_id])
    assert sorted(await ben.titles()) == ["bens", "everybodys", "in bens room", "queued"]
    assert await ben.titles("q=mine") == []


async def test_the_last_administrator_may_not_leave_and_another_may(world: World) -> None:
    root, other = await world.admin(), await world.person("Other")
    problem(await root.ask("DELETE", "/api/me"), 409, "last_admin")
    await change(root, other.user_id, is_admin=True)
    await change(root, other.user_id, quota_tracks=3)
    await leave(root)
    assert await named_in(world, root.user_id) == []
    first, *_, last = await items(other, "audit")
    assert first["actor_id"].startswith("gone-")
    assert (last["action"], last["actor_id"], last["subject"]) == (
        "claim_admin",
        first["actor_id"],
        f"user:{first['actor_id']}",
    )


async def test_an_administrator_deletes_somebody_and_the_log_does_not_name_them(world: World) -> None:
    root, ana = await world.admin(), await world.person("Ana")
    heard: list[Revoked] = []
    world.services.bus.subscribe_revoked(heard.append)
    await change(root, ana.user_id, banned=True, ban_reason="Ana played polka")
    assert (await root.ask("DELETE", f"/api/admin/users/{ana.user_id}")).status_code == 204
    assert (heard[-1].why, heard[-1].user_id) == ("signed_out", ana.user_id)
    assert await named_in(world, ana.user_id, "polka") == []
    assert [act["action"] for act in await items(root, "audit")] == ["user.delete", "user.ban", "claim_admin"]
    problem(await root.ask("DELETE", f"/api/admin/users/{ana.user_id}"), 404, "no_such_user")
    problem(await root.ask("DELETE", f"/api/admin/users/{root.user_id}"), 409, "not_yourself")


async def test_an_administrator_is_unmade_before_they_are_deleted(world: World) -> None:
    root, other = await world.admin(), await world.person("Other")
    await change(root, other.user_id, is_admin=True)
    problem(await root.ask("DELETE", f"/api/admin/users/{other.user_id}"), 409, "is_admin")
    async with world.services.database.read() as connection:
        acts = (await connection.execute(select(audit.c.action))).scalars().all()
    assert "user.delete" not in acts


async def test_an_upload_under_way_ends_with_its_owner(world: World) -> None:
    ana = await world.person("Ana")
    data = tone()
    begun = await ana.start_upload(data)
    await ana.send(begun, data[:1000])
    whole = await ana.start_upload(data)
    await ana.send(whole, data)
    await leave(ana)
    assert await named_in(world, ana.user_id) == []
    assert list((world.settings.data_dir / "uploads").glob("*")) == []


async def test_two_who_leave_at_once_leave_no_room_to_nobody(world: World) -> None:
    ana, ben, eve = [await world.person(name) for name in ("Ana", "Ben", "Eve")]
    code = await ana.room()
    await world.join(code, ben)
    await world.join(code, eve)
    await asyncio.gather(leave(ana), leave(ben))
    assert await host_of(world, code) == eve.user_id
    assert await named_in(world, ana.user_id, ben.user_id) == []


async def test_nothing_happens_when_a_part_of_it_fails(world: World) -> None:
    ana = await world.person("Ana")
    code = await ana.room()
    await world.shelve("Mine", by=ana, visibility="mine")
    before = await named_in(world, ana.user_id)
    async with world.services.database.transaction() as connection:
        await connection.execute(
            text("CREATE TRIGGER no BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'no room on the disk'); END")
        )
    assert (await ana.ask("DELETE", "/api/me")).status_code >= 500
    assert await named_in(world, ana.user_id) == before
    assert await host_of(world, code) == ana.user_id
    assert await ana.titles() == ["Mine"]


async def with_account(world: World) -> Person:
    """Somebody with a password, let in by an invitation."""
    root = await world.admin()
    link = (await root.ask("POST", "/api/admin/invitations", json={"note": "x"})).json()["link"]
    wanted = {"name": "Carla-the-account", "email": "Carla@example.org", "password": PASSWORD}
    made = await world.http.post("/api/accounts", json={**wanted, "invitation": link.partition("#invitation=")[2]})
    assert made.status_code == 201, made.text
    world.http.cookies.clear()
    user = made.json()["user"]
    return Person(world.http, Identity(user["user_id"], user["name"]), made.json()["access"])


async def test_an_account_is_deleted_by_whoever_knows_the_password(world: World) -> None:
    carla = await with_account(world)
    assert (await leaving(carla))["needs_password"] is True
    problem(await carla.ask("DELETE", "/api/me"), 403, "wrong_password")
    problem(await carla.ask("DELETE", "/api/me", json={"password": "wrong"}), 403, "wrong_password")
    await leave(carla, PASSWORD)
    assert await named_in(world, carla.user_id, "Carla", "carla") == []
