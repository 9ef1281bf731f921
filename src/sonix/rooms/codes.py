"""From the code somebody has to the room it names: the one way there, so that codes can't be guessed anywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol
from weakref import WeakValueDictionary

from sonix.core.errors import SonixError
from sonix.core.rate_limits import RateLimitedError, RateLimiter


class FindsRooms(Protocol):
    """What is asked for the room of a code."""

    async def find(self, code: str) -> str | None:
        """The id of the room with this code, None when there is none."""
        ...


class RoomCodes:
    """Looks codes up, and counts the wrong ones by who asks: so many a minute, a minute's worth at once.

    A token is taken before the look and given back after a hit, or when the look failed: while the database is away,
    pages that try time and again have guessed nothing. One asker's looks come one after the other: many guesses at once
    are counted like many in a row, and many right codes at once (a household coming back after a restart) do not use up
    one another's tokens.
    """

    def __init__(self, rooms: FindsRooms, limiter: RateLimiter, misses_per_minute: float) -> None:
        self._rooms = rooms
        self._limiter = limiter
        self._rate_per_s = misses_per_minute / 60
        self._burst = max(1.0, misses_per_minute)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def room_id(self, code: str, asker: str) -> str:
        """The room `code` names; `asker` is an address as `counted_as` gives it.

        Raises:
            SonixError: `no_such_room`, 404.
            RateLimitedError: too many wrong codes came from there.
        """
        return await self.guessed(self._rooms.find, code, asker)

    async def guessed(self, find: Callable[[str], Awaitable[str | None]], text: str, asker: str) -> str:
        """What `find` has for a word that somebody may have guessed: codes and link names are counted together.

        Raises:
            SonixError: `no_such_room`, 404.
            RateLimitedError: too many wrong words came from there.
        """
        key = f"codes:{asker}"
        async with self._turns.setdefault(asker, asyncio.Lock()):
            wait_s = self._limiter.take(key, self._rate_per_s, self._burst)
            if wait_s > 0.0:
                raise RateLimitedError(wait_s)
            try:
                found = await find(text)
            except Exception:
                self._limiter.give_back(key, self._burst)
                raise
            if found is None:
                raise SonixError("no_such_room", "There is no room with this code. Check it and try again.", status=404)
            self._limiter.give_back(key, self._burst)
        return found
