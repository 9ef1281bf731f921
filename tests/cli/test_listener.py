"""Two ports, one application: what a request knows of the way it came, and how a stop goes."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from starlette.types import Receive, Scope, Send

from sonix.config import Proxy, Settings
from sonix.server.listener import TwoPortServer, uvicorn_config
from sonix.tls import ca_certificate, certificate_files, server_context

pytestmark = pytest.mark.usefixtures("no_settings")
Seen = dict[str, str]
_T = TypeVar("_T")


async def _tell(scope: Scope, _receive: Receive, send: Send) -> None:
    """An application that answers with what it knows of the request's way."""
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
    settings: Settings, sockets: list[tuple[socket.socket, ssl.SSLContext | None]], ask: Callable[[], _T]
) -> _T:
    async def main() -> _T:
        async def nobody_to_tell() -> None: ...

        server = TwoPortServer(uvicorn_config(_tell, settings), sockets, nobody_to_tell)
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
