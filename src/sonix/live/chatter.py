"""The live side of chats: takes what members say, answers them, and tells everybody in the room."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import partial

import structlog

from sonix.bus.port import Bus, ChatChange
from sonix.chat.lane import Answer
from sonix.chat.service import ChatService
from sonix.live.circle import Circle, Talker
from sonix.protocol.chat import ChatMessage, ChatRefused, Typing
from sonix.rooms.listeners import Listener

log = structlog.get_logger(__name__)


class Chatter:
    """The chat of every room with members connected to this node."""

    def __init__(self, chat: ChatService, bus: Bus) -> None:
        self._chat = chat
        self._here: dict[str, Circle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._end_news = bus.subscribe_chat(self._hear)

    async def stop(self) -> None:
        """Tell nobody anything any more."""
        self._end_news()
        for circle in self._here.values():
            circle.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def enter(self, talker: Talker) -> None:
        """A welcome has been sent: what was said lately follows, for who is a member, and from then on what is said."""
        listener = talker.listener
        assert listener is not None, "a connection that is welcome has a listener"
        if self._chat.is_open_to(listener.room_id, listener.member_id):
            # Listens first and reads then: what is said in between comes twice, and is the same both times.
            circle = self._here.setdefault(listener.room_id, Circle())
            circle.talkers[talker] = None
            self._go_on(self._open(talker, listener, circle))

    def leave(self, talker: Talker) -> None:
        """A connection is gone."""
        listener = talker.listener
        circle = None if listener is None else self._here.get(listener.room_id)
        if circle is None or listener is None:
            return
        circle.remove(talker, listener.member_id)
        if not circle.talkers:
            circle.close()
            del self._here[listener.room_id]

    def take(self, talker: Talker, message: ChatMessage) -> None:
        """Do what a client asks; it is answered when that stands."""
        listener = talker.listener
        if isinstance(message, Typing):
            if listener is not None:
                self._go_on(self._chat.typing(listener.room_id, listener.member_id, message))
        elif listener is None:
            text = "The room is still being opened. Try again in a moment."
            talker.send(ChatRefused(message.msg_id, "not_open", text, retryable=True, retry_in_s=1))
        else:
            answer = self._chat.ask(listener.room_id, listener.member_id, message)
            answer.add_done_callback(partial(_answered, talker))

    async def _open(self, talker: Talker, listener: Listener, circle: Circle) -> None:
        opened = await self._chat.opened(listener.room_id)
        if opened is not None and talker in circle.talkers:
            circle.catch_up()
            talker.send(opened)

    def _hear(self, change: ChatChange) -> None:
        circle = self._here.get(change.room_id)
        if circle is not None:
            circle.add(change)

    def _go_on(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("chat_not_told", error=repr(error))


def _answered(talker: Talker, answer: asyncio.Future[Answer]) -> None:
    if not answer.cancelled() and (result := answer.result()) is not None:
        talker.send(result)
