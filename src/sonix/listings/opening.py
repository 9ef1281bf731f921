"""Scheduled rooms whose hour has come: whoever wanted to be told is told, once, by whichever node is first.

The door needs nothing of this: it looks at the clock. A room is claimed with an expiring lease, so that one whose
server died in the middle is taken up by another.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog
from sqlalchemy import ColumnElement, or_, select, update

from sonix.core.ids import new_id
from sonix.db.engine import Database
from sonix.db.tables_listings import room_listings

LOOK_EVERY_S = 5.0
LEASE_S = 60
log = structlog.get_logger(__name__)


class Opener:
    """Runs beside the server, on every node. `tell` has the followers of a room told that it is open."""

    def __init__(self, database: Database, tell: Callable[[str], None], now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._tell = tell
        self._now_s = now_s
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look, also for what came due while no server ran."""
        self._task = asyncio.create_task(self._run(), name="openings")

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def open_due(self) -> list[str]:
        """Open the rooms whose hour has come, and have it told; returns which."""
        opened: list[str] = []
        while (room_id := await self._claim()) is not None:
            self._tell(room_id)
            await self._settle(room_id)
            log.info("room_opened", room_id=room_id)
            opened.append(room_id)
        return opened

    async def _run(self) -> None:
        while True:
            try:
                await self.open_due()
            except Exception:
                log.exception("openings_failed")
            await asyncio.sleep(LOOK_EVERY_S)

    async def _claim(self) -> str | None:
        now_s = int(self._now_s())
        async with self._database.read() as connection:
            first = select(room_listings.c.room_id).where(_due(now_s)).order_by(room_listings.c.starts_at_s).limit(1)
            room_id = await connection.scalar(first)
        if room_id is None:
            return None
        lease = {"lease_owner": new_id(), "lease_until_s": now_s + LEASE_S}
        async with self._database.transaction() as connection:
            mine = update(room_listings).where(room_listings.c.room_id == room_id, _due(now_s))
            taken = (await connection.execute(mine.values(lease))).rowcount == 1
        return str(room_id) if taken else None

    async def _settle(self, room_id: str) -> None:
        now_s = int(self._now_s())
        async with self._database.transaction() as connection:
            told = update(room_listings).where(room_listings.c.room_id == room_id)
            await connection.execute(told.values(told_at_s=now_s, lease_owner=None, lease_until_s=0))


def _due(now_s: int) -> ColumnElement[bool]:
    its_hour = or_(room_listings.c.starts_at_s <= now_s, room_listings.c.opened_at_s.is_not(None))
    return (
        room_listings.c.starts_at_s.is_not(None)
        & room_listings.c.told_at_s.is_(None)
        & (room_listings.c.lease_until_s <= now_s)
        & its_hour
    )
