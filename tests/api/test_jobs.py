"""Jobs and rate limits, as those who rely on them see them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.rate_limits import MemoryRateLimiter
from sonix.db.outages import DatabaseUnavailableError
from sonix.db.tables_library import jobs
from sonix.library.adding import Added, Claim
from sonix.library.jobs import BACKOFF_S, LEASE_S, Job, JobQueue
from sonix.media.errors import MediaFailed
from sonix.media.process import Processed
from sonix.rooms.codes import RoomCodes
from tests.api.world import World, eventually, tone

pytestmark = pytest.mark.anyio


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def queues(world: World, clock: Time) -> tuple[JobQueue, JobQueue]:
    """Two servers at one queue."""
    database = world.services.database
    return JobQueue(database, "try", clock), JobQueue(database, "try", clock)


async def add(world: World, queue: JobQueue, *subjects: str, user_id: str = "ana") -> None:
    for subject in subjects:
        async with world.services.database.transaction() as connection:
            await queue.add(connection, subject, user_id)


async def test_two_servers_never_work_on_one_job(world: World, queues: tuple[JobQueue, JobQueue]) -> None:
    await add(world, queues[0], "a", "b")
    claimed = [await queues[0].claim(), await queues[1].claim()]
    assert [job.subject for job in claimed if job] == ["a", "b"]
    assert await queues[0].claim() is None


async def test_users_take_turns_however_much_each_brings(world: World, queues: tuple[JobQueue, JobQueue]) -> None:
    queue, _ = queues
    await add(world, queue, "a1", "a2", "a3", "a4", user_id="ana")
    done: list[str] = []

    async def do_next() -> None:
        job = await queue.claim()
        assert job is not None
        async with world.services.database.transaction() as connection:
            await queue.finish(connection, job)
        done.append(job.subject)

    await do_next()
    await add(world, queue, "b1", "b2", user_id="ben")
    for _ in range(5):
        await do_next()
    assert done == ["a1", "a2", "b1", "a3", "b2", "a4"]


async def test_an_earlier_claim_of_the_same_server_has_lost_the_job(
    world: World, queues: tuple[JobQueue, JobQueue], clock: Time
) -> None:
    queue, _ = queues
    await add(world, queue, "a")
    first = await queue.claim()
    clock.now_s += LEASE_S + 1
    second = await queue.claim()
    assert first is not None
    assert second is not None
    async with world.services.database.transaction() as connection:
        assert not await queue.renew(connection, first)
        assert not await queue.finish(connection, first)
        assert await queue.renew(connection, second)


async def test_a_lease_is_kept_when_renewing_it_failed_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sonix.library.processing.RENEW_S", 0.01)
    queue = world.services.processing.jobs
    renew, renewed, asked = queue.renew, asyncio.Event(), 0

    async def failing_once(connection: AsyncConnection, job: Job) -> bool:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise OSError("the database is away")
        renewed.set()
        return await renew(connection, job)

    monkeypatch.setattr(queue, "renew", failing_once)
    ana = await world.person()
    data = tone(seconds=60)
    await ana.send(await ana.start_upload(data), data)
    async with asyncio.timeout(30):
        await renewed.wait()


async def test_a_worker_that_lost_its_job_leaves_the_bytes_to_whoever_has_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sonix.library.processing.POLL_S", 0.01)
    adding, processing = world.services.library.adding, world.services.processing
    known, stolen = adding.known, asyncio.Event()

    async def stolen_meanwhile(source_sha256: str, claim: Claim) -> Added | None:
        if stolen.is_set():
            return await known(source_sha256, claim)
        async with world.services.database.transaction() as connection:
            await connection.execute(update(jobs).values(lease_owner="another server"))
        stolen.set()
        return Added("track", duplicate=True)

    monkeypatch.setattr(adding, "known", stolen_meanwhile)
    ana, data = await world.person(), tone()
    upload_id = await ana.start_upload(data)
    await ana.send(upload_id, data)

    async def is_over() -> bool | None:
        return (stolen.is_set() and processing.progress_of(upload_id) is None) or None

    await eventually(is_over)
    async with world.services.database.transaction() as connection:
        await connection.execute(update(jobs).values(lease_until_s=0))
    assert (await ana.ended(upload_id))["stage"] == "done"


async def test_a_stop_does_not_wait_for_a_database_that_is_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    processing, begun = world.services.processing, asyncio.Event()

    async def endless(*_: object) -> Processed:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody ends it")

    async def away(*_: object, **__: object) -> bool:
        raise DatabaseUnavailableError

    monkeypatch.setattr(world.services.media_pool, "process", endless)
    monkeypatch.setattr(processing.jobs, "give_back", away)
    ana, data = await world.person(), tone()
    await ana.send(await ana.start_upload(data), data)
    async with asyncio.timeout(30):
        await begun.wait()
        await processing.stop()
    assert not processing.is_running


async def test_a_file_that_takes_too_long_is_tried_once_more_and_no_oftener(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sonix.library.jobs.BACKOFF_S", (0,))
    monkeypatch.setattr("sonix.library.processing.POLL_S", 0.01)
    tried = 0

    async def too_long(*_: object) -> Processed:
        nonlocal tried
        tried += 1
        raise MediaFailed("timed_out", "That took too long.")

    monkeypatch.setattr(world.services.media_pool, "process", too_long)
    ended = await (await world.person()).upload(tone())
    assert (ended["stage"], ended["error"]["code"], tried) == ("failed", "timed_out", 2)


async def test_a_lease_that_is_not_renewed_runs_out(
    world: World, queues: tuple[JobQueue, JobQueue], clock: Time
) -> None:
    await add(world, queues[0], "a")
    first = await queues[0].claim()
    assert first is not None
    clock.now_s += LEASE_S + 1
    second = await queues[1].claim()
    assert second is not None
    assert second.attempts == 2
    async with world.services.database.transaction() as connection:
        assert not await queues[0].renew(connection, first)
        assert not await queues[0].finish(connection, first)
        assert await queues[1].finish(connection, second)


async def test_a_renewed_lease_holds(world: World, queues: tuple[JobQueue, JobQueue], clock: Time) -> None:
    await add(world, queues[0], "a")
    job = await queues[0].claim()
    assert job is not None
    for _ in range(3):
        clock.now_s += LEASE_S - 1
        async with world.services.database.transaction() as connection:
            assert await queues[0].renew(connection, job)
        assert await queues[1].claim() is None


async def test_a_job_that_failed_waits_longer_each_time(
    world: World, queues: tuple[JobQueue, JobQueue], clock: Time
) -> None:
    await add(world, queues[0], "a")
    for attempt in (1, 2):
        job = await queues[0].claim()
        assert job is not None
        assert job.attempts == attempt
        async with world.services.database.transaction() as connection:
            await queues[0].give_back(connection, job, tried=True)
        clock.now_s += BACKOFF_S[attempt] - 1
        assert await queues[0].claim() is None
        clock.now_s += 1


async def test_a_job_given_back_by_a_stop_is_due_at_once_and_was_no_attempt(
    world: World, queues: tuple[JobQueue, JobQueue]
) -> None:
    await add(world, queues[0], "a")
    job = await queues[0].claim()
    assert job is not None
    async with world.services.database.transaction() as connection:
        await queues[0].give_back(connection, job, tried=False)
    again = await queues[1].claim()
    assert again is not None
    assert again.attempts == 1


def test_a_bucket_holds_a_burst_and_fills_again() -> None:
    clock = Time()
    limiter = MemoryRateLimiter(clock)
    assert [limiter.take("a", 2.0, 3.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert limiter.take("a", 2.0, 3.0) == pytest.approx(0.5)
    assert limiter.take("b", 2.0, 3.0) == 0.0
    clock.now_s += 0.5
    assert limiter.take("a", 2.0, 3.0) == 0.0
    assert limiter.take("a", 2.0, 3.0) > 0.0


def test_what_is_given_back_can_be_taken_again_but_is_never_more_than_the_burst() -> None:
    limiter = MemoryRateLimiter(Time())
    limiter.take("a", 1.0, 1.0)
    for _ in range(3):
        limiter.give_back("a", 1.0)
    assert limiter.take("a", 1.0, 1.0) == 0.0
    assert limiter.take("a", 1.0, 1.0) > 0.0


def test_a_flood_of_keys_forgets_the_oldest_first() -> None:
    limiter = MemoryRateLimiter(Time(), max_buckets=2)
    for key in ("a", "b", "c"):
        assert limiter.take(key, 1.0, 1.0) == 0.0
    assert limiter.take("c", 1.0, 1.0) > 0.0
    assert limiter.take("a", 1.0, 1.0) == 0.0


def test_what_is_given_back_drives_nobody_out() -> None:
    limiter = MemoryRateLimiter(Time(), max_buckets=2)
    assert limiter.take("ana", 1.0, 1.0) == 0.0
    for stranger in range(5):
        assert limiter.take(f"stranger {stranger}", 1.0, 1.0) == 0.0
        limiter.give_back(f"stranger {stranger}", 1.0)
    assert limiter.take("ana", 1.0, 1.0) > 0.0


async def test_looking_for_a_room_while_the_database_is_away_is_no_guess() -> None:
    class Away:
        async def find(self, code: str) -> str | None:
            if code == "HERE":
                return "room"
            raise DatabaseUnavailableError

    codes = RoomCodes(Away(), MemoryRateLimiter(Time()), misses_per_minute=2)
    for _ in range(5):
        with pytest.raises(DatabaseUnavailableError):
            await codes.room_id("AWAY", "ana")
    assert await codes.room_id("HERE", "ana") == "room"
