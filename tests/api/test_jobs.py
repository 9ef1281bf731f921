"""Jobs and rate limits, as those who rely on them see them."""

from __future__ import annotations

import pytest

from sonix.core.rate_limits import MemoryRateLimiter
from sonix.library.jobs import BACKOFF_S, LEASE_S, JobQueue
from tests.api.world import World

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


async def add(world: World, queue: JobQueue, *subjects: str) -> None:
    for subject in subjects:
        async with world.services.database.transaction() as connection:
            await queue.add(connection, subject)


async def test_two_servers_never_work_on_one_job(world: World, queues: tuple[JobQueue, JobQueue]) -> None:
    await add(world, queues[0], "a", "b")
    claimed = [await queues[0].claim(), await queues[1].claim()]
    assert [job.subject for job in claimed if job] == ["a", "b"]
    assert await queues[0].claim() is None


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
