"""Drives one socket: what the session decides is done here, with the hub, the rooms and the outbox."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import Protocol, assert_never

import msgspec
import structlog

from sonix.core.errors import SonixError
from sonix.live.chatter import Chatter
from sonix.live.outbox import Closing, Outbox
from sonix.live.session import Action, Answer, Close, Execute, Open, Probe, Refresh, Report, Session, State, Talk
from sonix.protocol.client import CommandMessage, Hello, LeaveCommand, Ready, Stall, Status, Watch
from sonix.protocol.close import CloseCode
from sonix.protocol.server import Ack, Problem, Refused, ServerMessage, Welcome
from sonix.rooms.lane import Answer as FutureAnswer
from sonix.rooms.listeners import Listener

log = structlog.get_logger(__name__)

HELLO_WITHIN_S = 60.0
"""A page opens its socket while somebody still looks at the invitation, to measure the clock meanwhile."""
CLOSE_WITHIN_S = 5.0
MAX_COMMANDS_WAITING = 64
MAX_REASON_BYTES = 120
_encode = msgspec.json.Encoder().encode


class Socket(Protocol):
    """A WebSocket, whoever carries it."""

    async def receive(self) -> str | bytes | None:
        """Return the next frame, None once the peer is gone."""
        ...

    async def send(self, text: str) -> None:
        """Write one text frame; waits while the peer does not read. Does nothing once the peer is gone."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close; waits while the peer does not read."""
        ...


class Desk(Protocol):
    """What a connection asks of the hub it belongs to."""

    chatter: Chatter

    async def open(self, connection: Connection, hello: Hello) -> None:
        """Verify, join, register, and put the welcome in the outbox. Raises `SonixError` with the reason it can't."""
        ...

    async def renew(self, connection: Connection, token: str) -> None:
        """Let an open connection live on a fresh token. Raises `SonixError` with the reason it can't."""
        ...

    def report(self, connection: Connection, message: Status | Ready | Stall | Watch) -> None:
        """Take news of the client's playback, or its wish to hear of the others'."""
        ...

    async def submit(self, connection: Connection, message: CommandMessage) -> FutureAnswer:
        """Put a command in the room's queue."""
        ...

    def left(self, connection: Connection) -> None:
        """The member has left the room for good: close all its sockets there."""
        ...

    def gone(self, connection: Connection) -> None:
        """The socket is lost or about to be closed: count it no more."""
        ...

    def now_us(self) -> int:
        """Room time."""
        ...


class Connection:
    """One socket from the handshake to its end.

    Attributes:
        address: of the peer, for rate limits.
        rev: the revision the client has, from its welcome on.
        listener: who this is and where, from the welcome on.
        watches: the page has asked for `sync_reports`; it may do so while its hello is still looked at.
        ended: the socket is over: whoever waits for something on its behalf need not any more.
    """

    def __init__(
        self,
        socket: Socket,
        session: Session,
        outbox: Outbox,
        desk: Desk,
        address: str,
        hello_within_s: float = HELLO_WITHIN_S,
    ) -> None:
        self.session = session
        self.outbox = outbox
        self.address = address
        self.rev = 0
        self.listener: Listener | None = None
        self.watches = False
        self.ended = asyncio.Event()
        self._hello_within_s = hello_within_s
        self._socket = socket
        self._desk = desk
        self._commands: asyncio.Queue[CommandMessage | None] = asyncio.Queue(MAX_COMMANDS_WAITING)
        self._open = asyncio.Event()
        self._opening: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Serve the socket until either side ends it. Never raises for anything the peer does."""
        reader = asyncio.create_task(self._read())
        writer = asyncio.create_task(self._write())
        slow: asyncio.Task[object] = asyncio.create_task(self.outbox.overflowed.wait())
        waiting = asyncio.create_task(self._expect_hello())
        executing = asyncio.create_task(self._execute())
        try:
            await asyncio.wait([reader, writer, slow], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.session.closed()
            self.ended.set()
            for task in (reader, writer, slow, waiting):
                task.cancel()
            self._end_commands()
            # These use the database, and are let finish: a query is not cut off in the middle.
            finishing = [task for task in (executing, self._opening, self._renewing) if task is not None]
            results = await asyncio.gather(reader, writer, slow, waiting, *finishing, return_exceptions=True)
        self._desk.gone(self)
        for result in results:
            if isinstance(result, Exception):
                log.error("connection_failed", exc_info=result)
        if self.outbox.closing is not None:
            self._log_close(self.outbox.closing)
            await self._close(self.outbox.closing)

    def send(self, message: ServerMessage) -> None:
        """Queue a message."""
        self.outbox.put(_encode(message).decode(), is_welcome=isinstance(message, Welcome))

    def close(self, code: CloseCode, reason: str) -> None:
        """Say why, then close, once what waits is written."""
        self.session.closed()
        self.send(Problem(code=code.name.lower(), message=reason, retryable=code < CloseCode.BAD_MESSAGE))
        self.outbox.close(code, reason)

    async def _read(self) -> None:
        while self.outbox.closing is None:
            frame = await self._socket.receive()
            received_us = self._desk.now_us()
            if frame is None:
                return
            action = self.session.receive(frame, received_us)
            if action is not None:
                self._do(action)
        await asyncio.Event().wait()  # the writer has the last word

    def _do(self, action: Action) -> None:
        match action:
            case Probe(reply=reply):
                self.outbox.put_probe(reply)
            case Report(message=message):
                self._desk.report(self, message)
            case Talk(message=message):
                self._desk.chatter.take(self, message)
            case Execute(message=message):
                self._enqueue(message)
            case Answer(message=message):
                self.send(message)
            case Open(hello=hello):
                self._opening = asyncio.create_task(self._hello(hello))
            case Refresh(token=token):
                if self._renewing is None or self._renewing.done():  # one at a time is all a page needs
                    self._renewing = asyncio.create_task(self._renew(token))
            case Close(code=code, reason=reason):
                self.close(code, reason)
            case _:
                assert_never(action)

    def _enqueue(self, message: CommandMessage) -> None:
        try:
            self._commands.put_nowait(message)
        except asyncio.QueueFull:
            text = "Too many commands are waiting. Try again in a moment."
            self.send(Refused(message.cmd_id, "rate_limited", text, retryable=True))

    async def _hello(self, hello: Hello) -> None:
        try:
            await self._desk.open(self, hello)
        except SonixError as error:
            self.close(_close_code(error), error.message)
        except Exception:
            log.exception("hello_failed")
            self.close(CloseCode.INTERNAL, "Something went wrong on the server.")
        else:
            self.session.opened()
            self._open.set()

    async def _renew(self, token: str) -> None:
        await self._open.wait()
        if self.session.state is State.CLOSED:
            return
        try:
            await self._desk.renew(self, token)
        except SonixError as error:
            if not error.retryable:
                self.close(_close_code(error), error.message)
        except Exception:
            log.exception("renewal_failed")  # the page tries again, and has a minute more than its token

    async def _expect_hello(self) -> None:
        """A hello that has come is let finish, however slow the database is: its sender is in a moment."""
        await asyncio.sleep(self._hello_within_s)
        if self.session.state is State.HELLO:
            self.close(CloseCode.IDLE, "No hello came.")

    async def _execute(self) -> None:
        await self._open.wait()
        while (message := await self._commands.get()) is not None:
            try:
                answer = await self._desk.submit(self, message)
            except Exception:
                log.exception("command_failed", cmd_id=message.cmd_id)
                text = "Something went wrong on the server. Try again."
                self.send(Refused(message.cmd_id, "internal", text, retryable=True))
                continue
            # Not awaited here: what follows may be committed together with it.
            answer.add_done_callback(partial(self._answered, message))

    def _end_commands(self) -> None:
        """What was not begun when the socket ended is not done: its sender asks again when it is back."""
        while not self._commands.empty():
            self._commands.get_nowait()
        self._commands.put_nowait(None)
        self._open.set()

    def _answered(self, message: CommandMessage, answer: FutureAnswer) -> None:
        if answer.cancelled():
            return
        self.send(answer.result())
        if isinstance(message.body, LeaveCommand) and isinstance(answer.result(), Ack):
            self._desk.left(self)

    async def _write(self) -> None:
        while True:
            item = await self.outbox.take()
            if isinstance(item, Closing):
                return
            await self._socket.send(item)

    def _log_close(self, closing: Closing) -> None:
        who = self.listener
        about = {} if who is None else {"room_id": who.room_id, "member_id": who.member_id}
        log.info("socket_closed", code=int(closing.code), why=closing.code.name.lower(), reason=closing.reason, **about)

    async def _close(self, closing: Closing) -> None:
        """Close with a code, if the peer reads again soon; else the transport just ends."""
        reason = closing.reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await self._socket.close(closing.code, reason)


def _close_code(error: SonixError) -> CloseCode:
    """The one place where errors become close codes."""
    match error.code:
        case "unauthenticated":
            return CloseCode.UNAUTHENTICATED
        case "banned":
            return CloseCode.BANNED
        case "no_such_room":
            return CloseCode.NO_SUCH_ROOM
        case "rate_limited":
            return CloseCode.RATE_LIMITED
        case "room_password":
            return CloseCode.ROOM_PASSWORD
        case "not_open_yet":
            return CloseCode.NOT_OPEN_YET
        case "room_banned":
            return CloseCode.ROOM_BANNED
        case "room_locked":
            return CloseCode.ROOM_LOCKED
        case "room_dismissed":
            return CloseCode.DISMISSED
        case "not_admitted" | "too_many_knocks":
            return CloseCode.NOT_ADMITTED
        case _:
            return CloseCode.INTERNAL if error.retryable else CloseCode.UNAUTHENTICATED
