"""Two ports, one application: what a request knows of the way it came, and how a stop goes."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import resource
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from starlette.types import Receive, Scope, Send
from websockets.sync.client import connect

from sonix.config import Limits, Proxy, Settings
from sonix.live.room_clock import monotonic_us
from sonix.server.connections import REQUEST_WITHIN_S, allow_many_files
from sonix.server.listener import TwoPortServer, uvicorn_config
from sonix.tls import ca_certificate, certificate_files, server_context

pytestmark = pytest.mark.usefixtures("no_settings")
Seen = dict[str, str]
_T = TypeVar("_T")


async def _tell(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers with what it knows of the request's way, and greets sockets."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "hello"})
        await send({"type": "websocket.close"})
        return
    body = json.dumps({"scheme": scope["scheme"], "client": scope["client"][0]}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


def _ask(connection: http.client.HTTPConnection, headers: dict[str, str]) -> Seen:
    connection.request("GET", "/", headers=headers)
    answer: Seen = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def _ask_both(settings: Settings, headers: dict[str, str]) -> tuple[Seen, Seen]:
    """What the application saw of a request to the http and to the https port."""
    plain, secure = (socket.create_server(("127.0.0.1", 0)) for _ in range(2))
    trusting = ssl.create_default_context(cadata=ca_certificate(settings.data_dir).decode())
    ports = [opened.getsockname()[1] for opened in (plain, secure)]

    def both() -> tuple[Seen, Seen]:
        over_tls = http.client.HTTPSConnection("127.0.0.1", ports[1], timeout=20, context=trusting)
        return _ask(http.client.HTTPConnection("127.0.0.1", ports[0], timeout=20), headers), _ask(over_tls, headers)

    context = server_context(certificate_files(settings))
    return _while_serving(settings, [(plain, None), (secure, context)], both)


def _while_serving(
    settings: Settings,
    sockets: list[tuple[socket.socket, ssl.SSLContext | None]],
    ask: Callable[[], _T],
    request_within_s: float = REQUEST_WITHIN_S,
) -> _T:
    async def main() -> _T:
        async def nobody_to_tell() -> None: ...

        config = uvicorn_config(_tell, settings)
        server = TwoPortServer(config, settings, sockets, nobody_to_tell, monotonic_us, request_within_s)
        serving = asyncio.create_task(server.serve())
        await server.ready.wait()
        try:
            return await asyncio.to_thread(ask)
        finally:
            server.should_exit = True
            await serving

    return asyncio.run(main())


def test_a_request_knows_its_scheme_by_its_port(data_dir: Path) -> None:
    plain, secure = _ask_both(Settings(data_dir=data_dir), {})
    assert (plain["scheme"], secure["scheme"]) == ("http", "https")


def test_forwarded_headers_of_strangers_are_not_believed(data_dir: Path) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    for proxy in (Proxy(), Proxy(behind=True, trusted=("10.0.0.1",))):
        plain, _ = _ask_both(Settings(data_dir=data_dir, proxy=proxy), forged)
        assert plain == {"scheme": "http", "client": "127.0.0.1"}


def test_forwarded_headers_of_the_named_proxy_are_believed(data_dir: Path) -> None:
    settings = Settings(data_dir=data_dir, proxy=Proxy(behind=True, trusted=("127.0.0.0/8",)))
    plain, _ = _ask_both(settings, {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"})
    assert plain == {"scheme": "https", "client": "203.0.113.9"}


def test_a_connection_that_asks_for_nothing_is_closed(data_dir: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def wait() -> tuple[bytes, bytes]:
        with socket.create_connection(("127.0.0.1", port), 20) as silent, _slow(port) as trickling:
            return _until_closed(silent), _until_closed(trickling)

    settings = Settings(data_dir=data_dir)
    assert _while_serving(settings, [(listening, None)], wait, request_within_s=0.05) == (b"", b"")


def test_a_connection_that_has_asked_is_kept(data_dir: Path) -> None:
    """Longer than a first request may take, which a connection beside it tells."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def ask_twice() -> list[int]:
        with _client(port) as client, socket.create_connection(("127.0.0.1", port), 20) as silent:
            return [_status(client), len(_until_closed(silent)), _status(client)]

    settings = Settings(data_dir=data_dir)
    assert _while_serving(settings, [(listening, None)], ask_twice, request_within_s=0.2) == [200, 0, 200]


def test_one_address_holds_only_so_many_connections(data_dir: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def crowd() -> tuple[list[int], bytes, int]:
        with contextlib.ExitStack() as others, _client(port) as last:
            statuses = [_status(client) for client in [*(others.enter_context(_client(port)) for _ in range(7)), last]]
            with socket.create_connection(("127.0.0.1", port), 20) as one_too_many:
                refused = _until_closed(one_too_many)
            last.close()
            return statuses, refused, _status_once_there_is_room(port)

    settings = Settings(data_dir=data_dir, limits=Limits(connections_per_address=8))
    assert _while_serving(settings, [(listening, None)], crowd) == ([200] * 8, b"", 200)


def test_sockets_that_were_closed_are_not_counted_any_more(data_dir: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def one_after_the_other() -> list[str]:
        heard: list[str] = []
        for _ in range(20):
            with connect(f"ws://127.0.0.1:{port}/") as opened:
                heard.append(str(opened.recv()))
        return heard

    settings = Settings(data_dir=data_dir, limits=Limits(connections_per_address=8))
    assert _while_serving(settings, [(listening, None)], one_after_the_other) == ["hello"] * 20


def test_a_trusted_proxys_connections_are_not_counted(data_dir: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def crowd() -> list[int]:
        with contextlib.ExitStack() as held:
            return [_status(held.enter_context(_client(port))) for _ in range(12)]

    settings = Settings(data_dir=data_dir, limits=Limits(connections_per_address=8), proxy=Proxy(behind=True))
    assert _while_serving(settings, [(listening, None)], crowd) == [200] * 12


def test_as_many_files_as_the_system_allows_may_be_open() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
    try:
        allow_many_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 256
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def _slow(port: int) -> socket.socket:
    """A connection with half a request."""
    opened = socket.create_connection(("127.0.0.1", port), 20)
    opened.sendall(b"GET / HTTP/1.1\r\nHost: ")
    return opened


def _until_closed(opened: socket.socket) -> bytes:
    """What comes until the server ends the connection, politely or not."""
    try:
        return b"".join(iter(lambda: opened.recv(1000), b""))
    except ConnectionResetError:
        return b""


def _status(connection: http.client.HTTPConnection) -> int:
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _client(port: int) -> contextlib.closing[http.client.HTTPConnection]:
    return contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20))


def _status_once_there_is_room(port: int) -> int:
    """The server hears of a closed connection a moment later."""
    while True:
        with _client(port) as client:
            try:
                return _status(client)
            except (ConnectionError, http.client.HTTPException):
                continue
