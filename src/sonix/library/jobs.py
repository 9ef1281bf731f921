"""Jobs: work as rows, claimed with an expiring lease, tried again with growing pauses.

Whoever holds the lease works; when a server dies its leases run out and another (or the same, restarted) takes over.
Users take turns: a job's turn is one after the last of the same user, but never before those being done now.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.ids import new_id
from sonix.db.engine import Database
from sonix.db.tables_library import jobs

LEASE_S = 30
RENEW_S = 10
MAX_ATTEMPTS = 3
BACKOFF_S = (0, 5, 30)


@dataclass(frozen=True)
class Job:
    """A claimed job. `attempts` counts this claim; `lease` is its own, so that an earlier one is lost for good."""

    job_id: str
    subject: str
    attempts: int
    lease: str


class JobQueue:
    """The jobs of one kind."""

    def __init__(self, database: Database, kind: str, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._kind = kind
        self._now_s = now_s

    async def add(self, connection: AsyncConnection, subject: str, user_id: str) -> None:
        """Queue a job of a user in the caller's transaction; a job about the same subject is replaced."""
        await self.drop(connection, subject)
        now_s = int(self._now_s())
        row = {"job_id": new_id(), "kind": self._kind, "subject": subject, "user_id": user_id, "attempts": 0}
        row |= {"turn": await self._next_turn(connection, user_id), "run_after_s": now_s}
        await connection.execute(insert(jobs).values(**row, lease_owner=None, lease_until_s=0, created_at_s=now_s))

    async def drop(self, connection: AsyncConnection, subject: str) -> None:
        """Forget the job about `subject`, whoever works on it."""
        await connection.execute(delete(jobs).where(jobs.c.kind == self._kind, jobs.c.subject == subject))

    async def claim(self) -> Job | None:
        """Take the job whose turn it is, of those that are due and that nobody holds."""
        now_s = int(self._now_s())
        due = (jobs.c.kind == self._kind) & (jobs.c.run_after_s <= now_s) & (jobs.c.lease_until_s <= now_s)
        async with self._database.read() as connection:
            if (await connection.execute(select(jobs.c.job_id).where(due).limit(1))).first() is None:
                return None
        async with self._database.transaction() as connection:
            # Beside other nodes each takes another job, and none waits. SQLite has one writer and drops the words.
            first = select(jobs).where(due).order_by(jobs.c.turn, jobs.c.job_id).limit(1)
            row = (await connection.execute(first.with_for_update(skip_locked=True))).mappings().first()
            if row is None:
                return None
            lease = new_id()
            taken = await connection.execute(
                update(jobs)
                .where(jobs.c.job_id == row["job_id"], due)
                .values(lease_owner=lease, lease_until_s=now_s + LEASE_S, attempts=row["attempts"] + 1)
            )
            if taken.rowcount != 1:
                return None
        return Job(row["job_id"], row["subject"], row["attempts"] + 1, lease)

    async def renew(self, connection: AsyncConnection, job: Job) -> bool:
        """Keep the lease; False when it was lost or the job cancelled: stop working."""
        kept = update(jobs).where(jobs.c.job_id == job.job_id, jobs.c.lease_owner == job.lease)
        return (await connection.execute(kept.values(lease_until_s=int(self._now_s()) + LEASE_S))).rowcount == 1

    async def finish(self, connection: AsyncConnection, job: Job) -> bool:
        """The job is done, one way or the other; False when it was no longer ours to finish."""
        mine = delete(jobs).where(jobs.c.job_id == job.job_id, jobs.c.lease_owner == job.lease)
        return (await connection.execute(mine)).rowcount == 1

    async def give_back(self, connection: AsyncConnection, job: Job, *, tried: bool) -> bool:
        """Let it be claimed again: after a pause when it was `tried`, at once when this server only stops. False when
        it was no longer ours to give."""
        attempts = job.attempts if tried else job.attempts - 1
        pause_s = BACKOFF_S[min(attempts, len(BACKOFF_S) - 1)] if tried else 0
        values = {
            "lease_owner": None,
            "lease_until_s": 0,
            "attempts": attempts,
            "run_after_s": int(self._now_s()) + pause_s,
        }
        mine = update(jobs).where(jobs.c.job_id == job.job_id, jobs.c.lease_owner == job.lease)
        return (await connection.execute(mine.values(values))).rowcount == 1

    async def _next_turn(self, connection: AsyncConnection, user_id: str) -> int:
        """One for each job the user has waiting already, counted from the turn that is on."""
        of_kind = jobs.c.kind == self._kind
        on = (await connection.execute(select(func.min(jobs.c.turn)).where(of_kind))).scalar()
        own = (
            await connection.execute(select(func.max(jobs.c.turn)).where(of_kind, jobs.c.user_id == user_id))
        ).scalar()
        return max(on or 0, 0 if own is None else own + 1)
