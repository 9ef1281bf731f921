"""Carries plays to the services, person by person; a service that is away holds up nobody else, and loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import structlog

from sonix.core.errors import SonixError
from sonix.scrobbling.scrobbles import Claimed, Scrobbles
from sonix.scrobbling.services import BusyError, Service, ServiceName, TokenGoneError

AT_ONCE = 3
POLL_S = 20
PAUSES_S = (30, 120, 600, 1800, 3600)
log = structlog.get_logger(__name__)


class Sender:
    """Runs beside the server, on every node. A service that is not set up (any more) is not asked."""

    def __init__(self, scrobbles: Scrobbles, services: Mapping[ServiceName, Service]) -> None:
        self._scrobbles = scrobbles
        self._services = services
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin, with what an earlier run left."""
        self._tasks = [asyncio.create_task(self._run(), name=f"scrobbles {i}") for i in range(AT_ONCE)]

    async def stop(self) -> None:
        """Stop; what is under way is taken up again when its lease runs out."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._scrobbles.waiting.clear()
            try:
                while (claimed := await self._scrobbles.claim()) is not None:
                    await self.carry(claimed)
            except Exception:
                log.exception("scrobbles_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._scrobbles.waiting.wait(), POLL_S)

    async def carry(self, claimed: Claimed) -> None:
        """Hand one person's plays to their service, and write down what came of it."""
        service = self._services.get(claimed.service)
        if service is None:
            await self._scrobbles.later(claimed, PAUSES_S[-1])
            return
        try:
            if claimed.token is None:
                raise TokenGoneError
            await service.submit(claimed.token, claimed.plays)
        except TokenGoneError:
            log.warning("scrobbler_refused", service=claimed.service, user_id=claimed.user_id)
            await self._scrobbles.refused(claimed)
        except SonixError as error:
            asked_s = error.pause_s if isinstance(error, BusyError) else None
            pause_s = asked_s or PAUSES_S[min(claimed.attempts, len(PAUSES_S)) - 1]
            log.info("scrobbles_wait", service=claimed.service, pause_s=pause_s, reason=error.message)
            await self._scrobbles.later(claimed, pause_s)
        else:
            await self._scrobbles.sent(claimed)
