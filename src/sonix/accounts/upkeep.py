"""Now and then: a new token key when it is time, and forgetting what nobody will ask for again."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import structlog
from sqlalchemy import delete

from sonix.accounts.postman import Postman
from sonix.accounts.sessions import Sessions
from sonix.accounts.token_keys import TokenKeys
from sonix.db.engine import Database
from sonix.db.tables_accounts import challenges, one_time_links

log = structlog.get_logger(__name__)
FIRST_AFTER_S = 60.0
EVERY_S = 3600.0


class AccountUpkeep:
    """Runs a minute after the start and then hourly, on every node: each step may be done twice without harm."""

    def __init__(self, database: Database, keys: TokenKeys, sessions: Sessions, postman: Postman) -> None:
        self._database = database
        self._keys = keys
        self._sessions = sessions
        self._postman = postman
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Have a key to sign with, so that the first guest does not wait for one; begin."""
        await self._keys.current()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End, in the middle of nothing."""
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def once(self) -> None:
        """All there is to do now."""
        await self._keys.upkeep()
        await self._sessions.upkeep()
        await self._postman.upkeep()
        now_s = int(time.time())
        async with self._database.transaction() as connection:
            await connection.execute(delete(challenges).where(challenges.c.expires_at_s < now_s))
            await connection.execute(delete(one_time_links).where(one_time_links.c.expires_at_s < now_s))

    async def _run(self) -> None:
        wait_s = FIRST_AFTER_S
        while not await self._stopped_within(wait_s):
            wait_s = EVERY_S
            try:
                await self.once()
            except Exception:
                log.exception("account_upkeep_failed")

    async def _stopped_within(self, wait_s: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._stopping.wait()
        return self._stopping.is_set()
