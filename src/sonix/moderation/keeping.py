"""How long rooms remember who came from where, and what was done to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete

from sonix.db.engine import Database
from sonix.db.tables_moderation import moderation_log, room_knocks, room_mutes, room_origins
from sonix.moderation.knocks import ADMITTED_US
from sonix.moderation.log import KEPT_US

ORIGINS_KEPT_US = 90 * 86_400 * 1_000_000
"""So long after somebody last came from a new place, a ban or a mute still knows where from."""


class Keeping:
    """Deletes what no rule asks for any more."""

    def __init__(self, database: Database, now_us: Callable[[], int]) -> None:
        self._database = database
        self._now_us = now_us

    async def sweep(self) -> None:
        """Forget answered and unheard knocks, places, ended mutes and old lines of the log."""
        now_us = self._now_us()
        for column, before_us in (
            (room_knocks.c.at_us, now_us - ADMITTED_US),
            (room_origins.c.at_us, now_us - ORIGINS_KEPT_US),
            (room_mutes.c.until_us, now_us),
            (moderation_log.c.at_us, now_us - KEPT_US),
        ):
            async with self._database.transaction() as connection:
                await connection.execute(delete(column.table).where(column < before_us))
