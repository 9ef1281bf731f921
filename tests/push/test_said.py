"""From a message on one person's socket to the note in another one's browser, through a real server."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.e2e.server import SonixServer
from tests.push.push_service import PushService


@pytest.fixture
def sonix(tmp_path: Path) -> Iterator[SonixServer]:
    server = SonixServer(tmp_path / "data", env={"SONIX_DEMO_MUSIC": "false", "SONIX_PUSH__PRIVATE_SERVICES": "true"})
    server.start()
    yield server
    server.stop()


def ask(server: SonixServer, method: str, path: str, body: object, token: str | None = None) -> Any:
    """What the API answers."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(server.url + path, json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def come_in(server: SonixServer, code: str, token: str, socket: ClientConnection) -> str:
    """Join, and answer who one is there."""
    hello = {"type": "hello", "protocol": 2, "token": token, "room": code, "device_id": f"of-{token[-8:]}"}
    socket.send(json.dumps(hello))
    return str(answer(socket, "welcome")["member_id"])


def answer(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of that kind."""
    while True:
        message: dict[str, Any] = json.loads(socket.recv(30))
        if message["type"] == kind:
            return message


def test_whoever_is_named_on_a_socket_is_told_in_a_browser_that_is_not_there(
    sonix: SonixServer, service: PushService
) -> None:
    browser = service.browser()
    ana, ben = (ask(sonix, "POST", "/api/guests", {"name": name})["access"] for name in ("Ana", "Ben"))
    code = ask(sonix, "POST", "/api/rooms", {"name": "Kitchen"}, ana)["code"]
    ask(sonix, "PUT", "/api/push/subscription", browser.subscription, ben)
    address = f"{sonix.url.replace('http', 'ws', 1)}/api/socket"
    with connect(address) as socket:
        bens_id = come_in(sonix, code, ben, socket)
    with connect(address) as socket:
        come_in(sonix, code, ana, socket)
        said = {"type": "say", "msg_id": "m1", "text": "@Ben listen!", "mentions": [bens_id]}
        socket.send(json.dumps(said))
        assert answer(socket, "chat_ack")["msg_id"] == "m1"
        socket.send(json.dumps(said))  # sent again it is said once, and told once
        answer(socket, "chat_ack")
        note = browser.open(service.next())
    assert (note["kind"], note["room"], note["by"], note["text"]) == ("mention", "Kitchen", "Ana", "@Ben listen!")
    assert note["path"] == f"/r/{code}"
    assert service.arrived.empty()
