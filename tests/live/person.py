"""Somebody with a socket: says hello, sends commands, waits for what it is told."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from sonix.core.room.evolve import evolve_all, replace
from sonix.core.room.state import Room, Transport
from sonix.protocol import client as c
from sonix.protocol import server as s

PATIENCE_S = 20.0
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(s.ServerMessage).decode
M = TypeVar("M")


class Person:
    """A member's client. Messages are kept in the order they come; waiting for one looks at those before it too."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.inbox: list[s.ServerMessage] = []
        self._arrived = asyncio.Event()
        self._numbers = itertools.count(1)
        self._reader = asyncio.create_task(self._read())
        self.closed: tuple[int, str] | None = None

    async def hello(self, room: str, who: str = "host:Hanna", **more: Any) -> s.Welcome:
        """Say hello and wait for the welcome."""
        await self.say_hello(room, who, **more)
        return await self.get(s.Welcome)

    async def say_hello(self, room: str, who: str = "host:Hanna", **more: Any) -> None:
        """Say hello."""
        await self.send(c.Hello(protocol=2, token=who, room=room, **{"device_id": "device", **more}))

    async def send(self, message: c.ClientMessage) -> None:
        """Send one message."""
        await self.socket.send(_encode(message).decode())

    async def command(self, body: c.Body, cmd_id: str | None = None) -> s.Ack | s.Refused:
        """Send a command and wait for its answer."""
        cmd_id = cmd_id or f"{id(self)}-{next(self._numbers)}"
        await self.send(c.CommandMessage(cmd_id=cmd_id, body=body))
        return await self.answer(cmd_id)

    async def answer(self, cmd_id: str) -> s.Ack | s.Refused:
        """Wait for the answer to a command."""
        return await self._first(lambda m: m if isinstance(m, s.Ack | s.Refused) and m.cmd_id == cmd_id else None)

    async def get(self, kind: type[M], such_that: Callable[[M], bool] = lambda _: True) -> M:
        """Wait for the first message of a kind."""
        return await self._first(lambda m: m if isinstance(m, kind) and such_that(m) else None)

    async def event(self, kind: type[M], such_that: Callable[[M], bool] = lambda _: True) -> M:
        """Wait for the first event of a kind."""

        def found(message: s.ServerMessage) -> M | None:
            if not isinstance(message, s.EventsMessage):
                return None
            events = (event for revision in message.revisions for event in revision.events)
            return next((e for e in events if isinstance(e, kind) and such_that(e)), None)

        return await self._first(found)

    async def transport(self, such_that: Callable[[Transport], bool]) -> Transport:
        """Wait until the room is told to play like this."""
        from sonix.core.room.events import TransportChanged

        return (await self.event(TransportChanged, lambda event: such_that(event.transport))).transport

    async def end(self) -> tuple[int, str]:
        """Wait until the server has closed the socket; (code, reason)."""
        await asyncio.wait_for(asyncio.shield(self._reader), PATIENCE_S)
        assert self.closed is not None
        return self.closed

    async def status(self, *buffered: c.Buffered, **more: Any) -> None:
        """Tell that this client sounds, and what it could play; returns once the server knows."""
        await self.send(c.Status(audible=True, source="worklet", buffered=buffered, **more))
        await self.heard()

    async def heard(self) -> None:
        """Wait until the server has taken everything sent so far: it looks at one socket's messages in order."""
        probe = next(self._numbers)
        await self.send(c.Time(id=probe, t1=0))
        await self.get(s.TimeReply, lambda reply: reply.id == probe)

    def forget(self) -> None:
        """Look only at what comes from now on."""
        self.inbox.clear()

    async def leave_without_a_word(self) -> None:
        """Lose the connection."""
        await self.socket.close()
        self._reader.cancel()

    async def _first(self, found: Callable[[s.ServerMessage], M | None]) -> M:
        async with asyncio.timeout(PATIENCE_S):
            seen = 0
            while True:
                self._arrived.clear()
                for message in self.inbox[seen:]:
                    if (result := found(message)) is not None:
                        return result
                seen = len(self.inbox)
                if self.closed is not None:
                    raise AssertionError(f"closed {self.closed} while waiting; got {self.inbox}")
                await self._arrived.wait()

    async def _read(self) -> None:
        try:
            while True:
                self.inbox.append(_decode(await self.socket.recv()))
                self._arrived.set()
        except ConnectionClosed as closed:
            frame = closed.rcvd
            self.closed = (frame.code, frame.reason) if frame is not None else (1006, "")
            self._arrived.set()


@asynccontextmanager
async def person(url: str, **more: Any) -> AsyncIterator[Person]:
    """Open a socket; it is closed at the end of the block."""
    async with connect(url, compression=None, **more) as socket:
        who = Person(socket)
        try:
            yield who
        finally:
            await who.leave_without_a_word()


def replayed(room: Room, revisions: tuple[s.Revision, ...]) -> Room:
    """A room after more commits."""
    for revision in revisions:
        room = replace(evolve_all(room, revision.events), rev=revision.rev)
    return room
