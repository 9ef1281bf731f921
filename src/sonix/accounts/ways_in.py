"""How many ways somebody has to sign in. The last one is never taken away."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.tables_accounts import identities, passkeys, users


async def keep_one_way_in(connection: AsyncConnection, user_id: str) -> None:
    """After one was removed, in the same transaction: refuse when none is left. Of two removals at once one waits.

    Raises:
        SonixError: `last_way_in`, 409.
    """
    of_user = select(users.c.password_hash).where(users.c.user_id == user_id).with_for_update()
    if (await connection.execute(of_user)).scalar() is not None:
        return
    for table in (passkeys, identities):
        left = select(func.count()).select_from(table).where(table.c.user_id == user_id)
        if (await connection.execute(left)).scalar_one():
            return
    message = "This is your only way to sign in. Add another one first, such as a password."
    raise SonixError("last_way_in", message, status=409)
