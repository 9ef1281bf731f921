"""One seat of a crowd: a WebSocket that says much and reads little, so that 200 fit beside what is measured."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from typing import Any

import msgspec

_PING, _PONG, _CLOSE = 0x9, 0xA, 0x8
_FIN = 0x80
_MASKED = 0x80
_MASK = b"\0\0\0\0"


class Seat(asyncio.Protocol):
    """Answers pings, keeps the first message, passes over every other."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._held = bytearray()
        self._opened = False
        self._first: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self.frames = 0
        self.closed = False

    async def sit_down(self, hello: dict[str, object]) -> Any:
        """Open, say hello; gives back the welcome."""
        await asyncio.get_running_loop().create_connection(lambda: self, *self._address)
        self._hello = hello
        return await asyncio.wait_for(self._first, 60)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        host, port = self._address
        key = base64.b64encode(os.urandom(16)).decode()
        head = f"GET /api/socket HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        transport.write(f"{head}Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if not self._first.done():
            self._first.set_exception(exc or ConnectionError("the server closed the socket"))

    def data_received(self, data: bytes) -> None:
        self._held += data
        if not self._opened:
            end = self._held.find(b"\r\n\r\n")
            if end < 0:
                return
            del self._held[: end + 4]
            self._opened = True
            self.say(self._hello)
        while self._frame():
            pass

    def say(self, message: dict[str, object]) -> None:
        """Send it, if anybody still hears."""
        self._send(0x1, msgspec.json.encode(message))

    def leave(self) -> None:
        """Close, as a closed laptop does."""
        if self._transport is not None:
            self._transport.close()

    def _frame(self) -> bool:
        held = self._held
        if len(held) < 2:
            return False
        at, length = 2, held[1] & 0x7F
        if length == 126 and len(held) >= 4:
            at, length = 4, int(struct.unpack_from(">H", held, 2)[0])
        elif length == 127 and len(held) >= 10:
            at, length = 10, int(struct.unpack_from(">Q", held, 2)[0])
        elif length > 125:
            return False
        if len(held) < at + length:
            return False
        kind = held[0] & 0xF
        payload = bytes(held[at : at + length]) if kind == _PING or not self._first.done() else b""
        del held[: at + length]
        self._heard(kind, payload)
        return True

    def _heard(self, kind: int, payload: bytes) -> None:
        self.frames += 1
        if kind == _PING:
            self._send(_PONG, payload)
        elif kind == _CLOSE:
            self.leave()
        elif not self._first.done():
            self._first.set_result(msgspec.json.decode(payload))

    def _send(self, kind: int, payload: bytes) -> None:
        if self._transport is None or self.closed:
            return
        length = len(payload)
        if length < 126:
            head = bytes([_FIN | kind, _MASKED | length])
        else:
            head = bytes([_FIN | kind, _MASKED | 126]) + struct.pack(">H", length)
        self._transport.write(head + _MASK + payload)
