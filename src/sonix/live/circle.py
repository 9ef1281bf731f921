"""What is told of one room's chat: gathered for a quarter of a second, encoded once.

The first news after a pause goes at once. Who types is known here only, and forgotten after a few seconds.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

import msgspec

from sonix.bus.port import ChatChange
from sonix.live.outbox import Outbox
from sonix.protocol.chat import ChatNews, Reacted, Said, Typist
from sonix.protocol.server import ServerMessage
from sonix.rooms.listeners import Listener

INTERVAL_S = 0.25
TYPING_S = 5.0
TYPISTS_SHOWN = 4
REACTIONS_SHOWN = 30
_encode = msgspec.json.Encoder().encode


class Talker(Protocol):
    """A connection, as far as the chat goes."""

    outbox: Outbox
    listener: Listener | None

    def send(self, message: ServerMessage) -> None:
        """Queue a message."""
        ...


class Circle:
    """Those in one room who are told what is said there."""

    def __init__(self) -> None:
        self.talkers: dict[Talker, None] = {}
        self._after = self._seq = 0
        self._said: dict[int, Said] = {}
        self._reactions: list[Reacted] = []
        self._typing: dict[str, tuple[Typist, float]] = {}
        self._typing_told: tuple[Typist, ...] = ()
        self._timer: asyncio.TimerHandle | None = None
        self._expiry: asyncio.TimerHandle | None = None
        self._last_s = float("-inf")

    def remove(self, talker: Talker, member_id: str) -> None:
        """Somebody's connection is gone."""
        self.talkers.pop(talker, None)
        if self._typing.pop(member_id, None) is not None:
            self._wait()

    def close(self) -> None:
        """Nobody is left to tell."""
        for timer in (self._timer, self._expiry):
            if timer is not None:
                timer.cancel()

    def add(self, change: ChatChange) -> None:
        """Tell it with the next frame. Changes that do not follow on one another go in frames of their own."""
        if change.said:
            if self._said and change.after != self._seq:
                self._flush()
            if not self._said:
                self._after = change.after
            self._seq = change.seq
            for said in change.said:
                self._said.pop(said.seq, None)
                self._said[said.seq] = said
                self._typing.pop(said.member_id, None)
        self._reactions.extend(change.reactions[: REACTIONS_SHOWN - len(self._reactions)])
        if change.types is not None:
            until_s = asyncio.get_running_loop().time() + TYPING_S
            self._typing[change.types.member_id] = (change.types, until_s)
            self._expire_later()
        if change.stopped is not None:
            self._typing.pop(change.stopped, None)
        self._wait()

    def catch_up(self) -> None:
        """Send what waits, so that a newcomer is told after it."""
        if self._timer is not None:
            self._flush()

    def _wait(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._last_s + INTERVAL_S), self._flush)

    def _expire_later(self) -> None:
        if self._expiry is None:
            self._expiry = asyncio.get_running_loop().call_later(TYPING_S, self._expire)

    def _expire(self) -> None:
        self._expiry = None
        now_s = asyncio.get_running_loop().time()
        self._typing = {id_: typing for id_, typing in self._typing.items() if typing[1] > now_s}
        if self._typing:
            self._expire_later()
        self._wait()

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        typing = tuple(typist for typist, _ in list(self._typing.values())[:TYPISTS_SHOWN])
        is_news = typing != self._typing_told
        if not (self._said or self._reactions or is_news):
            return
        self._last_s = asyncio.get_running_loop().time()
        self._typing_told = typing
        news = ChatNews(
            after=self._after if self._said else self._seq,
            seq=self._seq,
            said=tuple(self._said.values()),
            reactions=tuple(self._reactions),
            typing=typing if is_news else None,
        )
        self._said, self._reactions = {}, []
        frame = _encode(news).decode()
        for talker in tuple(self.talkers):
            talker.outbox.put(frame)
