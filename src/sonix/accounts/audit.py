"""The log of what administrators did. Written in the transaction of the act itself: neither is without the other."""

from __future__ import annotations

import time

import msgspec
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_accounts import audit

MAX_DETAILS_CHARS = 4000


class Audit:
    """Adds lines; nothing deletes one, and only leaving for good takes a name out of one (`sonix.leaving.traces`)."""

    @staticmethod
    async def write(
        connection: AsyncConnection, actor_id: str, action: str, subject: str, **details: str | int | bool | None
    ) -> None:
        """Add a line to the transaction of `connection`.

        `action` is a stable name (`ban`, `promote`), `subject` what it was done to (`user:<id>`, `room:<id>`).
        Details never hold a secret. From the command line the actor is the empty string.
        """
        row = {
            "at_s": int(time.time()),
            "actor_id": actor_id,
            "action": action,
            "subject": subject,
            "details": msgspec.json.encode(details).decode()[:MAX_DETAILS_CHARS],
        }
        await connection.execute(insert(audit).values(row))
