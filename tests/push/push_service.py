"""A push service as RFC 8030 has it, on a port of this machine, and browsers that open what arrives (RFC 8291)."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Any, Self

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Arrived:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Browser:
    """Keys that only it has, and its address at the push service."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def p256dh(self) -> str:
        return base64url(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def subscription(self) -> dict[str, Any]:
        """As a page sends it."""
        return {"endpoint": self.endpoint, "p256dh": self.p256dh, "auth": base64url(self.auth)}

    def open(self, arrived: Arrived) -> dict[str, Any]:
        """What the note says. Raises when it is sealed for somebody else."""
        text = http_ece.decrypt(arrived.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        found: dict[str, Any] = json.loads(text)
        return found


class PushService:
    """Answers 201, or for a path what was said: a list of statuses, used up one by one."""

    def __init__(self) -> None:
        self.arrived: Queue[Arrived] = Queue()
        self.answers: dict[str, list[tuple[int, dict[str, str]]]] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                service.arrived.put(Arrived(self.path, dict(self.headers.items()), body))
                planned = service.answers.get(self.path)
                status, headers = planned.pop(0) if planned else (201, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def browser(self) -> Browser:
        """A new one."""
        return Browser(f"http://127.0.0.1:{self._server.server_port}/to/{secrets.token_hex(8)}")

    def next(self) -> Arrived:
        """What arrives next, or has arrived."""
        return self.arrived.get(timeout=30)
