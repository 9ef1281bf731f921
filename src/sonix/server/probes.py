"""Clock probes answered where the bytes come in: before the event loop does anything else with them.

The ordinary way of a message, through a queue, a task and an outbox, takes a few turns of the loop, and each turn
serves everybody whose news came at the same time. All of that would look like delay of the network to the clock filter
of a client, and more of it in one direction than in the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from websockets.protocol import State

from sonix.live.rates import TokenBucket
from sonix.protocol.client import Time

_START = b'{"type":"time"'
_MOST_BYTES = 125
"""A WebSocket frame up to this long has a head of two bytes."""
_TEXT_FRAME = 0x81
_MOST_WAITING_BYTES = 4096
"""With more than this before it, an answer would leave long after its stamp, and a peer that never reads would collect
them: the outbox then stamps, orders and bounds them.
"""
_decode = msgspec.json.Decoder(Time).decode


class ProbedSocket(asyncio.Protocol):
    """Over uvicorn's socket protocol. Whatever is not a plain probe goes the ordinary way, wrong ones too.

    Attributes:
        now_us: room time.
        probes_per_s: how many are answered here; more go the ordinary way, whose limit ends the connection.
    """

    now_us: Callable[[], int]
    probes_per_s: float
    conn: Any
    transport: asyncio.Transport
    _received_us = 0
    _allowed: TokenBucket | None = None

    def data_received(self, data: bytes) -> None:
        """Stamps `t2`: the earliest moment at which anything here knows of the bytes."""
        self._received_us = self.now_us()
        super().data_received(data)

    def handle_text(self, event: Any) -> None:
        """uvicorn's hook for one text frame."""
        if not (event.fin and bytes(event.data[: len(_START)]) == _START and self._answer(bytes(event.data))):
            super().handle_text(event)  # type: ignore[misc]

    def _answer(self, frame: bytes) -> bool:
        """Whether this was a probe that is answered now."""
        if self.conn.state is not State.OPEN or self.transport.is_closing() or len(frame) > _MOST_BYTES:
            return False
        if self.transport.get_write_buffer_size() > _MOST_WAITING_BYTES:
            return False
        if self._allowed is None:
            self._allowed = TokenBucket(self.probes_per_s)
        if not self._allowed.take(self._received_us):
            return False
        try:
            probe = _decode(frame)
        except msgspec.MsgspecError:
            return False
        head = f'{{"type":"time","id":{probe.id},"t1":{probe.t1},"t2":{self._received_us},"t3":'
        payload = f"{head}{self.now_us()}}}".encode()
        # With nothing waiting, both uvloop and asyncio write within this call.
        self.transport.write(bytes((_TEXT_FRAME, len(payload))) + payload)
        return True
