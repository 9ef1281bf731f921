"""kill -9 of a server under commands: what was acknowledged is there afterwards, once."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException

from sonix.core.room.create import new_room
from sonix.core.room.state import Room
from sonix.db.engine import Database, sqlite_url
from sonix.db.room_store import SqlRoomStore
from sonix.protocol.client import CommandMessage, EnqueueCommand
from sonix.protocol.server import Ack
from tests.live.person import Person, person, replayed

pytestmark = pytest.mark.anyio

KILLS = 4
CLIENTS = 3
AT_ONCE = 5
PER_CLIENT = 60


class Server:
    """A server process that comes back after it was killed."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.url = ""
        self.code = ""
        self.is_up = asyncio.Event()
        self._process: Process | None = None

    async def start(self) -> None:
        """Start, and come back once it serves."""
        arguments = ("-m", "tests.faults.serve", str(self.data_dir))
        self._process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=PIPE)
        assert self._process.stdout is not None
        async with asyncio.timeout(60):
            while not (line := await self._process.stdout.readline()).startswith(b"{"):
                assert line, "the server did not start"
        told = json.loads(line)
        self.url, self.code = told["url"], told["code"]
        self.is_up.set()

    async def kill(self) -> None:
        """As a power cut would, at once."""
        assert self._process is not None
        self.is_up.clear()
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Client:
    """A member that adds tracks, several at once, and asks again for what was not answered."""

    def __init__(self, server: Server, name: str) -> None:
        self.acknowledged: set[str] = set()
        self.wanted = [f"{name}.{number}" for number in range(PER_CLIENT)]
        self.progress = asyncio.Event()
        self._server = server
        self._name = name

    async def run(self) -> None:
        """Go on until everything is acknowledged, over as many connections as it takes."""
        while len(self.acknowledged) < len(self.wanted):
            await self._server.is_up.wait()
            with suppress(OSError, WebSocketException, AssertionError, TimeoutError):
                async with person(self._server.url) as me:
                    await me.hello(self._server.code, f"{self._name}:{self._name}")
                    await self._work(me)

    async def _work(self, me: Person) -> None:
        while left := [name for name in self.wanted if name not in self.acknowledged][:AT_ONCE]:
            for name in left:
                await me.send(CommandMessage(cmd_id=name, body=EnqueueCommand((name,))))
            for name in left:
                assert isinstance(await me.answer(name), Ack)
                self.acknowledged.add(name)
                self.progress.set()
            me.forget()


@asynccontextmanager
async def serving(data_dir: Path) -> AsyncIterator[Server]:
    server = Server(data_dir)
    await server.start()
    try:
        yield server
    finally:
        await server.kill()


async def on_disk(data_dir: Path) -> Room:
    """The room as its tables tell it; the log must tell the same from the beginning."""
    database = Database(sqlite_url(data_dir / "sonix.db"))
    store = SqlRoomStore(database)
    (known,) = await store.known_to("host", 2)
    room = await store.load(known.room_id)
    log = await store.revisions(known.room_id, 0, 100_000)
    await database.stop()
    assert room is not None
    start = new_room(room.room_id, room.code, room.name, "host", "Hanna", room.created_at_us)
    assert replayed(start, tuple(log)) == room
    return room


def names(room: Room) -> Counter[str]:
    return Counter(entry.track.track_id for entry in room.entries.values())


async def test_what_was_acknowledged_survives_kills_and_nothing_is_done_twice(tmp_path: Path) -> None:
    chance = random.Random()
    async with serving(tmp_path) as server, asyncio.TaskGroup() as group:
        clients = [Client(server, f"client{number}") for number in range(CLIENTS)]
        for client in clients:
            group.create_task(client.run())
        for _ in range(KILLS):
            await some_progress(clients, chance.randrange(1, 20))
            await server.kill()
            acknowledged = {name for client in clients for name in client.acknowledged}
            found = names(await on_disk(tmp_path))
            assert acknowledged <= found.keys()
            assert set(found.values()) <= {1}
            await server.start()
    wanted = [name for client in clients for name in client.wanted]
    assert names(await on_disk(tmp_path)) == Counter(wanted)


async def some_progress(clients: list[Client], answers: int) -> None:
    """Wait for so many answers more, whoever gets them."""
    goal = sum(len(client.acknowledged) for client in clients) + answers
    while sum(len(client.acknowledged) for client in clients) < goal:
        if all(len(client.acknowledged) == PER_CLIENT for client in clients):
            return
        for client in clients:
            client.progress.clear()
        waits = [asyncio.create_task(client.progress.wait()) for client in clients]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED, timeout=60)
        for wait in waits:
            wait.cancel()
