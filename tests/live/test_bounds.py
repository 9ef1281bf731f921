"""What a socket may not do, and that nobody else is hurt by it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import structlog
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from sonix.config import Limits, Settings
from sonix.live.connection import Connection
from sonix.live.hub import SOCKETS_PER_MEMBER
from sonix.live.outbox import Outbox
from sonix.live.session import Session
from sonix.protocol import client as c
from sonix.protocol import server as s
from sonix.rooms.listeners import Listener
from tests.live.instance import Instance, running
from tests.live.person import person

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def limited(tmp_path: Path, **limits: float) -> AsyncIterator[Instance]:
    settings = Settings(data_dir=tmp_path, limits=Limits.model_validate(limits))
    async with running(tmp_path, settings) as instance:
        yield instance


@pytest.mark.parametrize(
    "frame",
    [
        "not json",
        b"\xff\xfe\x00",
        "{}",
        '{"type":"time","id":1}',
        '{"type":"watch","on":true}',
        '{"type":"command","cmd_id":"x","body":{"type":"play"}}',
        "[" * 30_000,
        " " * 70_000,
        '{"type":"hello","protocol":2,"token":"a:b","room":"ABC","device_id":"d"}',
    ],
)
async def test_a_first_message_that_is_no_hello_closes_the_socket(instance: Instance, frame: str | bytes) -> None:
    async with person(instance.url) as stranger:
        await stranger.socket.send(frame)
        assert (await stranger.end())[0] == 4200


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ({"who": "forged"}, 4201),
        ({"room": "ZZZZZZ"}, 4202),
        ({"room": "0O1IL!"}, 4202),
    ],
)
async def test_a_hello_that_leads_nowhere_is_told_why(instance: Instance, hello: dict[str, str], code: int) -> None:
    room = await instance.room()
    async with person(instance.url) as stranger:
        await stranger.say_hello(**{"room": room.code, "who": "anna:Anna", **hello})
        problem = await stranger.get(s.Problem)
        assert (await stranger.end())[0] == code
    assert problem.message


async def test_a_page_of_another_version_is_told_to_load_anew(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as old:
        await old.send(c.Hello(protocol=99, token="a:b", room=room.code, device_id="d"))
        assert (await old.end())[0] == 4203


async def test_whoever_is_about_to_join_may_measure_the_clock(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as anna:
        before_us = instance.clock.now_us()
        await anna.send(c.Time(id=3, t1=-7))
        reply = await anna.get(s.TimeReply)
        assert (reply.id, reply.t1) == (3, -7)
        assert before_us <= reply.t2 <= reply.t3 <= instance.clock.now_us()
        await anna.hello(room.code, "anna:Anna")


async def test_hello_comes_once(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as anna:
        await anna.hello(room.code, "anna:Anna")
        await anna.say_hello(room.code, "anna:Anna")
        assert (await anna.end())[0] == 4200


async def test_codes_can_not_be_tried_out(tmp_path: Path) -> None:
    async with limited(tmp_path, joins_per_minute=3) as instance:
        room = await instance.room()
        for _ in range(3):
            async with person(instance.url) as thief:
                await thief.say_hello("ZZZZZZ", "thief:Thief")
                assert (await thief.end())[0] == 4202
        async with person(instance.url) as thief:
            await thief.say_hello(room.code, "thief:Thief")
            assert (await thief.end())[0] == 4002


async def test_codes_tried_at_the_same_time_are_counted_each(tmp_path: Path) -> None:
    async with limited(tmp_path, joins_per_minute=3) as instance:

        async def guess() -> int:
            async with person(instance.url) as thief:
                await thief.say_hello("ZZZZZZ", "thief:Thief")
                return (await thief.end())[0]

        assert sorted(await asyncio.gather(*(guess() for _ in range(8)))) == [4002] * 5 + [4202] * 3


async def test_too_many_messages_close_the_socket(tmp_path: Path) -> None:
    async with limited(tmp_path, messages_per_s=2) as instance:
        room = await instance.room()
        async with person(instance.url) as anna:
            await anna.hello(room.code, "anna:Anna")
            for number in range(12):
                await anna.send(c.Time(id=number, t1=0))
            assert (await anna.end())[0] == 4002


async def test_too_many_commands_are_refused_and_may_be_tried_again(tmp_path: Path) -> None:
    async with limited(tmp_path, commands_per_s=0.2) as instance:
        room = await instance.room("a")
        async with person(instance.url) as anna:
            await anna.hello(room.code, "anna:Anna")
            assert isinstance(await anna.command(c.PlayCommand()), s.Ack)
            refused = await anna.command(c.PauseCommand())
            assert isinstance(refused, s.Refused)
            assert (refused.code, refused.retryable) == ("rate_limited", True)


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        ("http://127.0.0.1:{port}", True),
        ("http://friends.example", True),
        ("http://127.0.0.1:1", False),
        ("https://evil.example", False),
        ("null", False),
    ],
)
async def test_pages_of_other_origins_get_no_socket(tmp_path: Path, origin: str, welcome: bool) -> None:
    settings = Settings(data_dir=tmp_path, allowed_origins=("http://friends.example",))
    async with running(tmp_path, settings) as instance:
        headers = {"Origin": origin.format(port=instance.port)}
        if welcome:
            async with connect(instance.url, additional_headers=headers):
                return
        with pytest.raises(InvalidStatus):
            await connect(instance.url, additional_headers=headers)


async def test_a_slow_reader_is_dropped_and_the_others_go_on(tmp_path: Path) -> None:
    """It reads nothing while the room's news fills its network buffers and its outbox; somebody else gets all of it."""
    async with limited(tmp_path, outbox_bytes=200_000, commands_per_s=1000, messages_per_s=1000) as instance:
        room = await instance.room()
        reader, writer = await slow_reader(instance, room.code)
        async with person(instance.url) as hanna:
            await hanna.hello(room.code)
            while instance.listeners.of_member(room.room_id, "slow"):
                bulk = c.EnqueueCommand(track_ids=tuple(f"t{n}" for n in range(400)))
                assert isinstance(await hanna.command(bulk), s.Ack)
                assert isinstance(await hanna.command(c.ClearCommand()), s.Ack)
                hanna.forget()
            assert isinstance(await hanna.command(c.EnqueueCommand(("after",))), s.Ack)
        writer.transport.abort()
        assert not reader.at_eof()


async def test_every_close_by_the_server_is_logged_with_whom_it_met(instance: Instance) -> None:
    room = await instance.room()
    with structlog.testing.capture_logs() as lines:
        async with AsyncExitStack() as pages:
            first, *others = [
                await pages.enter_async_context(person(instance.url)) for _ in range(SOCKETS_PER_MEMBER + 1)
            ]
            await first.hello(room.code, "anna:Anna")
            for page in others:
                await page.hello(room.code, "anna:Anna")
            assert (await first.end())[0] == 4204
        async with person(instance.url) as stranger:
            await stranger.socket.send("nonsense")
            await stranger.end()
    closed = [line for line in lines if line["event"] == "socket_closed"]
    assert [(line["code"], line.get("member_id")) for line in closed] == [(4204, "anna"), (4200, None)]
    assert closed[0]["room_id"] == room.room_id


class DeadSocket:
    """Its peer has gone."""

    async def receive(self) -> str | bytes | None:
        return None

    async def send(self, text: str) -> None:
        return

    async def close(self, code: int, reason: str) -> None:
        return


async def test_who_closes_the_page_while_leaving_breaks_nothing(instance: Instance) -> None:
    """The answer to the leave comes when the last connection to the room has been counted out already."""
    room = await instance.room()
    outbox = Outbox(1000, instance.clock.now_us)
    gone = Connection(DeadSocket(), Session(instance.settings.limits), outbox, instance.hub, "address")
    gone.listener = Listener(room.room_id, "host", listening=True, connected_at_us=0)
    instance.hub.left(gone)
    assert outbox.closing is None


async def slow_reader(instance: Instance, code: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A member that says hello and then never reads a byte again."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", instance.port))
    reader, writer = await asyncio.open_connection(sock=narrow, limit=1024)
    writer.write(
        b"GET /api/socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    hello = {"type": "hello", "protocol": 2, "token": "slow:Slow", "room": code, "device_id": "d"}
    payload = json.dumps(hello).encode()
    mask = b"\0\0\0\0"
    writer.write(bytes([0x81, 0x80 | 126]) + len(payload).to_bytes(2, "big") + mask + payload)
    await reader.readexactly(4)
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    return reader, writer
