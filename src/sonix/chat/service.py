"""The chat of rooms: what is said and sent, pages of it, and the heat line of a track."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from sqlalchemy import ColumnElement, func, select

from sonix.bus.port import Bus, ChatChange
from sonix.chat.keeping import Keeping
from sonix.chat.lane import Answer, ChatLane
from sonix.chat.naming import Naming, Teller
from sonix.chat.ports import Mutes, NobodyMuted
from sonix.chat.rows import name_in, said_of
from sonix.chat.schemas import ChatPage, HeatLine
from sonix.core.chat.rules import may_type
from sonix.core.chat.state import Speaker
from sonix.core.errors import SonixError
from sonix.core.rate_limits import RateLimiter
from sonix.core.room.state import Room
from sonix.db.engine import Database
from sonix.db.tables_chat import chat_messages, chat_reactions, chat_streams
from sonix.protocol.chat import ChatBody, ChatOpened, ChatRefused, React, Typing, Typist
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService

NEWEST = 50
BINS = 100
LANES_KEPT = 256
SAYS_PER_S, SAYS_BURST = 1.0, 12
REACTS_PER_S, REACTS_BURST = 3.0, 20
TYPING_PER_S, TYPING_BURST = 0.6, 4


class ChatService:
    """Everything that can be asked of chats."""

    def __init__(
        self,
        *,
        database: Database,
        rooms: RoomService,
        bus: Bus,
        clock: Clock,
        limiter: RateLimiter,
        mutes: Mutes | None = None,
        teller: Teller | None = None,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._bus = bus
        self._clock = clock
        self._limiter = limiter
        self._mutes = mutes or NobodyMuted()
        self._lanes: OrderedDict[str, ChatLane] = OrderedDict()
        self._keeping = Keeping(database, clock)
        self._naming = Naming(teller)

    async def start(self) -> None:
        """Begin to forget what is too old."""
        self._keeping.start()

    async def stop(self) -> None:
        """Answer what is still waiting."""
        await self._keeping.stop()
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._naming.stop()

    def ask(self, room_id: str, member_id: str, body: ChatBody) -> asyncio.Future[Answer]:
        """Say, change, delete, send. The answer comes in time; it is None for a reaction that stands."""
        rate, burst = (REACTS_PER_S, REACTS_BURST) if isinstance(body, React) else (SAYS_PER_S, SAYS_BURST)
        kind = "react" if isinstance(body, React) else "say"
        wait_s = self._limiter.take(f"chat-{kind}:{member_id}", rate, burst)
        if wait_s > 0:
            answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            text = "That was too fast. Try again in a moment."
            answer.set_result(ChatRefused(body.msg_id, "rate_limited", text, True, max(1, round(wait_s + 0.5))))
            return answer
        return self._lane(room_id).ask(member_id, body)

    async def typing(self, room_id: str, member_id: str, message: Typing) -> None:
        """Tell the others that somebody writes, or no more. Too often is told to nobody."""
        if not message.on:
            await self._bus.publish_chat(ChatChange(room_id, stopped=member_id))
            return
        if self._limiter.take(f"chat-typing:{member_id}", TYPING_PER_S, TYPING_BURST) > 0:
            return
        room = await self._rooms.committed(room_id)
        muted_until_us = await self._mutes.muted_until_us(room_id, member_id)
        speaker = Speaker(member_id, muted_until_us=muted_until_us)
        if room is not None and may_type(room, speaker, self._clock.now_us()):
            await self._bus.publish_chat(ChatChange(room_id, types=Typist(member_id, name_in(room, member_id))))

    def is_open_to(self, room_id: str, member_id: str) -> bool:
        """Whether somebody who has just been welcomed is told what is said."""
        room = self._rooms.peek(room_id)
        return room is not None and is_member(room, member_id)

    async def opened(self, room_id: str) -> ChatOpened | None:
        """What a member who comes is told; None when the room is gone."""
        room = await self._rooms.committed(room_id)
        if room is None:
            return None
        page = await self.before(room, None, NEWEST)
        return ChatOpened(page.seq, page.said, page.more)

    async def before(self, room: Room, before: int | None, limit: int) -> ChatPage:
        """Messages before number `before`, or the newest; oldest first."""
        where = chat_messages.c.room_id == room.room_id
        if before is not None:
            where &= chat_messages.c.seq < before
        page = await self._page(room, where, chat_messages.c.seq.desc(), limit)
        return ChatPage(page.said[::-1], page.more, page.seq)

    async def after(self, room: Room, after: int, limit: int) -> ChatPage:
        """Messages that are new or changed since `after`, in the order of their changes."""
        where = (chat_messages.c.room_id == room.room_id) & (chat_messages.c.rev > after)
        return await self._page(room, where, chat_messages.c.rev, limit)

    async def heat(self, room: Room, track_id: str, duration_us: int) -> HeatLine:
        """How much people loved each part of a track in a room."""
        second = chat_reactions.c.second
        mine = (chat_reactions.c.room_id == room.room_id) & (chat_reactions.c.track_id == track_id)
        counted = select(second, func.count().label("count")).where(mine).group_by(second)
        async with self._database.read() as connection:
            rows = (await connection.execute(counted)).all()
        bins = [0] * BINS
        for row in rows:
            place = row.second * 1_000_000 * BINS // max(1, duration_us)
            bins[min(BINS - 1, place)] += row.count
        return HeatLine(track_id, tuple(bins))

    async def _page(self, room: Room, where: ColumnElement[bool], order: ColumnElement[int], limit: int) -> ChatPage:
        stream = select(chat_streams.c.seq).where(chat_streams.c.room_id == room.room_id)
        async with self._database.read() as connection:
            seq = await connection.scalar(stream)
            wanted = select(chat_messages).where(where).order_by(order).limit(limit + 1)
            rows = list((await connection.execute(wanted)).mappings())
            more = len(rows) > limit
            said = await said_of(connection, room, rows[:limit])
        return ChatPage(said, more, seq or 0)

    def _lane(self, room_id: str) -> ChatLane:
        lane = self._lanes.get(room_id)
        if lane is None:
            lane = self._lanes[room_id] = ChatLane(
                room_id,
                self._database,
                self._rooms,
                self._bus,
                self._clock,
                mutes=self._mutes,
                naming=self._naming,
            )
            idle = [known for known, other in self._lanes.items() if other.is_idle and known != room_id]
            for known in idle[: max(0, len(self._lanes) - LANES_KEPT)]:
                del self._lanes[known]
        self._lanes.move_to_end(room_id)
        return lane


def is_member(room: Room, member_id: str) -> bool:
    """Whether somebody belongs to a room, and so may read what is said there."""
    member = room.members.get(member_id)
    return member is not None and not member.left


def need_member(room: Room, member_id: str) -> None:
    """Raises SonixError `not_a_member`, 403."""
    if not is_member(room, member_id):
        raise SonixError("not_a_member", "Join the room first: its chat is for its members.", status=403)
