"""The door of what a room tells of itself: its hour, and its password."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

from sonix.accounts.passwords import Passwords
from sonix.core.errors import SonixError
from sonix.core.listing import phase
from sonix.core.rate_limits import RateLimiter
from sonix.core.roles import has_right
from sonix.listings.store import ListingStore
from sonix.rooms.doors import Visit

TRIES = 5
TRY_EVERY_S = 15.0


class ListingDoor:
    """A scheduled room is shut until its hour, or until its host opens it; one with a password, to whoever lacks it.

    Before its hour those who may configure it prepare it, and who is inside already stays. Who is a member has shown
    the password before: another one keeps those who are in. Wrong ones are counted by address and room, before the
    hash is worked out.
    """

    def __init__(
        self,
        store: ListingStore,
        passwords: Passwords,
        limiter: RateLimiter,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._limiter = limiter
        self._now_s = now_s

    async def check(self, visit: Visit) -> None:
        """Raises SonixError `not_open_yet` or `room_password`, 403; PasswordsBusyError."""
        if visit.is_host:
            return
        lock = await self._store.lock(visit.room.room_id)
        passes = (visit.is_member and visit.returns) or has_right(visit.room, visit.who.user_id, "configure")
        if not passes and phase(lock.starts_at_s, lock.opened_at_s, self._now_s()) == "waiting":
            text = "This room is not open yet. It opens by itself, at the time its host has set."
            raise SonixError("not_open_yet", text, status=403)
        if lock.password_hash is not None and not visit.is_member:
            await self._check_password(visit, lock.password_hash)

    async def _check_password(self, visit: Visit, password_hash: str) -> None:
        if not visit.password:
            raise _refused("This room has a password. Ask whoever invited you.")
        key = f"room-password:{visit.address}:{visit.room.room_id}"
        wait_s = self._limiter.take(key, 1 / TRY_EVERY_S, TRIES)
        if wait_s > 0.0:
            raise _refused(f"Too many wrong passwords came from here. Try again in {round(wait_s) + 1} seconds.")
        try:
            right = (await self._passwords.check(normalised(visit.password), password_hash)).right
        except Exception:
            self._limiter.give_back(key, TRIES)
            raise
        if not right:
            raise _refused("That is not this room's password. Check it and try again.")
        self._limiter.give_back(key, TRIES)


def normalised(password: str) -> str:
    """One spelling of a password, however a keyboard composes its letters."""
    return unicodedata.normalize("NFC", password)


def _refused(message: str) -> SonixError:
    return SonixError("room_password", message, status=403)
