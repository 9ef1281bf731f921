"""Jobs are shared out: however many workers ask at once, each gets another one, and none is left over."""

from __future__ import annotations

import asyncio

import pytest

from sonix.db.engine import Database
from sonix.library.jobs import Job, JobQueue

pytestmark = pytest.mark.anyio

WORKERS = 8


async def test_workers_that_ask_at_once_get_a_job_each(database: Database) -> None:
    queue = JobQueue(database, "process_upload")
    async with database.transaction() as connection:
        for number in range(WORKERS):
            await queue.add(connection, f"upload-{number}", f"user-{number % 3}")
    found: list[Job] = []
    while len(found) < WORKERS:
        claimed = [job for job in await asyncio.gather(*(queue.claim() for _ in range(WORKERS))) if job is not None]
        assert claimed, "nobody got one although some were left"
        found += claimed
    assert {job.subject for job in found} == {f"upload-{number}" for number in range(WORKERS)}
    assert await queue.claim() is None
