"""A database server that stops answering, dies, comes back: errors that say when to come again, and nothing stuck."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx2
import pytest

from sonix.config import Database, Settings, Tls
from sonix.protocol import client as c
from sonix.protocol import server as s
from tests.api.world import Person, World, eventually, opened, problem
from tests.live.instance import running
from tests.live.person import person
from tests.servers import databases
from tests.servers.databases import DatabaseServer
from tests.servers.program import Program

pytestmark = pytest.mark.anyio

POOL = 2
Away = Callable[[Program], AbstractContextManager[None]]
MANY = 8 * POOL


@pytest.fixture(scope="module", params=["mariadb", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[DatabaseServer]:
    """A server of these tests' own: it is killed. Durable, so that it gets up again as it was."""
    start = databases.mariadb_server if request.param == "mariadb" else databases.postgres_server
    found = start(durable=True)
    yield found
    found.program.stop()


@pytest.fixture
def settings(server: DatabaseServer) -> Database:
    return Database(url=server.clean_url(), timeout_s=1.5, pool=POOL)


@pytest.fixture
async def world(settings: Database, tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, database=settings) as found:
        yield found


@contextmanager
def frozen(program: Program) -> Iterator[None]:
    program.freeze()
    try:
        yield
    finally:
        program.thaw()


@contextmanager
def dead(program: Program) -> Iterator[None]:
    program.kill()
    try:
        yield
    finally:
        program.start_again()


async def many(who: Person) -> list[httpx2.Response]:
    """More requests at once than there are connections, reading and writing."""
    asks = (who.get("/api/tracks"), who.ask("POST", "/api/rooms", json={"name": "Kitchen"}))
    return await asyncio.gather(*asks, *(who.get("/api/tracks?q=x") for _ in range(MANY)))


async def answered(who: Person) -> httpx2.Response | None:
    found = await who.get("/api/tracks")
    return found if found.status_code == 200 else None


@pytest.mark.parametrize("away", [frozen, dead])
async def test_requests_are_told_to_come_again_and_the_pool_is_whole_after(
    world: World, server: DatabaseServer, away: Away
) -> None:
    who = await world.person()
    with away(server.program):
        async with asyncio.timeout(30):
            for answer in await many(who):
                problem(answer, 503, "database_unavailable")
                assert answer.json()["retryable"] is True
                assert int(answer.headers["Retry-After"]) >= 1
    await eventually(lambda: answered(who))
    assert {answer.status_code for answer in await many(who)} <= {200, 201}


@pytest.mark.parametrize("away", [frozen, dead])
async def test_sockets_stay_music_plays_on_and_commands_may_be_sent_again(
    settings: Database, server: DatabaseServer, tmp_path: Path, away: Away
) -> None:
    configured = Settings(data_dir=tmp_path, tls=Tls(enabled=False), database=settings)
    async with running(tmp_path, configured) as instance:
        room = await instance.room("t-100", "t-200")
        async with person(instance.url) as hanna:
            await hanna.hello(room.code)
            assert isinstance(await hanna.command(c.PlayCommand()), s.Ack)
            with away(server.program):
                refused = await hanna.command(c.PauseCommand(), "pause")
                assert isinstance(refused, s.Refused)
                assert (refused.code, refused.retryable) == ("unavailable", True)
                now = instance.rooms.peek(room.room_id)
                assert now is None or now.transport.playing
                assert hanna.closed is None

            async def again() -> s.Ack | None:
                found = await hanna.command(c.PauseCommand())
                return found if isinstance(found, s.Ack) else None

            await eventually(again)
            assert hanna.closed is None
        found = await instance.store.load(room.room_id)
        assert found is not None
        assert not found.transport.playing
