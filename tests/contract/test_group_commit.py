"""Commands that wait for the disk are written together, each with a revision and an answer of its own."""

from __future__ import annotations

import asyncio

import pytest
import structlog

from sonix.bus.memory import MemoryBus
from sonix.bus.port import News
from sonix.config import Rooms
from sonix.core.room.commands import Play
from sonix.db.engine import Database
from sonix.db.outages import DatabaseUnavailableError
from sonix.db.room_store import SqlRoomStore
from sonix.live.room_clock import RoomClock
from sonix.protocol.client import ConfigureCommand, EnqueueCommand, PlayCommand
from sonix.protocol.server import Ack, Refused
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Batch
from sonix.rooms.retention import Retention
from sonix.rooms.service import RoomService
from tests.contract.rooms import add, decided, room
from tests.live.instance import EndlessLibrary

pytestmark = pytest.mark.anyio


class WatchedStore(SqlRoomStore):
    """The real store, which also notes every batch it has written, and may fail or lose a race first."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.batches: list[Batch] = []
        self.races_to_lose = 0
        self.fails = False
        self.loses_answers = 0
        self.shortened = asyncio.Semaphore(0)
        self.in_the_name_of: list[dict[str, object]] = []

    async def shorten(self, room_id: str, keep: int) -> None:
        await super().shorten(room_id, keep)
        self.shortened.release()

    async def commit(self, batch: Batch) -> bool:
        if self.fails:
            raise OSError("No space left on device")
        if self.races_to_lose:
            self.races_to_lose -= 1
            return False
        self.in_the_name_of.append(structlog.contextvars.get_contextvars())
        done = await super().commit(batch)
        if done:
            self.batches.append(batch)
        if self.loses_answers:
            self.loses_answers -= 1
            raise DatabaseUnavailableError
        return done


@pytest.fixture
def store(database: Database) -> WatchedStore:
    return WatchedStore(database)


@pytest.fixture
def news() -> list[News]:
    return []


@pytest.fixture
async def rooms(database: Database, store: WatchedStore, news: list[News]) -> RoomService:
    clock, bus = RoomClock(), MemoryBus()
    await clock.start(database)
    bus.subscribe(news.append)
    return RoomService(
        store=store, bus=bus, clock=clock, listeners=Listeners(), tracks=EndlessLibrary(), limits=Rooms()
    )


async def test_what_comes_while_the_disk_is_busy_is_written_together(
    rooms: RoomService, store: WatchedStore, news: list[News]
) -> None:
    room = await rooms.create("host", "Hanna", "Kitchen")
    commands = (rooms.execute(room.room_id, f"c{n}", "host", EnqueueCommand((f"t{n}",))) for n in range(50))
    answers = await asyncio.gather(*commands)
    assert [answer.rev for answer in answers if isinstance(answer, Ack)] == list(range(1, 51))
    assert len(store.batches) < 25
    assert [revision.rev for told in news for revision in told.revisions] == list(range(1, 51))


async def test_the_same_command_twice_in_a_batch_is_done_once(rooms: RoomService) -> None:
    room = await rooms.create("host", "Hanna", "Kitchen")
    same = (rooms.execute(room.room_id, "same", "host", EnqueueCommand(("t",))) for _ in range(5))
    answers = await asyncio.gather(*same)
    assert answers == [Ack("same", 1)] * 5


async def test_a_refusal_is_kept_even_when_the_command_would_be_allowed_later(rooms: RoomService) -> None:
    room = await rooms.create("host", "Hanna", "Kitchen")
    first = await rooms.execute(room.room_id, "play", "host", PlayCommand())
    await rooms.execute(room.room_id, "add", "host", EnqueueCommand(("t",)))
    assert isinstance(first, Refused)
    assert await rooms.execute(room.room_id, "play", "host", PlayCommand()) == first


async def test_a_commit_whose_answer_was_lost_is_told_when_it_is_found(
    rooms: RoomService, store: WatchedStore, news: list[News]
) -> None:
    room = await rooms.create("host", "Hanna", "Kitchen")
    await rooms.execute(room.room_id, "first", "host", EnqueueCommand(("t",)))
    store.loses_answers = 1
    unsure = await rooms.execute(room.room_id, "second", "host", EnqueueCommand(("t",)))
    assert isinstance(unsure, Refused)
    assert unsure.retryable
    assert await rooms.execute(room.room_id, "second", "host", EnqueueCommand(("t",))) == Ack("second", 2)
    await rooms.execute(room.room_id, "third", "host", EnqueueCommand(("t",)))
    assert [revision.rev for told in news for revision in told.revisions] == [1, 2, 3]


async def test_a_lost_race_is_decided_again(rooms: RoomService, store: WatchedStore) -> None:
    room = await rooms.create("host", "Hanna", "Kitchen")
    store.races_to_lose = 3
    assert await rooms.execute(room.room_id, "add", "host", EnqueueCommand(("t",))) == Ack("add", 1)


async def test_a_full_disk_is_told_and_the_same_command_may_be_tried_again(
    rooms: RoomService, store: WatchedStore
) -> None:
    room = await rooms.create("host", "Hanna", "Kitchen")
    store.fails = True
    refused = await rooms.execute(room.room_id, "add", "host", EnqueueCommand(("t",)))
    assert isinstance(refused, Refused)
    assert (refused.code, refused.retryable) == ("unavailable", True)
    store.fails = False
    assert await rooms.execute(room.room_id, "add", "host", EnqueueCommand(("t",))) == Ack("add", 1)


async def test_a_room_that_is_not_there_refuses(rooms: RoomService) -> None:
    refused = await rooms.execute("nowhere", "c", "host", PlayCommand())
    assert isinstance(refused, Refused)
    assert refused.code == "no_such_room"


async def test_the_system_does_not_steer(rooms: RoomService) -> None:
    room = await rooms.create("host", "Hanna", "Kitchen")
    assert isinstance(await rooms.execute(room.room_id, "c", None, Play()), Refused)


async def test_settings_of_a_room_are_the_hosts(rooms: RoomService) -> None:
    room = await rooms.create("host", "Hanna", "Kitchen")
    refused = await rooms.execute(room.room_id, "c", "stranger", ConfigureCommand(name="Mine"))
    assert isinstance(refused, Refused)
    assert refused.code == "not_a_member"


async def test_what_is_logged_while_writing_names_nobody_who_came_first(
    rooms: RoomService, store: WatchedStore
) -> None:
    room = await rooms.create("host", "Hanna", "Kitchen")
    with structlog.contextvars.bound_contextvars(member_id="anna"):
        await rooms.execute(room.room_id, "add", "host", EnqueueCommand(("t",)))
    assert store.in_the_name_of == [{}]


async def test_a_log_of_long_commits_is_shortened_beside_the_work(database: Database, store: WatchedStore) -> None:
    clock = RoomClock()
    await clock.start(database)
    retention = Retention(store, clock, Rooms(), log_characters=5_000)
    now = room()
    await store.create(now)
    for number in range(3):
        batch = decided(now, add(*(f"e{number}-{n}" for n in range(20)))).batch
        assert await store.commit(batch)
        retention.committed(batch)
        now = batch.after
        async with asyncio.timeout(20):
            await store.shortened.acquire()
        assert await store.log_length(now.room_id, 0) <= 2_500
    await retention.stop()
    assert await store.load(now.room_id) == now
