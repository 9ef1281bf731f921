"""Print how long a clock probe is under way to the server's stamps and back, idle and with a busy room.

One machine, one monotonic clock: `up` is from before our `send` to the server's `t2`, `down` from its `t3` until our
`recv` returns; what the kernel itself needs (about 30 µs each) is in both. Everything above that is taken by a clock
filter for delay of the network.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

PROBES = 1500
GAP_S = 0.004


def main() -> None:
    """Measure each size of room."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, nargs="+", default=[0, 200, 800])
    given = parser.parse_args()
    print(f"{'room':>6} {'way':>5} {'p5':>8} {'p50':>8} {'p95':>8} {'p99':>8} {'max':>8}   µs")
    for sockets in given.sockets:
        with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address, load(address, sockets):
            ups, downs = probe(address, Path(folder))
        for name, values in (("up", ups), ("down", downs)):
            figures = [*np.percentile(values, [5, 50, 95, 99]), max(values)]
            print(f"{sockets:>6} {name:>5} " + " ".join(f"{value:8.0f}" for value in figures), flush=True)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """A real server of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "SONIX_HOST": "127.0.0.1",
        "SONIX_PORT": str(port),
        "SONIX_DATA_DIR": str(folder),
        "SONIX_TLS__ENABLED": "false",
        "SONIX_LIMITS__MESSAGES_PER_S": "2000",
        "SONIX_LIMITS__CONNECTIONS_PER_ADDRESS": "5000",
    }
    null = subprocess.DEVNULL
    started = [sys.executable, "-m", "sonix.cli", "serve"]
    server = subprocess.Popen(started, env={**os.environ, **settings}, stdout=null, stderr=null)
    try:
        _await_health(port)
        yield "127.0.0.1", port
    finally:
        server.terminate()
        server.wait(20)


def _await_health(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
            return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


@contextlib.contextmanager
def load(address: tuple[str, int], sockets: int) -> Iterator[None]:
    """A room with so many sockets, in a process of its own."""
    if not sockets:
        yield
        return
    base = f"http://{address[0]}:{address[1]}"
    token = _post(f"{base}/api/guests", {"name": "Load"})["access"]
    code = _post(f"{base}/api/rooms", {}, token)["code"]
    arguments = [f"ws://{address[0]}:{address[1]}/api/socket", code, token, str(sockets)]
    crowd = subprocess.Popen(
        [sys.executable, "-m", "bench.probes.load", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert crowd.stdout is not None
        if crowd.stdout.readline().strip() != b"ready":
            raise SystemExit("the crowd did not get in")
        yield
    finally:
        crowd.terminate()
        crowd.wait(20)


def _post(url: str, body: object, token: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def probe(address: tuple[str, int], folder: Path) -> tuple[list[float], list[float]]:
    """Delays up and down in µs, by a socket in a room of its own, so that only the loop's load is in them."""
    base = f"http://{address[0]}:{address[1]}"
    token = _post(f"{base}/api/guests", {"name": "Probe"})["access"]
    code = _post(f"{base}/api/rooms", {}, token)["code"]
    with sqlite3.connect(folder / "sonix.db") as database:
        (offset_us,) = database.execute("SELECT offset_us FROM clocks").fetchone()
    wire = _Wire(address)
    wire.send({"type": "hello", "protocol": 2, "token": token, "room": code, "device_id": "p", "listening": False})
    wire.receive("welcome")
    ups, downs = [], []
    for number in range(PROBES):
        t1_us = time.monotonic_ns() / 1000
        wire.send({"type": "time", "id": number, "t1": 0})
        reply = wire.receive("time")
        t4_us = time.monotonic_ns() / 1000
        ups.append(reply["t2"] - offset_us - t1_us)
        downs.append(t4_us - (reply["t3"] - offset_us))
        time.sleep(GAP_S)
    wire.socket.close()
    return ups, downs


class _Wire:
    """A socket without a loop, so that nothing but the kernel stands before our own stamps."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        head = f"GET /api/socket HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\nUpgrade: websocket\r\n"
        rest = f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        self.socket.sendall((head + rest).encode())
        while not self._read_until(b"\r\n\r\n"):
            pass

    def send(self, message: dict[str, object]) -> None:
        payload = json.dumps(message, separators=(",", ":")).encode()
        length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack(">H", len(payload))
        self.socket.sendall(b"\x81" + length + b"\0\0\0\0" + payload)

    def receive(self, kind: str) -> dict[str, Any]:
        """The next message of a kind."""
        while True:
            first, length = self._exactly(2)
            if length == 126:
                (length,) = struct.unpack(">H", self._exactly(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self._exactly(8))
            payload = self._exactly(length)
            if first & 15 == 1 and (message := json.loads(payload))["type"] == kind:
                return dict(message)

    def _exactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            found += self._some(count - len(found))
        return found

    def _some(self, most: int) -> bytes:
        found = self.socket.recv(most)
        if not found:
            raise ConnectionError("the server closed the socket")
        return found

    def _read_until(self, mark: bytes) -> bool:
        found = b""
        while not found.endswith(mark):
            found += self._some(1)
        return found.startswith(b"HTTP/1.1 101")


if __name__ == "__main__":
    main()
