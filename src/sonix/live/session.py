"""One socket as a state machine without IO: frames in, actions out. hello -> open -> closed.

It parses, bounds, and keeps the order of things; whoever drives it (`sonix.live.connection`) verifies, stores and
writes. No bytes make it raise.
"""

from __future__ import annotations

from enum import Enum
from typing import assert_never

import msgspec

from sonix.config import Limits
from sonix.live.rates import TokenBucket
from sonix.protocol.chat import ChatMessage, EditSaid, React, Say, Typing, Unsay
from sonix.protocol.client import ClientMessage, CommandMessage, Hello, Ready, Renew, Stall, Status, Time, Watch
from sonix.protocol.close import CloseCode
from sonix.protocol.server import PROTOCOL_VERSION, Refused, ServerMessage, TimeReply

_decoder = msgspec.json.Decoder(ClientMessage)
OLDEST_PROTOCOL = 2
"""A page of version 1 has a token that no socket takes any more: it must be loaded again."""


class State(Enum):
    """How far a socket has come."""

    HELLO = "hello"
    OPENING = "opening"
    OPEN = "open"
    CLOSED = "closed"


class Open(msgspec.Struct, frozen=True):
    """Verify the token, find the room, answer with a welcome; then call `Session.opened`."""

    hello: Hello


class Answer(msgspec.Struct, frozen=True):
    """Write a message."""

    message: ServerMessage


class Probe(msgspec.Struct, frozen=True):
    """Answer a clock probe before anything else; `reply.t3` is still to be stamped."""

    reply: TimeReply


class Report(msgspec.Struct, frozen=True):
    """News of the client's own playback, or what it wants to hear of the others'."""

    message: Status | Ready | Stall | Watch


class Refresh(msgspec.Struct, frozen=True):
    """Verify a fresh token, and answer that the socket lives on it."""

    token: str


class Talk(msgspec.Struct, frozen=True):
    """Hand it to the room's chat, which answers by itself."""

    message: ChatMessage


class Execute(msgspec.Struct, frozen=True):
    """Do a command and answer it, in the order they came."""

    message: CommandMessage


class Close(msgspec.Struct, frozen=True):
    """Close the socket; nothing that comes after is looked at."""

    code: CloseCode
    reason: str


Action = Open | Refresh | Answer | Probe | Report | Talk | Execute | Close


class Session:
    """The protocol of one socket."""

    def __init__(self, limits: Limits) -> None:
        self.state = State.HELLO
        self._limits = limits
        self._messages = TokenBucket(limits.messages_per_s)
        self._commands = TokenBucket(limits.commands_per_s)

    def opened(self) -> None:
        """The welcome is on its way."""
        if self.state is State.OPENING:
            self.state = State.OPEN

    def closed(self) -> None:
        """The socket is gone, whoever closed it."""
        self.state = State.CLOSED

    def receive(self, frame: str | bytes, received_us: int) -> Action | None:
        """What to do about one frame that came in at `received_us` (room time); None for nothing."""
        if self.state is State.CLOSED:
            return None
        if not self._messages.take(received_us):
            return self._close(CloseCode.RATE_LIMITED, "Too many messages.")
        if len(frame) > self._limits.message_bytes:
            return self._close(CloseCode.BAD_MESSAGE, "This message is too long.")
        try:
            message = _decoder.decode(frame)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            return self._close(CloseCode.BAD_MESSAGE, f"This message can't be read: {error}")
        return self._take(message, received_us)

    def _take(self, message: ClientMessage, received_us: int) -> Action | None:
        match message:
            case Time(id=probe_id, t1=t1):
                # Before hello too: who is about to join measures the clock meanwhile.
                return Probe(TimeReply(id=probe_id, t1=t1, t2=received_us, t3=received_us))
            case Hello():
                return self._hello(message)
            case Renew(token=token):
                return self._when_said_hello(Refresh(token))
            case Status() | Ready() | Stall() | Watch():
                return self._when_said_hello(Report(message))
            case Say() | EditSaid() | Unsay() | Typing() | React():
                return self._when_said_hello(Talk(message))
            case CommandMessage():
                return self._when_said_hello(self._command(message, received_us))
            case _:
                assert_never(message)

    def _hello(self, hello: Hello) -> Action:
        if self.state is not State.HELLO:
            return self._close(CloseCode.BAD_MESSAGE, "hello comes once.")
        if not OLDEST_PROTOCOL <= hello.protocol <= PROTOCOL_VERSION:
            return self._close(CloseCode.PROTOCOL_TOO_OLD, "This page is of another version. Load it again.")
        self.state = State.OPENING
        return Open(hello)

    def _command(self, message: CommandMessage, received_us: int) -> Action:
        if self._commands.take(received_us):
            return Execute(message)
        text = "That was too fast. Try again in a moment."
        return Answer(Refused(message.cmd_id, "rate_limited", text, retryable=True))

    def _when_said_hello(self, action: Action) -> Action:
        if self.state is State.HELLO:
            return self._close(CloseCode.BAD_MESSAGE, "The first message must be hello.")
        return action

    def _close(self, code: CloseCode, reason: str) -> Close:
        self.state = State.CLOSED
        return Close(code, reason)
