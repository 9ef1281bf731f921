"""Several processes on one database: no update is lost, and no command is done twice."""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest
from sqlalchemy import update

from sonix.bus.memory import MemoryBus
from sonix.config import Rooms
from sonix.db.engine import Database
from sonix.db.room_store import SqlRoomStore
from sonix.db.tables import clocks
from sonix.live.room_clock import RoomClock
from sonix.protocol.client import EnqueueCommand
from sonix.protocol.server import Ack
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import RoomStore
from sonix.rooms.service import RoomService
from tests.contract.rooms import room
from tests.live.instance import EndlessLibrary

pytestmark = pytest.mark.anyio

PROCESSES = 3
COMMANDS = 20


async def work(url: str, room_id: str, names: list[str]) -> list[tuple[str, int]]:
    """What one process does: enqueue a track for each name, several at once; (cmd_id, rev) as acknowledged."""
    database = Database(url)
    await database.start()
    clock = RoomClock()
    await clock.start(database)
    rooms = RoomService(
        store=SqlRoomStore(database),
        bus=MemoryBus(),
        clock=clock,
        listeners=Listeners(),
        tracks=EndlessLibrary(),
        limits=Rooms(),
    )
    commands = (rooms.execute(room_id, name, "host", EnqueueCommand((f"t-{name}",))) for name in names)
    answers = await asyncio.gather(*commands)
    await rooms.stop()
    await database.stop()
    assert all(isinstance(answer, Ack) for answer in answers), answers
    return [(answer.cmd_id, answer.rev) for answer in answers if isinstance(answer, Ack)]


def in_process(url: str, room_id: str, names: list[str]) -> list[tuple[str, int]]:
    return asyncio.run(work(url, room_id, names))


async def side_by_side(url: str, room_id: str, names: list[list[str]]) -> list[list[tuple[str, int]]]:
    """Each list of names in a process of its own, all at once."""
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(len(names), multiprocessing.get_context("spawn")) as pool:
        jobs = [loop.run_in_executor(pool, in_process, url, room_id, mine) for mine in names]
        return await asyncio.gather(*jobs)


async def test_processes_lose_none_of_each_others_commands(store: RoomStore, database_url: str) -> None:
    now = room()
    await store.create(now)
    names = [[f"p{process}-{n}" for n in range(COMMANDS)] for process in range(PROCESSES)]
    answers = await side_by_side(database_url, now.room_id, names)
    found = await store.load(now.room_id)
    assert found is not None
    assert sorted(entry.track.track_id for entry in found.entries.values()) == sorted(
        f"t-{name}" for mine in names for name in mine
    )
    assert found.rev == PROCESSES * COMMANDS
    assert sorted(rev for mine in answers for _, rev in mine) == list(range(1, found.rev + 1))


async def test_one_command_sent_to_all_processes_is_done_once(store: RoomStore, database_url: str) -> None:
    now = room()
    await store.create(now)
    same = [f"c{n}" for n in range(COMMANDS)]
    answers = await side_by_side(database_url, now.room_id, [same, same[::-1], same])
    found = await store.load(now.room_id)
    assert found is not None
    assert sorted(entry.track.track_id for entry in found.entries.values()) == sorted(f"t-{name}" for name in same)
    assert found.rev == COMMANDS
    assert sorted(answers[0]) == sorted(answers[1]) == sorted(answers[2])


async def test_processes_that_start_at_once_share_one_timeline(database: Database, database_url: str) -> None:
    """The first start of all, and the first after the machine was started anew."""
    others = [Database(database_url) for _ in range(PROCESSES)]
    for _ in range(2):
        started = [RoomClock() for _ in others]
        await asyncio.gather(*(clock.start(other) for clock, other in zip(started, others, strict=True)))
        assert len({clock.clock_id for clock in started}) == 1
        async with database.transaction() as connection:
            await connection.execute(update(clocks).values(boot_id="another"))
    for other in others:
        await other.stop()
