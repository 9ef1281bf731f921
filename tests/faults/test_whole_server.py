"""`sonix serve` itself, ended rudely and politely, with members connected."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sonix.protocol.client import ConfigureCommand, RenameCommand
from sonix.protocol.server import Ack
from tests.e2e.server import SonixServer
from tests.live.person import person

pytestmark = pytest.mark.anyio


class Visitor:
    """A guest of the running server, by the HTTP API."""

    def __init__(self, server: SonixServer) -> None:
        self._url = server.url
        self.socket_url = server.url.replace("http", "ws") + "/api/socket"
        self.token = str(self.post("/api/guests", {"name": "Hanna"})["access"])

    def post(self, path: str, body: object) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if hasattr(self, "token"):
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self._url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
        return found


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[SonixServer]:
    found = SonixServer(tmp_path / "data", env={"SONIX_DEMO_MUSIC": "false"})
    await asyncio.to_thread(found.start)
    yield found
    await asyncio.to_thread(found.kill)


async def test_a_room_and_its_members_are_there_after_a_kill(server: SonixServer) -> None:
    hanna = await asyncio.to_thread(Visitor, server)
    room = await asyncio.to_thread(hanna.post, "/api/rooms", {"name": "Kitchen"})
    async with person(hanna.socket_url) as before:
        first = await before.hello(room["code"], hanna.token)
        assert isinstance(await before.command(ConfigureCommand(name="Bath")), Ack)
        assert isinstance(await before.command(RenameCommand(name="Johanna")), Ack)
        await asyncio.to_thread(server.kill)
        assert (await before.end())[0] == 1006
    await asyncio.to_thread(server.start)
    async with person(hanna.socket_url) as after:
        again = await after.hello(room["code"], hanna.token, listening=False)  # who comes in goes by their own name
    assert again.snapshot is not None
    assert (again.member_id, again.clock_id) == (first.member_id, first.clock_id)
    assert again.snapshot.name == "Bath"
    assert [member.name for member in again.snapshot.members] == ["Johanna"]


async def test_a_polite_stop_tells_every_socket_to_come_back(server: SonixServer) -> None:
    hanna = await asyncio.to_thread(Visitor, server)
    room = await asyncio.to_thread(hanna.post, "/api/rooms", {"name": "Kitchen"})
    async with person(hanna.socket_url) as connected:
        await connected.hello(room["code"], hanna.token)
        stopping = asyncio.create_task(asyncio.to_thread(server.stop))
        assert (await connected.end())[0] == 4000
        await stopping
