"""Logs and receipts are kept for a day or 10,000 revisions (settings), then forgotten. Nothing waits for that."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import structlog

from sonix.config import Rooms as RoomLimits
from sonix.rooms.ports import Batch, Clock, RoomStore

log = structlog.get_logger(__name__)

PRUNE_EVERY = 500
SWEEP_EVERY_S = 3600


class Retention:
    """Deletes in the background what a room's log no longer has to hold."""

    def __init__(self, store: RoomStore, clock: Clock, limits: RoomLimits) -> None:
        self._store = store
        self._clock = clock
        self._limits = limits
        self._chores: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Sweep by age once an hour from now on."""
        self._chore(self._sweep())

    async def stop(self) -> None:
        """End what is going on; the next start goes on with it."""
        for task in self._chores:
            task.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)

    def committed(self, batch: Batch) -> None:
        """Prune a room's log by length, now and then."""
        if batch.after.rev // PRUNE_EVERY == batch.before.rev // PRUNE_EVERY:
            return
        up_to_rev = batch.after.rev - self._limits.events_kept
        if up_to_rev > 0:
            self._chore(self._store.prune(batch.after.room_id, up_to_rev))

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            try:
                await self._store.prune_before(self._clock.now_us() - self._limits.events_kept_s * 1_000_000)
            except Exception:
                log.exception("sweep_failed")

    def _chore(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._chores.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._chores.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("prune_failed", error=repr(error))
