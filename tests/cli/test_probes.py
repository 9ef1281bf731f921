"""Clock probes are answered where the bytes come in; everything else goes its ordinary way."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send
from websockets.sync.client import ClientConnection, connect

from sonix.config import Limits, Settings
from sonix.live.room_clock import monotonic_us
from sonix.server.listener import TwoPortServer, uvicorn_config

pytestmark = pytest.mark.usefixtures("no_settings")
_HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
MORE_US = 1_000_000_000_000


def now_us() -> int:
    """A room time that cannot be taken for another clock's."""
    return monotonic_us() + MORE_US


def while_serving(app: Callable[..., object], settings: Settings, ask: Callable[[ClientConnection], None]) -> None:
    """Run `ask` with an open socket to a real server around `app`."""

    def opened(port: int) -> None:
        with connect(f"ws://127.0.0.1:{port}/", compression=None) as client:
            ask(client)

    while_listening(app, settings, opened)


def while_listening(app: Callable[..., object], settings: Settings, ask: Callable[[int], None]) -> None:
    """Run `ask` with the port of a real server around `app`."""

    async def main() -> None:
        async def nobody_to_tell() -> None: ...

        with socket.create_server(("127.0.0.1", 0)) as listening:
            config = uvicorn_config(app, settings)  # type: ignore[arg-type]
            server = TwoPortServer(config, settings, [(listening, None)], nobody_to_tell, now_us)
            serving = asyncio.create_task(server.serve())
            await server.ready.wait()
            try:
                await asyncio.to_thread(ask, listening.getsockname()[1])
            finally:
                server.should_exit = True
                await serving

    asyncio.run(main())


async def deaf(_scope: Scope, receive: Receive, send: Send) -> None:
    """Takes the socket and never looks at it again."""
    await receive()
    await send({"type": "websocket.accept"})
    await asyncio.Event().wait()


async def echo(_scope: Scope, receive: Receive, send: Send) -> None:
    """Gives back what reaches the application."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": f"app: {message.get('text')}"})


def test_a_probe_is_answered_though_the_application_does_nothing(tmp_path: Path) -> None:
    def ask(client: ClientConnection) -> None:
        for number in range(3):
            before_us = now_us()
            client.send(f'{{"type":"time","id":{number},"t1":-5}}')
            reply = json.loads(client.recv(timeout=20))
            assert (reply["type"], reply["id"], reply["t1"]) == ("time", number, -5)
            assert before_us <= reply["t2"] <= reply["t3"] <= now_us()

    while_serving(deaf, Settings(data_dir=tmp_path), ask)


def test_probes_in_one_packet_have_the_same_moment_of_arrival(tmp_path: Path) -> None:
    def ask(client: ClientConnection) -> None:
        frame = b'{"type":"time","id":1,"t1":2}'
        client.socket.sendall((bytes((0x81, 0x80 | len(frame))) + bytes(4) + frame) * 2)
        first, second = (json.loads(client.recv(timeout=20)) for _ in range(2))
        assert first["t2"] == second["t2"] <= first["t3"] <= second["t3"]

    while_serving(deaf, Settings(data_dir=tmp_path), ask)


@pytest.mark.parametrize(
    "frame",
    [
        '{"type":"time","id":-1,"t1":2}',
        '{"type":"time","id":1,"t1":"2"}',
        '{"type":"timetable"}',
        '{"type":"time","id":1,"t1":2' + " " * 200 + "}",
        '{"id":1,"t1":2,"type":"time"}',
    ],
)
def test_what_is_no_plain_probe_goes_to_the_application(tmp_path: Path, frame: str) -> None:
    def ask(client: ClientConnection) -> None:
        client.send(frame)
        assert client.recv(timeout=20) == f"app: {frame}"

    while_serving(echo, Settings(data_dir=tmp_path), ask)


def test_probes_beyond_the_limit_go_to_the_application_which_counts_them(tmp_path: Path) -> None:
    frame = '{"type":"time","id":1,"t1":2}'

    def ask(client: ClientConnection) -> None:
        for _ in range(200):
            client.send(frame)
        assert f"app: {frame}" in [client.recv(timeout=20) for _ in range(200)]

    while_serving(echo, Settings(data_dir=tmp_path, limits=Limits(messages_per_s=1)), ask)


def test_a_peer_that_never_reads_collects_no_answers(tmp_path: Path) -> None:
    """Once its buffers are full its probes go the ordinary way, where they are counted, and dropped beyond some."""
    at_the_app = threading.Event()

    async def listen(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] == "websocket.receive":
            at_the_app.set()

    def flood(port: int) -> None:
        with socket.socket() as narrow:
            narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            narrow.settimeout(20)
            narrow.connect(("127.0.0.1", port))
            narrow.sendall(_HANDSHAKE)
            answer = b""
            while b"\r\n\r\n" not in answer:  # what comes before it belongs to no protocol
                answer += narrow.recv(4096)
            frame = b'{"type":"time","id":1,"t1":2}'
            probes = (bytes((0x81, 0x80 | len(frame))) + bytes(4) + frame) * 1000
            for _ in range(1000):
                narrow.sendall(probes)
                if at_the_app.is_set():
                    return
        raise AssertionError("every probe was answered")

    while_listening(listen, Settings(data_dir=tmp_path, limits=Limits(messages_per_s=1e9)), flood)
