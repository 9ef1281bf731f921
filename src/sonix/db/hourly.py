"""Upkeep of tables: now, and once an hour from then on. On every node: each step may be done twice without harm."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)

EVERY_S = 3600.0


class Hourly:
    """Does `work` over and over. What it raises is logged as `failed`, and tried again an hour later."""

    def __init__(self, work: Callable[[], Awaitable[object]], failed: str) -> None:
        self._work = work
        self._failed = failed
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._regularly())

    async def stop(self) -> None:
        """End; the next start goes on with it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _regularly(self) -> None:
        while True:
            try:
                await self._work()
            except Exception:
                log.exception(self._failed)
            await asyncio.sleep(EVERY_S)
