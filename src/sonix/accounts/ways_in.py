"""How many ways somebody has to sign in. The last one is never taken away."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.tables_accounts import identities, passkeys, users


async def keep_one_way_in(connection: AsyncConnection, user_id: str, providers: Collection[str]) -> None:
    """After one was removed, in the same transaction: refuse when none is left. Of two removals at once one waits.

    A password is asked for with an address: without one it counts for nothing. A sign-in elsewhere counts while its
    provider is among `providers`, those that are set up.

    Raises:
        SonixError: `last_way_in`, 409.
    """
    of_user = select(users.c.password_hash, users.c.email_key).where(users.c.user_id == user_id).with_for_update()
    row = (await connection.execute(of_user)).first()
    if row is not None and row.password_hash is not None and row.email_key is not None:
        return
    keys = select(func.count()).select_from(passkeys).where(passkeys.c.user_id == user_id)
    elsewhere = (identities.c.user_id == user_id) & identities.c.provider.in_(list(providers))
    for left in (keys, select(func.count()).select_from(identities).where(elsewhere)):
        if (await connection.execute(left)).scalar_one():
            return
    message = "This is your only way to sign in. Add another one first, such as a password."
    raise SonixError("last_way_in", message, status=409)
