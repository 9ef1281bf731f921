"""Carries plays to the services, person by person; a service that is away holds up nobody else, and loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import structlog

from sonix.core.errors import SonixError
from sonix.scrobbling.scrobbles import Claimed, Scrobbles
from sonix.scrobbling.services import (
    MAX_PAUSE_S,
    BusyError,
    Service,
    ServiceName,
    TokenGoneError,
    UnwantedError,
)

AT_ONCE = 2
"""For each service, so that one does not wait for the other."""
POLL_S = 20
PAUSES_S = (30, 120, 600, 1800, MAX_PAUSE_S)
log = structlog.get_logger(__name__)


class Sender:
    """Runs beside the server, on every node. A service that is not set up (any more) is not asked."""

    def __init__(self, scrobbles: Scrobbles, services: Mapping[ServiceName, Service]) -> None:
        self._scrobbles = scrobbles
        self._services = services
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin, with what an earlier run left."""
        self._tasks = [
            asyncio.create_task(self._run(name, service), name=f"scrobbles {name} {number}")
            for name, service in self._services.items()
            for number in range(AT_ONCE)
        ]

    async def stop(self) -> None:
        """Stop; what is under way is taken up again when its lease runs out."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, name: ServiceName, service: Service) -> None:
        waiting = self._scrobbles.waiting[name]
        while True:
            waiting.clear()
            try:
                await self.send_due(name, service)
            except Exception:
                log.exception("scrobbles_failed", service=name)
            with suppress(TimeoutError):
                await asyncio.wait_for(waiting.wait(), POLL_S)

    async def send_due(self, name: ServiceName, service: Service) -> int:
        """Send whatever is due to go to one service; returns how many requests that took."""
        asked = 0
        while (claimed := await self._scrobbles.claim(name)) is not None:
            await self._carry(claimed, service)
            asked += 1
        return asked

    async def _carry(self, claimed: Claimed, service: Service) -> None:
        """Hand one person's plays to their service, and write down what came of it."""
        try:
            if claimed.token is None:
                raise TokenGoneError
            left = await service.submit(claimed.token, claimed.plays)
        except TokenGoneError:
            log.warning("scrobbler_refused", service=claimed.service, user_id=claimed.user_id)
            await self._scrobbles.refused(claimed)
        except UnwantedError:
            await self._unwanted(claimed)
        except SonixError as error:
            asked_s = error.pause_s if isinstance(error, BusyError) else None
            pause_s = asked_s or PAUSES_S[min(claimed.attempts, len(PAUSES_S)) - 1]
            log.info("scrobbles_wait", service=claimed.service, pause_s=pause_s, reason=error.message)
            await self._scrobbles.later(claimed, pause_s)
        else:
            await self._scrobbles.sent(claimed, left, MAX_PAUSE_S if left else 0)

    async def _unwanted(self, claimed: Claimed) -> None:
        """Fewer of them next time; one that is taken by itself as badly told will never be taken."""
        if len(claimed.plays) > 1:
            await self._scrobbles.later(claimed, 0)
            return
        log.warning("scrobble_unwanted", service=claimed.service, user_id=claimed.user_id)
        await self._scrobbles.sent(claimed)
