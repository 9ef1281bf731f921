"""The requests to one room's chat, in the order they came: what has gathered while one transaction runs is the next."""

from __future__ import annotations

import asyncio
from collections import deque

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError

from sonix.bus.port import Bus, ChatChange
from sonix.chat.naming import Naming
from sonix.chat.ports import Ask, Mutes, Written
from sonix.chat.writing import Writing
from sonix.core.errors import SonixError
from sonix.core.room.state import Room
from sonix.db.engine import Database, is_lost_race
from sonix.protocol.chat import ChatAck, ChatBody, ChatRefused
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService

log = structlog.get_logger(__name__)

AT_ONCE = 50
TRIES = 5
Answer = ChatAck | ChatRefused | None
Waiting = tuple[str, ChatBody, "asyncio.Future[Answer]"]


class ChatLane:
    """Works while something waits."""

    def __init__(
        self,
        room_id: str,
        database: Database,
        rooms: RoomService,
        bus: Bus,
        clock: Clock,
        *,
        mutes: Mutes,
        naming: Naming,
    ) -> None:
        self._room_id = room_id
        self._database = database
        self._rooms = rooms
        self._bus = bus
        self._clock = clock
        self._mutes = mutes
        self._naming = naming
        self._waiting: deque[Waiting] = deque()
        self.task: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Nothing waits and nothing is being written."""
        return self.task is None

    def ask(self, member_id: str, body: ChatBody) -> asyncio.Future[Answer]:
        """Line a request up; the answer comes once it stands or is refused."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((member_id, body, answer))
        if self.task is None:
            self.task = asyncio.create_task(self._work(), name=f"chat {self._room_id}")
        return answer

    async def _work(self) -> None:
        try:
            while self._waiting:
                some = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
                for (_, _, future), answer in zip(some, await self._answers(some), strict=True):
                    if not future.done():
                        future.set_result(answer)
        finally:
            self.task = None

    async def _answers(self, some: list[Waiting]) -> list[Answer]:
        try:
            return await self._write(some)
        except SonixError as error:
            return [ChatRefused(body.msg_id, error.code, error.message, error.retryable) for _, body, _ in some]
        except Exception:
            log.exception("chat_failed", room_id=self._room_id)
            text = "Something went wrong on the server. Try again."
            return [ChatRefused(body.msg_id, "internal", text, retryable=True) for _, body, _ in some]

    async def _write(self, some: list[Waiting]) -> list[Answer]:
        room = await self._rooms.committed(self._room_id)
        if room is None:
            raise _no_such_room()
        muted = {who: await self._mutes.muted_until_us(self._room_id, who) for who in {member for member, _, _ in some}}
        asks = [Ask(member_id, body, muted[member_id]) for member_id, body, _ in some]
        answers, written = await self._tried(room, asks)
        if written.said or written.reactions:
            news = ChatChange(self._room_id, written.after, written.seq, written.said, written.reactions)
            await self._bus.publish_chat(news)
        self._naming.said(room, written.said)
        return answers

    async def _tried(self, room: Room, asks: list[Ask]) -> tuple[list[Answer], Written]:
        for _ in range(TRIES - 1):
            try:
                return await self._once(room, asks)
            except IntegrityError:
                pass  # somebody else has begun this room's stream, or the room is gone: the last try tells
            except DBAPIError as error:
                if not is_lost_race(error):
                    raise
        try:
            return await self._once(room, asks)
        except IntegrityError as error:
            raise _no_such_room() from error

    async def _once(self, room: Room, asks: list[Ask]) -> tuple[list[Answer], Written]:
        async with self._database.transaction() as connection:
            writing = Writing(connection, room, self._clock.now_us())
            written = await writing.do(asks)
        return writing.answers, written


def _no_such_room() -> SonixError:
    return SonixError("no_such_room", "This room does not exist any more.", status=404)
