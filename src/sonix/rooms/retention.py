"""Logs and receipts are kept for a day or 10,000 revisions (settings), then forgotten. Nothing waits for that.

A log is bounded in length too: one command on a long queue may write a million characters.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import assert_never

import structlog

from sonix.config import Rooms as RoomLimits
from sonix.core.room import events as e
from sonix.db.hourly import Hourly
from sonix.rooms.ports import Batch, Clock, RoomStore

log = structlog.get_logger(__name__)

PRUNE_EVERY = 500
LOG_CHARACTERS = 8_000_000
ENTRY_CHARACTERS, KEY_CHARACTERS = 1000, 50
"""About what an entry, and an entry's id or order key, take in the log."""


class Retention:
    """Deletes in the background what a room's log no longer has to hold."""

    def __init__(
        self, store: RoomStore, clock: Clock, limits: RoomLimits, log_characters: int = LOG_CHARACTERS
    ) -> None:
        self._store = store
        self._clock = clock
        self._limits = limits
        self._log_characters = log_characters
        self._written: Counter[str] = Counter()
        self._chores: set[asyncio.Task[None]] = set()
        self._hourly = Hourly(self._sweep, "sweep_failed")

    def start(self) -> None:
        """Sweep by age now and once an hour from now on."""
        self._hourly.start()

    async def stop(self) -> None:
        """End what is going on; the next start goes on with it."""
        await self._hourly.stop()
        for task in self._chores:
            task.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)

    def committed(self, batch: Batch) -> None:
        """Prune a room's log, now and then."""
        room_id = batch.after.room_id
        self._written[room_id] += sum(_length(event) for revision in batch.revisions for event in revision.events)
        if self._written[room_id] > self._log_characters:
            del self._written[room_id]
            self._chore(self._store.shorten(room_id, self._log_characters // 2))
        if batch.after.rev // PRUNE_EVERY == batch.before.rev // PRUNE_EVERY:
            return
        up_to_rev = batch.after.rev - self._limits.events_kept
        if up_to_rev > 0:
            self._chore(self._store.prune(room_id, up_to_rev))

    async def _sweep(self) -> None:
        await self._store.prune_before(self._clock.now_us() - self._limits.events_kept_s * 1_000_000)

    def _chore(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._chores.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._chores.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("prune_failed", error=repr(error))


def _length(event: e.Event) -> int:
    """How long an event is in the log, in characters, as a matter of magnitude."""
    match event:
        case e.EntriesUpserted() | e.RemovalUndone():
            return ENTRY_CHARACTERS * len(event.entries)
        case e.EntriesReordered():
            return KEY_CHARACTERS * len(event.keys)
        case e.EntriesRemoved():
            return KEY_CHARACTERS * len(event.entry_ids)
        case (
            e.TransportChanged()
            | e.LoopChanged()
            | e.RoomConfigured()
            | e.MemberUpserted()
            | e.HostChanged()
            | e.SilenceChanged()
            | e.ClickTrackSet()
            | e.EntryVoted()
            | e.SkipVoted()
            | e.StandingChanged()
            | e.TrackStarted()
        ):
            return ENTRY_CHARACTERS
        case _:
            assert_never(event)
