"""A network between a browser and a server: delay and jitter of its own in each direction, cuts and lost connections.

A TCP proxy in a thread of its own. Every chunk gets its delay on arrival and is delivered then, but never before the
chunk ahead of it, as TCP itself would. What it does not show: loss, and how TCP's own windows grow with the delay.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

DelayMs = tuple[float, float]
"""(base, jitter): each chunk takes base ± up to jitter milliseconds, uniformly; never less than nothing."""

_CHUNK_BYTES = 1 << 14
_QUEUE_BYTES = 1 << 22
"""What may be under way in one direction of one connection; then the sender has to wait, as on a full link."""
_ANSWER_S = 10
_ABORT_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass
class _Direction:
    """One direction of the line, for all connections."""

    delay_ms: DelayMs
    chance: random.Random

    def delay_s(self) -> float:
        base_ms, jitter_ms = self.delay_ms
        return max(0.0, base_ms + self.chance.uniform(-jitter_ms, jitter_ms)) / 1000


@dataclass
class _Queue:
    """Chunks under way in one direction of one connection, each with its time of delivery (loop time, s)."""

    chunks: deque[tuple[float, bytes]] = field(default_factory=deque)
    size: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def put(self, due_s: float, chunk: bytes) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: self.size < _QUEUE_BYTES)
            self.chunks.append((max(due_s, self.chunks[-1][0]) if self.chunks else due_s, chunk))
            self.size += len(chunk)
            self.changed.notify_all()

    async def first(self) -> tuple[float, bytes]:
        async with self.changed:
            await self.changed.wait_for(lambda: bool(self.chunks))
            return self.chunks[0]

    async def drop_first(self) -> None:
        async with self.changed:
            self.size -= len(self.chunks.popleft()[1])
            self.changed.notify_all()


class DelayProxy:
    """Listens on a free local port (`port`) and hands everything on to `target`. Use it as a context manager.

    A new connection costs one round trip before its first byte is handed on. The same seed draws the same delays.
    """

    def __init__(
        self, target: tuple[str, int], up_ms: DelayMs = (0, 0), down_ms: DelayMs = (0, 0), seed: int = 1
    ) -> None:
        self._target = target
        self._up = _Direction(up_ms, random.Random(seed))
        self._down = _Direction(down_ms, random.Random(seed + 1))
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._passing = asyncio.Event()
        self._passing.set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="delay-proxy", daemon=True)
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(_ANSWER_S)

    def __enter__(self) -> DelayProxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def set(self, up_ms: DelayMs, down_ms: DelayMs) -> None:
        """Other delays from the next chunk on."""
        self._up.delay_ms, self._down.delay_ms = up_ms, down_ms

    def cut(self) -> None:
        """From now on nothing passes; connections stay, and new ones get no answer."""
        self._do(self._passing.clear)

    def heal(self) -> None:
        """Everything passes again, first what had been held back."""
        self._do(self._passing.set)

    def reset(self) -> None:
        """Drops every connection, as a router does that restarts."""
        self._do(self._abort_all)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(_ANSWER_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_ANSWER_S)
        self._loop.close()

    def _do(self, action: Callable[[], None]) -> None:
        async def act() -> None:
            action()

        asyncio.run_coroutine_threadsafe(act(), self._loop).result(_ANSWER_S)

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._welcome, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def _end(self) -> None:
        self._server.close()
        self._abort_all()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _abort_all(self) -> None:
        for writer in self._open:
            _socket(writer).setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT_ON_CLOSE)
            writer.transport.abort()

    def _welcome(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._serve(near_in, near_out))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        writers = [near_out]
        self._open.add(near_out)
        try:
            await asyncio.sleep(self._up.delay_s() + self._down.delay_s())
            await self._passing.wait()
            far_in, far_out = await asyncio.open_connection(*self._target)
            writers.append(far_out)
            self._open.add(far_out)
            for writer in writers:
                _socket(writer).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(near_in, far_out, self._up))
                both.create_task(self._pump(far_in, near_out, self._down))
        except* OSError:
            # One end is gone, or nobody listens at the target: the other end is told by the close below.
            pass
        finally:
            for writer in writers:
                self._open.discard(writer)
                writer.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: _Direction) -> None:
        queue = _Queue()
        async with asyncio.TaskGroup() as both:
            both.create_task(self._collect(source, queue, way))
            both.create_task(self._deliver(queue, sink))

    async def _collect(self, source: asyncio.StreamReader, queue: _Queue, way: _Direction) -> None:
        chunk = b"?"
        while chunk:
            chunk = await source.read(_CHUNK_BYTES)
            await queue.put(self._loop.time() + way.delay_s(), chunk)

    async def _deliver(self, queue: _Queue, sink: asyncio.StreamWriter) -> None:
        chunk = b"?"
        while chunk:
            due_s, chunk = await queue.first()
            await asyncio.sleep(max(0.0, due_s - self._loop.time()))
            await self._passing.wait()
            if chunk:
                sink.write(chunk)
                await sink.drain()
            elif sink.can_write_eof():
                sink.write_eof()
            await queue.drop_first()


def _socket(writer: asyncio.StreamWriter) -> socket.socket:
    found: socket.socket = writer.get_extra_info("socket")
    return found
