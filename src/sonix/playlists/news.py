"""Who waits for a playlist to change. News may get lost: whoever waited in vain asks again after a while."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

MOST_WAITING = 8
"""By one person: a browser has that many tabs of one list at most."""


class PlaylistNews:
    """Waits of this process."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._by: Counter[str] = Counter()
        self._closed = False

    def close(self) -> None:
        """Let everybody go, and nobody wait any more."""
        self._closed = True
        for playlist_id in tuple(self._waiting):
            self.changed(playlist_id)

    def changed(self, playlist_id: str) -> None:
        """Wake all who wait for this list."""
        for event in self._waiting.get(playlist_id, ()):
            event.set()

    def expect(self, playlist_id: str) -> asyncio.Event:
        """An event that is set at the next change; `forget` it afterwards. Before one looks, so that none is missed."""
        event = asyncio.Event()
        self._waiting.setdefault(playlist_id, set()).add(event)
        return event

    def forget(self, playlist_id: str, event: asyncio.Event) -> None:
        """Wait no more."""
        waiting = self._waiting.get(playlist_id, set())
        waiting.discard(event)
        if not waiting:
            self._waiting.pop(playlist_id, None)

    async def wait(self, event: asyncio.Event, user_id: str, within_s: float) -> None:
        """Until it is set or the time is over; not at all for who waits in too many places."""
        if self._closed or self._by[user_id] >= MOST_WAITING:
            return
        self._by[user_id] += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(within_s):
                    await event.wait()
        finally:
            self._by[user_id] -= 1
            if not self._by[user_id]:
                del self._by[user_id]
