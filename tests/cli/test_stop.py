"""What the people in a room notice of a stop."""

from __future__ import annotations

import json
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from sonix.protocol.close import CloseCode
from sonix.tls import ca_certificate
from tests.cli.conftest import Serve


def _post(url: str, body: dict[str, str], token: str = "") -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers), timeout=20) as answer:
        answered: dict[str, str] = json.loads(answer.read())
        return answered


@contextmanager
def _entered(plain: str, address: str, context: ssl.SSLContext | None) -> Iterator[ClientConnection]:
    """A guest's socket in a new room, welcomed."""
    token = _post(f"{plain}/api/guests", {"name": "Ana"})["access"]
    code = _post(f"{plain}/api/rooms", {}, token)["code"]
    url = f"{address.replace('http', 'ws', 1)}/api/socket"
    with connect(url, ssl=context, origin=Origin(address), open_timeout=20) as wire:
        wire.send(json.dumps({"type": "hello", "protocol": 2, "token": token, "room": code, "device_id": "d1"}))
        assert json.loads(wire.recv(timeout=20))["type"] == "welcome"
        yield wire


@pytest.mark.parametrize("secure", [False, True])
def test_a_stop_tells_everyone_to_come_back_later(serve: Serve, data_dir: Path, secure: bool) -> None:
    sonix = serve().greeted()
    plain = sonix.address("On this machine")
    context = ssl.create_default_context(cadata=ca_certificate(data_dir).decode()) if secure else None
    address = sonix.address("Here, securely") if secure else plain
    with _entered(plain, address, context) as wire:
        assert sonix.stop() == 0
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                wire.recv(timeout=20)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == CloseCode.RESTARTING


def test_sockets_are_not_compressed(serve: Serve) -> None:
    """It would cost three times the memory and twice the time a message."""
    address = serve().greeted().address("On this machine").replace("http", "ws", 1)
    with connect(f"{address}/api/socket", origin=Origin(address.replace("ws", "http", 1)), open_timeout=20) as wire:
        assert wire.protocol.extensions == []
