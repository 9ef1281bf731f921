"""Whatever people did before, on each of the three databases: who leaves is named nowhere, and what stays is whole."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sonix.config import Database as DatabaseSettings
from sonix.db.tables import queue_entries, room_members, rooms
from sonix.db.tables_accounts import users
from sonix.db.tables_library import track_holders, tracks
from sonix.protocol.client import JumpCommand
from tests.admin.test_leaving import leave, leaving, named_in
from tests.api.world import Person, World, opened
from tests.servers.databases import DatabaseServer

Deed = Literal[
    "room", "join", "mine", "shared", "everybody", "same", "queue", "play", "part", "promote", "ban", "invite"
]
DEEDS: tuple[Deed, ...] = (
    "room", "join", "mine", "shared", "everybody", "same", "queue", "play", "part", "promote", "ban", "invite",
)  # fmt: skip
Script = list[tuple[int, Deed, int]]
PEOPLE = 3


class Play:
    """People doing things, each with what there is of it."""

    def __init__(self, world: World, root: Person, people: list[Person]) -> None:
        self.world, self.root, self.people = world, root, people
        self.codes: list[str] = []
        self.titles: list[str] = []
        self.ids: list[str] = []

    async def do(self, who: Person, deed: Deed, which: int) -> None:
        code = self.codes[which % len(self.codes)] if self.codes else None
        match deed:
            case "room":
                self.codes.append(await who.room(f"Room {len(self.codes)}"))
            case "join" if code:
                await self.world.join(code, who)
            case "mine" | "everybody":
                await self._shelve(f"Song {len(self.titles)}", who, "mine" if deed == "mine" else "instance")
            case "shared" if code:
                await self.world.join(code, who)
                await self._shelve(f"Song {len(self.titles)}", who, "room", code)
            case "same" if self.titles:
                await self._shelve(self.titles[which % len(self.titles)], who, "mine")
            case "queue" if code and self.ids:
                await self.world.join(code, who)
                if await who.titles():
                    mine = (await who.get("/api/tracks")).json()["tracks"]
                    await self.world.enqueue(code, who, mine[which % len(mine)]["track_id"])
            case "play" if code:
                await self._play(code, who)
            case "part":
                await who.send(await who.start_upload(b"x" * 500), b"x" * 100)
            case "promote":
                await self.root.ask("PATCH", f"/api/admin/users/{who.user_id}", json={"is_admin": which % 2 == 0})
            case "ban":
                why = {"banned": True, "ban_reason": f"It was {who.user_id}"}
                await self.root.ask("PATCH", f"/api/admin/users/{who.user_id}", json=why)
                await self.root.ask("PATCH", f"/api/admin/users/{who.user_id}", json={"banned": False})
            case "invite":
                await who.ask("POST", "/api/admin/invitations", json={"note": "for a friend"})
            case _:
                """There is nothing to do it with yet."""

    async def _shelve(
        self, title: str, who: Person, visibility: Literal["mine", "room", "instance"], room: str | None = None
    ) -> None:
        self.titles.append(title)
        self.ids.append(await self.world.shelve(title, by=who, visibility=visibility, room=room))

    async def _play(self, code: str, who: Person) -> None:
        await self.world.join(code, who)
        room = await self.world.services.rooms.load(code)
        assert room is not None
        for entry_id in list(room.entries)[-1:]:
            jump = JumpCommand(entry_id=entry_id)
            await self.world.services.rooms.execute(room.room_id, f"jump-{room.rev}", who.user_id, jump)


async def _is_whole(world: World) -> None:
    """Every room has a host who is in it, and everything else belongs to somebody who is here, or to nobody."""
    async with world.services.database.read() as connection:
        people = set((await connection.execute(select(users.c.user_id))).scalars())
        hosts = {row.room_id: row.host_id for row in await connection.execute(select(rooms.c.room_id, rooms.c.host_id))}
        members = [(row.room_id, row.member_id) for row in await connection.execute(select(room_members))]
        owners = set((await connection.execute(select(tracks.c.owner_id))).scalars()) - {None}
        holders = set((await connection.execute(select(track_holders.c.user_id))).scalars())
        added = set((await connection.execute(select(queue_entries.c.added_by))).scalars()) - {"gone"}
    assert all((room_id, host_id) in members for room_id, host_id in hosts.items())
    assert {member_id for _, member_id in members} | owners | holders | added <= people
    for code_room in hosts:
        assert await world.services.rooms.get(code_room) is not None


async def _play_through(url: str, script: Script) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = DatabaseSettings(url=url) if url else DatabaseSettings()
        async with opened(Path(folder), database=database) as world:
            root = await world.admin()
            people = [await world.person(f"Person-{number}") for number in range(PEOPLE)]
            play = Play(world, root, people)
            for number, deed, which in script:
                await play.do(people[number], deed, which)
            for number, person in enumerate(people):
                told = await leaving(person)
                before = len(await root.titles("limit=200"))
                hosted = len((await root.get("/api/admin/rooms")).json()["items"])
                await leave(person)
                assert await named_in(world, person.user_id, f"Person-{number}") == []
                assert len(await root.titles("limit=200")) == before - told["tracks_deleted"]
                left = len((await root.get("/api/admin/rooms")).json()["items"])
                assert left == hosted - len(told["rooms_deleted"])
                await _is_whole(world)


@pytest.fixture
def fresh_url(database_kind: str, request: pytest.FixtureRequest) -> Callable[[], str]:
    """URLs of databases without rows; empty: a file of the instance's own."""
    if database_kind == "sqlite":
        return lambda: ""
    server: DatabaseServer = request.getfixturevalue(database_kind)
    return server.clean_url


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(DEEDS), st.integers(0, 5)), max_size=25))
def test_who_leaves_is_named_nowhere_and_what_stays_is_whole(fresh_url: Callable[[], str], script: Script) -> None:
    asyncio.run(_play_through(fresh_url(), script))
