"""What is said is kept on each database: once, numbered without gaps by several servers, and forgotten when due."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from sonix.bus.memory import MemoryBus
from sonix.bus.port import ChatChange
from sonix.chat.keeping import DAY_US, Keeping
from sonix.chat.people import forget_person, hand_on
from sonix.chat.service import ChatService
from sonix.config import Settings
from sonix.core.chat.state import ChatRules
from sonix.core.rate_limits import MemoryRateLimiter
from sonix.core.room.commands import Configure, Join
from sonix.db.engine import Database
from sonix.db.room_store import SqlRoomStore
from sonix.db.tables_chat import chat_messages, chat_reactions
from sonix.live.room_clock import RoomClock
from sonix.protocol.chat import ChatAck, EditSaid, React, Say, Unsay
from sonix.rooms.listeners import Listeners
from sonix.rooms.service import RoomService
from tests.contract import rooms
from tests.live.instance import EndlessLibrary

pytestmark = pytest.mark.anyio


class Unhurried(MemoryRateLimiter):
    """Whoever writes fast is not what is tested here."""

    def take(self, key: str, rate_per_s: float, burst: float) -> float:
        return 0.0


@dataclass
class Node:
    """One of several servers on one database."""

    rooms: RoomService
    chat: ChatService
    told: list[ChatChange]


class MovedClock(RoomClock):
    """The room clock, `ahead_us` later."""

    ahead_us = 0

    def now_us(self) -> int:
        return super().now_us() + self.ahead_us


async def node(database: Database, clock: RoomClock) -> Node:
    bus = MemoryBus()
    told: list[ChatChange] = []
    bus.subscribe_chat(told.append)
    store = SqlRoomStore(database)
    service = RoomService(
        store=store,
        bus=bus,
        clock=clock,
        listeners=Listeners(),
        tracks=EndlessLibrary(),
        limits=Settings().rooms,
    )
    chat = ChatService(database=database, rooms=service, bus=bus, clock=clock, limiter=Unhurried())
    return Node(service, chat, told)


@pytest.fixture
async def clock(database: Database) -> MovedClock:
    found = MovedClock()
    await found.start(database)
    return found


@pytest.fixture
async def here(database: Database, clock: MovedClock) -> Node:
    return await node(database, clock)


async def a_room(here: Node) -> str:
    """A room of `host` with `ben` in it and a track `song`."""
    room = await here.rooms.create("host", "Hanna", "Küche 🍳")
    await here.rooms.execute(room.room_id, "join", "ben", Join("Ben"))
    await here.rooms.execute(room.room_id, "add", "host", rooms.add("song"))
    return room.room_id


async def texts(here: Node, room_id: str) -> list[str]:
    room = await here.rooms.committed(room_id)
    assert room is not None
    return [said.text for said in (await here.chat.before(room, None, 200)).said]


async def test_two_servers_number_what_is_said_without_gaps_and_say_nothing_twice(
    database: Database, clock: MovedClock, here: Node
) -> None:
    there, room_id = await node(database, clock), await a_room(here)
    asks = [
        (one, who, Say(msg_id=f"m{number}", text=f"{who} {number} 🎧"))
        for number in range(15)
        for who in ("host", "ben")
        for one in (here, there)  # each message comes in on both
    ]
    answers = await asyncio.gather(*(one.chat.ask(room_id, who, body) for one, who, body in asks))
    assert all(isinstance(answer, ChatAck) for answer in answers)
    acks = [answer for answer in answers if isinstance(answer, ChatAck)]
    seqs = {(who, body.msg_id): ack.seq for (_, who, body), ack in zip(asks, acks, strict=True)}
    assert sorted(seqs.values()) == list(range(1, 31))
    room = await here.rooms.committed(room_id)
    assert room is not None
    page = await there.chat.before(room, None, 200)
    assert [said.seq for said in page.said] == list(range(1, 31))
    told = sorted((change.after, change.seq) for change in (*here.told, *there.told))
    assert [after for after, _ in told] == [0, *(seq for _, seq in told[:-1])]


async def test_pages_go_back_and_changes_come_in_their_order(here: Node) -> None:
    room_id = await a_room(here)
    for number in range(5):
        await here.chat.ask(room_id, "host", Say(msg_id=f"m{number}", text=f"Line {number}"))
    await here.chat.ask(room_id, "host", Say(msg_id="a", text="Answer", reply_to=2, mentions=("ben", "eve")))
    await here.chat.ask(room_id, "host", EditSaid(msg_id="e", seq=1, text="Line zero"))
    await here.chat.ask(room_id, "host", Unsay(msg_id="u", seq=3))
    room = await here.rooms.committed(room_id)
    assert room is not None
    page = await here.chat.before(room, 4, 2)
    assert ([said.seq for said in page.said], page.more, page.seq) == ([2, 3], True, 8)
    after = await here.chat.after(room, 6, 50)
    assert [(said.seq, said.rev, said.text, said.deleted) for said in after.said] == [
        (1, 7, "Line zero", False),
        (3, 8, "", True),
    ]
    newest = (await here.chat.before(room, None, 1)).said[0]
    assert newest.reply_to is not None
    assert (newest.mentions, newest.reply_to.text, newest.name) == (("ben",), "Line 1", "Hanna")


async def test_reactions_make_the_heat_line(here: Node) -> None:
    room_id = await a_room(here)
    for number, second in enumerate((0, 30, 30, 59)):
        at_us = second * 1_000_000
        react = React(msg_id=f"r{number}", emoji="🕺", entry_id="song", position_us=at_us)
        assert await here.chat.ask(room_id, "ben", react) is None
    room = await here.rooms.committed(room_id)
    assert room is not None
    heat = await here.chat.heat(room, "t-song", 60_000_000)
    assert {place: many for place, many in enumerate(heat.bins) if many} == {0: 1, 50: 2, 98: 1}


async def test_whoever_leaves_takes_along_what_they_said_and_no_message_names_them(
    database: Database, here: Node
) -> None:
    room_id = await a_room(here)
    await here.chat.ask(room_id, "ben", Say(msg_id="1", text="Mine"))
    await here.chat.ask(room_id, "ben", React(msg_id="r", emoji="❤️", entry_id="song", position_us=0))
    await here.chat.ask(room_id, "host", Say(msg_id="2", text="Hi", mentions=("ben",)))
    async with database.transaction() as connection:
        await forget_person(connection, "ben")
    assert await texts(here, room_id) == ["Hi"]
    async with database.read() as connection:
        assert (await connection.execute(select(chat_messages.c.mentions))).scalar_one().split() == []
        assert await connection.scalar(select(func.count()).select_from(chat_reactions)) == 0


async def test_a_guests_words_become_the_accounts_even_where_both_used_one_id(database: Database, here: Node) -> None:
    room_id = await a_room(here)
    await here.chat.ask(room_id, "ben", Say(msg_id="same", text="As a guest"))
    await here.chat.ask(room_id, "host", Say(msg_id="same", text="As myself"))
    async with database.transaction() as connection:
        await hand_on(connection, "ben", "host")
    async with database.read() as connection:
        rows = (await connection.execute(select(chat_messages.c.member_id, chat_messages.c.text))).all()
    assert sorted(tuple(row) for row in rows) == [("host", "As a guest"), ("host", "As myself")]


async def test_messages_go_after_as_many_days_as_the_room_says(
    database: Database, clock: MovedClock, here: Node
) -> None:
    room_id, keeping = await a_room(here), Keeping(database, clock)
    await here.rooms.execute(room_id, "set", "host", Configure(chat=ChatRules(kept_days=7)))
    await here.chat.ask(room_id, "host", Say(msg_id="1", text="Old"))
    clock.ahead_us = 6 * DAY_US
    await here.chat.ask(room_id, "host", Say(msg_id="2", text="New"))
    await keeping.sweep()
    assert await texts(here, room_id) == ["Old", "New"]
    clock.ahead_us = 8 * DAY_US
    await keeping.sweep()
    assert await texts(here, room_id) == ["New"]
    answer = await here.chat.ask(room_id, "host", Say(msg_id="3", text="Newer"))
    assert answer == ChatAck("3", 3)


async def test_a_room_that_is_gone_says_so(database: Database, here: Node) -> None:
    answer = await here.chat.ask("no-room", "host", Say(msg_id="1", text="Hello?"))
    assert answer is not None
    assert not isinstance(answer, ChatAck)
    assert answer.code == "no_such_room"
