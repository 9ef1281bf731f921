"""What waits to be written to one socket: bounded by bytes, so that one slow reader costs its own connection and
nothing else.

Nobody awaits it. Whoever puts something in returns at once; a writer task takes out. Answers to clock probes go first
and get their time stamp when they are taken: whatever they wait here would look like delay on the network.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

import msgspec

from sonix.protocol.close import CloseCode
from sonix.protocol.server import TimeReply

MAX_PROBES = 64
_encode = msgspec.json.Encoder().encode


class Closing(msgspec.Struct, frozen=True):
    """The last thing written to a socket."""

    code: CloseCode
    reason: str


class Outbox:
    """Frames for one socket.

    Attributes:
        overflowed: set when the peer read too slowly; the writer may hang in a write just then.

    Args:
        limit_bytes: with more than this waiting, the next frame closes the socket as too slow.
        now_us: room time, for `t3`.
    """

    def __init__(self, limit_bytes: int, now_us: Callable[[], int]) -> None:
        self.waiting_bytes = 0
        self.closing: Closing | None = None
        self.overflowed = asyncio.Event()
        self._limit_bytes = limit_bytes
        self._now_us = now_us
        self._frames: deque[tuple[str, int]] = deque()
        self._probes: deque[TimeReply] = deque()
        self._filled = asyncio.Event()

    def put(self, frame: str, *, is_welcome: bool = False) -> None:
        """Queue one frame, unless too much waits already: then the outbox closes and forgets what waited.

        One frame alone is never too much, however long: that would say nothing about its reader. Nor does a welcome
        count for what comes after it: whoever reads slowly could never get in.
        """
        if self.closing is not None:
            return
        if self.waiting_bytes > self._limit_bytes:
            self._discard()
            self.overflowed.set()
            self.close(CloseCode.TOO_SLOW, "This connection reads too slowly.")
            return
        # The text's length is its size in bytes but for letters beyond ASCII, and the limit is a matter of magnitude.
        counted = 0 if is_welcome else len(frame)
        self.waiting_bytes += counted
        self._frames.append((frame, counted))
        self._filled.set()

    def put_probe(self, reply: TimeReply) -> None:
        """Queue an answer to a clock probe, before everything else. Too many are dropped: there will be others."""
        if self.closing is None and len(self._probes) < MAX_PROBES:
            self._probes.append(reply)
            self._filled.set()

    def close(self, code: CloseCode, reason: str) -> None:
        """Write what waits, then close. The first reason stands."""
        if self.closing is None:
            self.closing = Closing(code, reason)
            self._filled.set()

    async def take(self) -> str | Closing:
        """The next thing to write; the close comes last, and again whenever asked."""
        while True:
            if self._probes:
                return _encode(msgspec.structs.replace(self._probes.popleft(), t3=self._now_us())).decode()
            if self._frames:
                frame, counted = self._frames.popleft()
                self.waiting_bytes -= counted
                return frame
            if self.closing is not None:
                return self.closing
            self._filled.clear()
            await self._filled.wait()

    def _discard(self) -> None:
        self._frames.clear()
        self._probes.clear()
        self.waiting_bytes = 0
