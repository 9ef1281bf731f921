"""Passwords as Argon2id hashes, made and checked in a bounded pool.

A hash takes 19 MiB and some 30 ms on purpose. Only so many are worked out at once (`accounts.hash_workers`), and only
so many may wait: a flood of sign-ins costs whoever sends it an answer, and nobody else their music.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from sonix.core.errors import SonixError

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
WAITING_PER_WORKER = 16
RETRY_AFTER_S = 2
T = TypeVar("T")


class PasswordsBusyError(SonixError):
    """More passwords to check than this server gets through: the same again, a little later, may well succeed."""

    def __init__(self) -> None:
        message = "Many people are signing in just now. Try again in a moment."
        super().__init__("busy", message, status=503, retryable=True)
        self.retry_after_s = RETRY_AFTER_S


@dataclass(frozen=True)
class Checked:
    """Whether it was the right password; `rehashed` is what to keep from now on, when that has changed."""

    right: bool
    rehashed: str | None = None


class Passwords:
    """The pool. Threads, since Argon2 lets go of the interpreter while it works."""

    def __init__(self, workers: int, *, passes: int = PASSES, memory_kib: int = MEMORY_KIB) -> None:
        hasher = Argon2Hasher(time_cost=passes, memory_cost=memory_kib, parallelism=LANES)
        self._hashing = PasswordHash((hasher,))
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="password")
        self._most = workers * (1 + WAITING_PER_WORKER)
        self._pending = 0
        self._counting = threading.Lock()
        self._of_nobody = _unmatched(passes, memory_kib)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: str) -> str:
        """The hash to keep. Raises PasswordsBusyError."""
        return await self._run(lambda: self._hashing.hash(password))

    async def check(self, password: str, stored: str | None) -> Checked:
        """Whether `stored` is of that password. Without one it takes just as long, and is wrong.

        Raises:
            PasswordsBusyError: too many wait already.
        """
        return await self._run(lambda: self._check(password, stored or self._of_nobody))

    def _check(self, password: str, stored: str) -> Checked:
        try:
            return Checked(*self._hashing.verify_and_update(password, stored))
        except UnknownHashError:
            return Checked(right=False)

    async def _run(self, work: Callable[[], T]) -> T:
        with self._counting:
            if self._pending >= self._most:
                raise PasswordsBusyError
            self._pending += 1
        submitted = self._pool.submit(work)
        submitted.add_done_callback(self._done)
        return await asyncio.wrap_future(submitted)

    def _done(self, _submitted: Future[T]) -> None:
        """Counted down when the work has really ended: giving up waiting frees no thread."""
        with self._counting:
            self._pending -= 1


def _unmatched(passes: int, memory_kib: int) -> str:
    """A hash that no password has, as costly to check as any other."""
    salt, tag = (base64.b64encode(secrets.token_bytes(size)).rstrip(b"=").decode() for size in (16, 32))
    return f"$argon2id$v=19$m={memory_kib},t={passes},p={LANES}${salt}${tag}"
