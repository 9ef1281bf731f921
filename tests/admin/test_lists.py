"""Rooms, invitations, storage, settings, the log of acts, and who listens."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, select

from sonix.accounts.audit import Audit
from sonix.admin.settings import settings_in_force
from sonix.config import Database as DatabaseSettings
from sonix.config import Mail, Oidc, Quotas, Settings, Supabase, load
from sonix.db.tables import queue_entries, room_events, room_members
from sonix.db.tables_accounts import audit, invitations
from sonix.db.tables_library import track_rooms
from sonix.protocol import server as s
from sonix.rooms.listeners import Listener
from tests.admin.acts import acts, change, every, items
from tests.api.world import Person, World, opened, problem
from tests.live import person as sockets
from tests.live.instance import running

pytestmark = pytest.mark.anyio


async def test_rooms_are_listed_with_their_people(world: World) -> None:
    root, ana, ben = await world.admin(), await world.person("Ana"), await world.person("Ben")
    code = await ana.room("Kitchen")
    await world.join(code, ben)
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    world.services.listeners.add(Listener(room_id, ben.user_id, True, 0))
    (room,) = await items(root, "rooms")
    assert room["seen_at_s"] >= room["created_at_s"] > 1_600_000_000
    assert {key: room[key] for key in ("room_id", "code", "name", "host_name", "members", "listeners")} == {
        "room_id": room_id,
        "code": code,
        "name": "Kitchen",
        "host_name": "Ana",
        "members": 2,
        "listeners": 1,
    }


async def test_a_deleted_room_is_gone_with_all_that_belonged_to_it(world: World) -> None:
    root, ana = await world.admin(), await world.person("Ana")
    code = await ana.room("Kitchen")
    await world.enqueue(code, ana, await world.shelve("One", by=ana, visibility="room", room=code))
    room_id = (await items(root, "rooms"))[0]["room_id"]
    await ana.start_upload(b"x" * 10, room=code)
    assert (await root.ask("DELETE", f"/api/admin/rooms/{room_id}")).status_code == 204
    problem(await ana.get(f"/api/rooms/{code}"), 404, "no_such_room")
    problem(await root.ask("DELETE", f"/api/admin/rooms/{room_id}"), 404, "no_such_room")
    async with world.services.database.read() as connection:
        for table in (room_members, queue_entries, room_events, track_rooms):
            assert (await connection.execute(select(table))).first() is None, table.name
    assert (await acts(root))[1:] == [("room.delete", f"room:{room_id}")]
    assert await ana.titles("mine=true") == ["One"]


async def test_whoever_is_in_a_deleted_room_is_told(tmp_path: Path) -> None:
    async with running(tmp_path) as instance:
        room = await instance.room("t-1")
        async with sockets.person(instance.url) as person:
            await person.hello(room.code)
            await instance.rooms.deleted(room.room_id)
            code, reason = await person.end()
    assert (code, reason) == (4202, "This room has been deleted.")


async def test_whoever_is_in_a_room_that_was_rewritten_loads_it_anew(tmp_path: Path) -> None:
    async with running(tmp_path) as instance:
        room = await instance.room("t-1")
        async with sockets.person(instance.url) as person:
            await person.hello(room.code)
            rev = (await instance.rooms.committed(room.room_id) or room).rev
            await instance.rooms.rewritten(room.room_id, rev + 2)
            news = await person.get(s.EventsMessage)
    assert [revision.rev for revision in news.revisions] == [rev + 2]


async def test_an_invitation_lets_in_until_it_is_revoked(world: World) -> None:
    root = await world.admin()
    made = await root.ask("POST", "/api/admin/invitations", json={"note": " The\nchoir ", "uses": 3, "days": None})
    body = made.json()
    assert made.status_code == 201
    page, _, code = body.pop("link").partition("#invitation=")
    assert page.endswith("/account/join")
    assert await items(root, "invitations") == [body]
    assert (body["note"], body["uses_left"], body["expires_at_s"], body["made_by_name"]) == (
        "The choir",
        3,
        None,
        "Root",
    )
    async with world.services.database.read() as connection:
        (row,) = (await connection.execute(select(invitations))).all()
    assert code not in str(row)
    wanted = {"name": "Ana", "email": "ana@example.org", "password": "three odd turnips", "invitation": code}
    assert (await world.http.post("/api/accounts", json=wanted)).status_code == 201
    assert (await items(root, "invitations"))[0]["uses_left"] == 2
    path = f"/api/admin/invitations/{body['invitation_id']}"
    assert [(await root.ask("DELETE", path)).status_code for _ in range(2)] == [204, 204]
    later = {**wanted, "email": "ben@example.org"}
    problem(await world.http.post("/api/accounts", json=later), 403, "bad_invitation")
    problem(await root.ask("DELETE", "/api/admin/invitations/none"), 404, "no_such_invitation")
    subject = f"invitation:{body['invitation_id']}"
    assert (await acts(root))[1:] == [("invitation.make", subject), ("invitation.revoke", subject)]


@pytest.mark.parametrize("wanted", [{"uses": 0}, {"uses": 1001}, {"days": 0}, {"note": "x" * 201}])
async def test_invitations_are_bounded(world: World, wanted: dict[str, object]) -> None:
    root = await world.admin()
    problem(await root.ask("POST", "/api/admin/invitations", json=wanted), 422, "invalid_request")


async def test_storage_is_told_by_who_owns_it_the_most_first(tmp_path: Path) -> None:
    async with opened(tmp_path, quotas=Quotas(bytes=10_000, tracks=50)) as world:
        root, ana, ben = await world.admin(), await world.person("Ana"), await world.person("Ben")
        await root.ask("PATCH", f"/api/admin/users/{ben.user_id}", json={"quota_tracks": 7})
        await world.shelve("a" * 4, by=ana, visibility="mine")
        await world.shelve("b" * 20, by=ben, visibility="mine")
        await world.shelve("a" * 4, by=ben, visibility="mine")  # Ana's bytes: they count for her
        await world.shelve("c" * 10)
        body = (await root.get("/api/admin/storage")).json()
    kept = {chars: chars * 200 + 60 for chars in (4, 20, 10)}
    assert body.pop("items") == [
        {
            "user_id": ben.user_id,
            "name": "Ben",
            "bytes": kept[20],
            "tracks": 1,
            "quota_bytes": 10_000,
            "quota_tracks": 7,
        },
        {
            "user_id": ana.user_id,
            "name": "Ana",
            "bytes": kept[4],
            "tracks": 1,
            "quota_bytes": 10_000,
            "quota_tracks": 50,
        },
    ]
    assert body == {
        "next_cursor": None,
        "total_bytes": sum(kept.values()),
        "limit_bytes": Settings().uploads.total_bytes,
        "instance_bytes": kept[10],
        "instance_tracks": 1,
    }


async def test_pages_of_storage_hold_everybody_once_also_with_the_same_amount(world: World) -> None:
    root = await world.admin()
    people = [await world.services.users.create_guest(f"Person {number}") for number in range(53)]
    for number, person in enumerate(people):
        await world.shelve(f"Song {number:03}", by=Person(world.http, person, ""), visibility="mine")
    found = await every(root, "storage")
    assert sorted(share["user_id"] for share in found) == sorted(person.user_id for person in people)


def test_settings_in_force_hide_every_secret() -> None:
    secret = "the-deep-secret"
    club = Oidc(issuer="https://id.example.org", client_id="sonix", client_secret=SecretStr(secret), label="Club")
    settings = Settings(
        mail=Mail(url="smtp://post@mail.example.org:587", password=SecretStr(secret)),
        supabase=Supabase(url="https://abcd.supabase.co", jwt_secret=SecretStr(secret)),
        database=DatabaseSettings(url=f"postgresql+asyncpg://sonix:{secret}@db/sonix?ssl=require"),
        oidc={"club": club},
    )
    told = {setting.name: setting.value for setting in settings_in_force(settings)}
    assert secret not in str(told)
    assert told["database.url"] == "postgresql+asyncpg://sonix:********@db/sonix?ssl=require"
    assert (told["mail.url"], told["mail.password"]) == ("smtp://post@mail.example.org:587", "********")
    assert told["supabase.jwt_secret"] == told["oidc.club.client_secret"] == "********"
    assert told["oidc.club.issuer"] == "https://id.example.org"
    assert (told["limits.sign_ins_per_minute"], told["tls.enabled"], told["public_url"]) == ("10", "true", "")
    assert list(told) == sorted(told)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mysql+asyncmy://u:p%40ss@h/d", "mysql+asyncmy://u:********@h/d"),
        *(
            (f"mysql+asyncmy://u:{word}@h/d", "mysql+asyncmy://u:********@h/d")
            for word in ("a#b", "a/b", "a?b", "a@b", "a:b")
        ),
        ("postgresql+asyncpg://u:a?b=1@h/d?ssl=require", "postgresql+asyncpg://u:********@h/d?ssl=require"),
        ("mysql+asyncmy://u:[a@h/d", "mysql+asyncmy://u:********@h/d"),
        ("mysql+asyncmy://h/d?p%61ssword=a@b", "mysql+asyncmy://h/d?p%61ssword=********"),
        ("sqlite+aiosqlite:////srv/sonix.db", "sqlite+aiosqlite:////srv/sonix.db"),
        ("mysql+asyncmy://h/d?password=hush&charset=utf8mb4", "mysql+asyncmy://h/d?password=********&charset=utf8mb4"),
    ],
)
def test_a_password_in_an_address_is_stars(url: str, shown: str) -> None:
    settings = Settings(database=DatabaseSettings.model_construct(url=url))
    assert {one.name: one.value for one in settings_in_force(settings)}["database.url"] == shown


async def test_settings_say_where_they_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sonix.toml"
    file.write_text('name = "Choir"\n[limits]\njoins_per_minute = 9\n')
    monkeypatch.setenv("SONIX_QUOTAS__TRACKS", "12")
    settings = load(file, {"port": 8123})
    told = {setting.name: (setting.value, setting.source) for setting in settings_in_force(settings)}
    assert told["name"] == ("Choir", "file")
    assert told["limits.joins_per_minute"] == ("9.0", "file")
    assert told["quotas.tracks"] == ("12", "environment")
    assert told["port"] == ("8123", "command line")
    assert told["quotas.bytes"] == ("", "default")


async def test_settings_are_told_to_administrators(world: World) -> None:
    root = await world.admin()
    found = await items(root, "settings")
    assert {"name": "demo_music", "value": "true", "source": "default"} in found


async def test_the_log_of_acts_is_paged_and_filtered(world: World) -> None:
    root = await world.admin()
    async with world.services.database.transaction() as connection:
        for number in range(120):
            await Audit.write(connection, root.user_id, "test.even" if number % 2 == 0 else "test.odd", f"n:{number}")
        await connection.execute(
            insert(audit).values(at_s=1, actor_id="", action="test.cut", subject="", details='{"a": "cut of')
        )
    found = await every(root, "audit")
    assert [act["seq"] for act in found] == sorted((act["seq"] for act in found), reverse=True)
    assert len(found) == 122
    assert found[0]["details"] == {"details": '{"a": "cut of'}
    assert (found[0]["actor_id"], found[0]["actor_name"]) == ("", None)
    assert (found[1]["actor_name"], found[1]["subject"]) == ("Root", "n:119")
    assert [act["subject"] for act in await every(root, "audit", action="test.even")][:2] == ["n:118", "n:116"]


async def test_the_log_names_whom_an_act_was_about_while_they_are_here(world: World) -> None:
    root, ana = await world.admin(), await world.person("Ana")
    await change(root, ana.user_id, quota_tracks=3)
    async with world.services.database.transaction() as connection:
        await Audit.write(connection, root.user_id, "room.delete", f"room:{ana.user_id}")
    named = {act["action"]: act["subject_name"] for act in await items(root, "audit")}
    assert (named["user.quota"], named["room.delete"]) == ("Ana", None)


async def test_an_act_that_is_undone_is_not_in_the_log(world: World) -> None:
    root = await world.admin()

    async def failing() -> None:
        async with world.services.database.transaction() as connection:
            await Audit.write(connection, root.user_id, "test.undone", "")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await failing()
    assert await acts(root) == [("claim_admin", f"user:{root.user_id}")]


async def test_who_listens_now_is_told_room_by_room(world: World) -> None:
    root, ana, ben = await world.admin(), await world.person("Ana"), await world.person("Ben")
    full, empty = await ana.room("Full"), await ben.room("Only looked at")
    await world.join(full, ben)
    for code, person, listening in ((full, ana, True), (full, ana, True), (full, ben, True), (empty, ben, False)):
        room_id = await world.services.rooms.find(code)
        assert room_id is not None
        world.services.listeners.add(Listener(room_id, person.user_id, listening, world.services.clock.now_us()))
    told = (await root.get("/api/admin/listening")).json()
    (room,) = told["rooms"]
    assert (told["listeners"], told["connections"], told["more_rooms"]) == (2, 4, 0)
    assert (room["name"], room["code"], room["track"], room["more"]) == ("Full", full, None, 0)
    assert [one["name"] for one in room["listeners"]] == ["Ana", "Ben"]
    assert all(abs(one["since_s"] - room["listeners"][0]["since_s"]) < 60 for one in room["listeners"])
