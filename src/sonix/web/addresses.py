"""The instance's addresses, as `/api/instance` tells them."""

from __future__ import annotations

import time

import anyio.to_thread

from sonix.config import Settings
from sonix.server.addresses import Addresses, addresses

ADDRESSES_LAST_S = 30


class KnownAddresses:
    """The machine's addresses, looked up now and then: a laptop changes networks, and looking them up may block."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: tuple[Addresses, float] | None = None

    async def get(self) -> Addresses:
        """The addresses as of at most half a minute ago."""
        if self._known is None or self._known[1] < time.monotonic():
            found = await anyio.to_thread.run_sync(addresses, self._settings)
            self._known = (found, time.monotonic() + ADDRESSES_LAST_S)
        return self._known[0]
