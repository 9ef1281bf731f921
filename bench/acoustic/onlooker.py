"""Somebody in the room without ears, on this machine and past every delay: the bench's source of truth.

The server's room time is this machine's monotonic clock plus a constant; the probe with the shortest round trip of many
tells that constant to a few tens of microseconds.
"""

from __future__ import annotations

import queue
import threading
import time
from contextlib import suppress

import msgspec
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from bench.acoustic.history import RoomHistory
from sonix.protocol.client import Body, CommandMessage, Hello, Time
from sonix.protocol.server import PROTOCOL_VERSION, Ack, EventsMessage, Refused, ServerMessage, TimeReply, Welcome

_decoder = msgspec.json.Decoder(ServerMessage)
_PROBES = 50
_PROBE_EVERY_S = 0.05
_REDIAL_S = 0.1


def monotonic_us() -> float:
    return time.monotonic_ns() / 1000


class Onlooker:
    """Listens in a thread until `stop`; dials again when the server goes away."""

    def __init__(self, port: int, code: str, token: str) -> None:
        self.history = RoomHistory()
        self.back_us: list[float] = []
        """Room times at which a connection stood again."""
        self.clock_ids: set[str] = set()
        self._hello = Hello(PROTOCOL_VERSION, token, code, "bench-onlooker")
        self._address = f"ws://127.0.0.1:{port}/api/socket"
        self._best: tuple[float, float] | None = None
        self._rough_us = 0.0
        self._probes = 0
        self._to_send: queue.SimpleQueue[CommandMessage] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Ack | Refused] = queue.SimpleQueue()
        self._commands = 0
        self._over = threading.Event()
        self._measured = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onlooker", daemon=True)
        self._thread.start()
        if not self._measured.wait(30):
            raise RuntimeError("the onlooker was not let in")

    @property
    def offset_us(self) -> float:
        """Room time minus this machine's monotonic clock."""
        assert self._best is not None
        return self._best[1]

    @property
    def round_trip_us(self) -> float:
        """Of the best probe; the offset is good to half of it."""
        assert self._best is not None
        return self._best[0]

    def now_us(self) -> float:
        """True room time."""
        return monotonic_us() + self.offset_us

    def do(self, body: Body) -> None:
        """A command to the room; back once it stands."""
        self._commands += 1
        self._to_send.put(CommandMessage(f"bench-{self._commands}", body))
        answer = self._answers.get(timeout=10)
        if isinstance(answer, Refused):
            raise RuntimeError(f"the room refused: {answer.message}")

    def stop(self) -> None:
        self._over.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._over.is_set():
            with suppress(OSError, WebSocketException, TimeoutError), connect(self._address) as socket:
                self._look(socket)
            self._over.wait(_REDIAL_S)

    def _look(self, socket: ClientConnection) -> None:
        socket.send(msgspec.json.encode(self._hello).decode())
        while not self._over.is_set():
            if self._probes < _PROBES:
                self._probes += 1
                # Under what the server allows one connection.
                self._over.wait(_PROBE_EVERY_S)
                socket.send(msgspec.json.encode(Time(self._probes, round(monotonic_us()))).decode())
            with suppress(queue.Empty):
                socket.send(msgspec.json.encode(self._to_send.get_nowait()).decode())
            with suppress(TimeoutError):
                text = socket.recv(timeout=_PROBE_EVERY_S)
                self._hear(_decoder.decode(text), monotonic_us())

    def _hear(self, message: ServerMessage, at_us: float) -> None:
        match message:
            case Welcome():
                self.clock_ids.add(message.clock_id)
                self._rough_us = message.now_us - at_us
                if message.snapshot is not None:
                    self.history.see(message.snapshot, message.now_us)
                self.back_us.append(at_us + self._best[1] if self._best else float(message.now_us))
            case EventsMessage():
                for revision in message.revisions:
                    for event in revision.events:
                        # Something may happen before the first probe is answered; how it arrived matters little then.
                        self.history.apply(event, round(at_us + (self._best[1] if self._best else self._rough_us)))
            case TimeReply():
                round_trip = at_us - message.t1 - (message.t3 - message.t2)
                offset = (message.t2 + message.t3) / 2 - (message.t1 + at_us) / 2
                if self._best is None or round_trip < self._best[0]:
                    self._best = (round_trip, offset)
                if message.id >= _PROBES // 2:
                    self._measured.set()
            case Ack() | Refused():
                self._answers.put(message)
            case _:
                pass
