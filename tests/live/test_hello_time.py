"""How long a socket may stay without a hello, and what becomes of one that comes at the last moment."""

from __future__ import annotations

import asyncio
import json

import pytest

from sonix.live.connection import Connection, Desk
from sonix.live.hub import Hub
from sonix.live.outbox import Outbox
from sonix.live.session import Session
from sonix.protocol import client as c
from sonix.protocol.close import CloseCode
from tests.live.instance import Instance
from tests.live.person import PATIENCE_S

pytestmark = pytest.mark.anyio


class CallingSocket:
    """Says what it is given, then stays on the line until it is closed or hangs up; keeps what it is told."""

    def __init__(self, *frames: str) -> None:
        self.told: asyncio.Queue[str] = asyncio.Queue()
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._frames = list(frames)

    async def receive(self) -> str | bytes | None:
        if self._frames:
            return self._frames.pop(0)
        await asyncio.shield(self.ended)
        return None

    async def send(self, text: str) -> None:
        self.told.put_nowait(text)

    async def close(self, code: int, reason: str) -> None:
        self.ended.set_result(code)

    async def hear(self, kind: str) -> dict[str, object]:
        """The next message of a kind."""
        async with asyncio.timeout(PATIENCE_S):
            while (message := json.loads(await self.told.get()))["type"] != kind:
                pass
        return dict(message)


def impatient(instance: Instance, caller: CallingSocket, desk: Desk) -> Connection:
    """A connection whose time for a hello is over in the next turn of the loop."""
    outbox = Outbox(100_000, instance.clock.now_us)
    return Connection(caller, Session(instance.settings.limits), outbox, desk, "address", hello_within_s=0)


async def test_a_socket_without_a_hello_is_ended_so_that_its_page_comes_back(instance: Instance) -> None:
    idle = CallingSocket()
    await impatient(instance, idle, instance.hub).run()
    assert CloseCode.RESYNC <= idle.ended.result() < CloseCode.BAD_MESSAGE
    assert (await idle.hear("problem"))["retryable"] is True


class SlowHub(Hub):
    """A hub that lets a hello wait until its time is long over."""

    def __init__(self, hub: Hub) -> None:
        self.__dict__.update(hub.__dict__)

    async def open(self, connection: Connection, hello: c.Hello) -> None:
        for _ in range(50):
            await asyncio.sleep(0)
        await super().open(connection, hello)


async def test_a_hello_in_the_last_moment_is_let_finish_and_so_is_a_watch_behind_it(instance: Instance) -> None:
    room = await instance.room()
    hello = {"type": "hello", "protocol": 2, "token": "host:Hanna", "room": room.code, "device_id": "d"}
    caller = CallingSocket(json.dumps(hello), '{"type":"watch","on":true}')
    connection = impatient(instance, caller, SlowHub(instance.hub))
    served = asyncio.create_task(connection.run())
    assert (await caller.hear("welcome"))["member_id"] == "host"
    assert (await caller.hear("sync_reports"))["reports"]
    assert connection.outbox.closing is None
    caller.ended.set_result(1000)
    await served
