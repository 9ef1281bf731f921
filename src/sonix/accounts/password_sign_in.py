"""Signing in with address and password: the same answer after the same time, whether there is an account or not."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from sonix.accounts.access import banned
from sonix.accounts.account_rows import find_by_email
from sonix.accounts.emails import key_of
from sonix.accounts.password_rules import normalised
from sonix.accounts.passwords import Passwords
from sonix.core.errors import SonixError
from sonix.core.rate_limits import RateLimitedError, RateLimiter
from sonix.db.engine import Database
from sonix.db.tables_accounts import sessions, users


@dataclass(frozen=True)
class Proven:
    """Whose password it was, and what is kept of it: it must be that still when the session begins."""

    user_id: str
    password_hash: str


class PasswordSignIn:
    """Checks passwords, so many a minute.

    Failures count twice: for the address they come from, and for the account. An address its owner is signed in from
    counts by itself, so that strangers who guess lock out strangers, and not the owner.
    """

    def __init__(self, database: Database, passwords: Passwords, limiter: RateLimiter, per_minute: float) -> None:
        self._database = database
        self._passwords = passwords
        self._limiter = limiter
        self._rate_per_s = per_minute / 60
        self._burst = max(1.0, per_minute)

    async def sign_in(self, email: str, password: str, address: str) -> Proven:
        """Who they are.

        Raises:
            RateLimitedError: too many tries.
            SonixError: `wrong_credentials`, 401; `banned`, 403 (only for the right password); `busy`, 503.
        """
        key = key_of(email)
        buckets = await self._buckets(key, address)
        self._count(buckets)
        async with self._database.read() as connection:
            row = await find_by_email(connection, key)
        stored = row["password_hash"] if row is not None else None
        checked = await self._passwords.check(normalised(password), stored)
        if row is None or stored is None or not checked.right:
            raise wrong_credentials()
        for bucket in buckets:
            self._limiter.give_back(bucket, self._burst)
        if row["banned_at_s"] is not None:
            raise banned(row["ban_reason"])
        if checked.rehashed is not None:
            same = (users.c.user_id == row["user_id"]) & (users.c.password_hash == stored)
            async with self._database.transaction() as connection:
                await connection.execute(update(users).where(same).values(password_hash=checked.rehashed))
        return Proven(str(row["user_id"]), checked.rehashed or stored)

    def _count(self, buckets: tuple[str, ...]) -> None:
        for taken, bucket in enumerate(buckets):
            wait_s = self._limiter.take(bucket, self._rate_per_s, self._burst)
            if wait_s > 0.0:
                for earlier in buckets[:taken]:
                    self._limiter.give_back(earlier, self._burst)
                raise RateLimitedError(wait_s)

    async def _buckets(self, key: str | None, address: str) -> tuple[str, ...]:
        """The account's bucket first: an address whose account is shut has not used up its own tries."""
        theirs = sessions.join(users, users.c.user_id == sessions.c.user_id)
        here = (users.c.email_key == (key or "")) & (sessions.c.address == address[:64])
        async with self._database.read() as connection:
            wanted = select(sessions.c.session_id).select_from(theirs).where(here).limit(1)
            at_home = (await connection.execute(wanted)).first() is not None
        of_account = f"sign-in-to:{key}:{address}" if at_home else f"sign-in-to:{key}"
        return of_account, f"sign-in:{address}"


def wrong_credentials() -> SonixError:
    """The one answer to a wrong password, an unknown address, and an account without a password."""
    message = "Address and password do not belong together. Check both, or choose a new password."
    return SonixError("wrong_credentials", message, status=401)
