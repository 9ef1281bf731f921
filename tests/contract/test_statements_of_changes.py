"""How many statements a request costs that changes something: few, and no more for much at once than for little."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sonix.config import Limits
from tests.api.world import Person, World, opened
from tests.contract.test_statements import counted, furnish

pytestmark = pytest.mark.anyio

FEW, MANY = 3, 20

CHANGES = {
    "start a room": 3,
    "announce an upload": 6,
    "send a piece of it": 6,
    "take it back": 4,
    "change tags": 11,
    "share with a room": 10,
    "delete a track": 16,
    "sign out one device": 3,
    "sign out all others": 3,
    "set a quota": 8,
    "sign somebody out": 6,
    "invite": 4,
    "take an invitation back": 4,
    "delete a room": 5,
    "leave": 110,
    "delete a person": 111,
}
"""The most that each may cost: asking who it is, doing it, and telling how it is now."""
NEW_NAME, NEW_NAME_IN_A_ROOM = 8, 15
"""Another name is a commit of its own in each room one is in, and those who are there are told."""


class Counting:
    """Sends requests and notes what each costs."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.found: dict[str, int] = {}

    async def ask(self, name: str, who: Person, method: str, path: str, **more: Any) -> Any:
        """Send one; returns what it answers, None for nothing."""
        with counted(self._world) as statements:
            answer = await who.ask(method, path, **more)
        assert answer.is_success, answer.text
        self.found[name] = len(statements.texts)
        return answer.json() if answer.content else None


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    limits = Limits(guests_per_minute=10_000, uploads_per_minute=10_000)
    async with opened(tmp_path, limits=limits) as found:
        services = found.services
        for part in (services.processing, services.party.told.opener, services.party.visits):
            await part.stop()  # it looks for work by itself, and must not be counted
        yield found


async def own_much(world: World, who: Person, rows: int) -> tuple[str, list[str]]:
    """As much of everything that somebody leaves behind: rooms others are in, tracks others hold or hear."""
    code, tracks = await furnish(world, who, rows)
    other = await world.person("Other")
    for n in range(rows):
        room = await world.services.rooms.create(who.user_id, "Who", f"Shared {n}")
        await world.services.rooms.join(room.room_id, other.identity)
        for title in ("Mine", "Held", "Heard"):
            held = await world.shelve(f"{title} {who.user_id} {n}", by=who, visibility="mine")
            if title == "Held":
                await world.shelve(f"{title} {who.user_id} {n}", by=other, visibility="mine")
            if title == "Heard":
                await world.enqueue(code, who, held)
    return code, tracks


async def changing(world: World, root: Person, rows: int) -> dict[str, int]:
    """Statements of every request that changes something of somebody who has that much."""
    who = await world.person(f"Who {rows}")
    code, tracks = await own_much(world, who, rows)
    counting = Counting(world)
    ask, user = counting.ask, f"/api/admin/users/{who.user_id}"
    started = await ask("start a room", who, "POST", "/api/rooms", json={"name": "Attic"})
    await ask("take another name", who, "PATCH", "/api/me", json={"name": "Anna"})
    upload = await ask("announce an upload", who, "POST", "/api/uploads", json={"file_name": "a.wav", "size": 20})
    path = f"/api/uploads/{upload['upload_id']}"
    await ask("send a piece of it", who, "PUT", path, content=b"x" * 10, headers={"Upload-Offset": "0"})
    await ask("take it back", who, "DELETE", path)
    await ask("change tags", who, "PATCH", f"/api/tracks/{tracks[0]}", json={"title": f"Novel{rows} Wording{rows}"})
    await ask("share with a room", who, "PATCH", f"/api/tracks/{tracks[1]}", json={"visibility": "room", "room": code})
    await ask("delete a track", who, "DELETE", f"/api/tracks/{tracks[2]}")
    devices = (await who.get("/api/sessions")).json()
    other = next(device["session_id"] for device in devices if not device["current"])
    await ask("sign out one device", who, "DELETE", f"/api/sessions/{other}")
    await ask("sign out all others", who, "DELETE", "/api/sessions")
    await ask("set a quota", root, "PATCH", user, json={"quota_tracks": 7})
    for n in range(rows):
        await world.services.sessions.start(who.user_id, f"Device {n}", "127.0.0.1")
    await ask("sign somebody out", root, "DELETE", f"{user}/sessions")
    invitation = await ask("invite", root, "POST", "/api/admin/invitations", json={})
    back = f"/api/admin/invitations/{invitation['invitation_id']}"
    await ask("take an invitation back", root, "DELETE", back)
    room_id = await world.services.rooms.find(started["code"])
    await ask("delete a room", root, "DELETE", f"/api/admin/rooms/{room_id}")
    await ask("delete a person", root, "DELETE", user)
    leaver = await world.person(f"Leaver {rows}")
    await own_much(world, leaver, rows)
    await ask("leave", leaver, "DELETE", "/api/me")
    return counting.found


async def test_a_change_costs_few_statements_and_no_more_when_there_is_much(world: World) -> None:
    root = await world.admin()
    few, many = await changing(world, root, FEW), await changing(world, root, MANY)
    for found, rooms in ((few, FEW + 1), (many, MANY + 1)):  # those there were, and the attic
        assert found.pop("take another name") <= NEW_NAME + NEW_NAME_IN_A_ROOM * rooms
    assert many == few
    assert {name: count for name, count in few.items() if count > CHANGES[name]} == {}
