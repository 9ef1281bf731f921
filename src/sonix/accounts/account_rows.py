"""How somebody becomes an account, in rows: a guest stays who they were, everybody else is new."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.access import banned, unauthenticated
from sonix.accounts.emails import Email
from sonix.accounts.people_index import index_person
from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.db.tables_accounts import identities, users


@dataclass(frozen=True)
class NewAccount:
    """What a new account is made of. `guest_id` is the guest who becomes it."""

    name: str
    email: Email | None
    verified: bool
    password_hash: str | None
    guest_id: str | None


async def find_by_email(connection: AsyncConnection, key: str | None) -> RowMapping | None:
    """The account with that address, banned ones included. Without a key the question is asked all the same."""
    wanted = select(users).where(users.c.email_key == (key or ""), users.c.deleted_at_s.is_(None))
    return (await connection.execute(wanted)).mappings().first()


async def find_user(connection: AsyncConnection, user_id: str) -> RowMapping:
    """Somebody who may act. Raises SonixError `unauthenticated` or `banned`."""
    row = (await connection.execute(select(users).where(users.c.user_id == user_id))).mappings().first()
    if row is None or row["deleted_at_s"] is not None:
        raise unauthenticated()
    if row["banned_at_s"] is not None:
        raise banned(row["ban_reason"])
    return row


async def make_account(connection: AsyncConnection, new: NewAccount) -> str:
    """Make it; returns the user's id, which is the guest's when a guest becomes it.

    Raises:
        SonixError: `email_taken`, 409, when the address has an account; `has_account`, 409, when the guest has one by
            now; `banned`, 403, when the guest is shut out.
    """
    now_s = int(time.time())
    values = {
        "name": new.name,
        "kind": "account",
        "email": new.email.address if new.email else None,
        "email_key": new.email.key if new.email else None,
        "email_verified_at_s": now_s if new.email and new.verified else None,
        "password_hash": new.password_hash,
    }
    try:
        if new.guest_id is None or not await _is_there(connection, new.guest_id):
            return await _insert(connection, values, now_s)
        return await _become(connection, values, new.guest_id)
    except IntegrityError as error:
        raise email_taken() from error


async def _insert(connection: AsyncConnection, values: dict[str, str | int | None], now_s: int) -> str:
    user_id = new_id()
    row = {"user_id": user_id, "is_admin": False, "created_at_s": now_s, "seen_at_s": now_s, **values}
    await connection.execute(insert(users).values(row))
    await index_person(connection, user_id)
    return user_id


async def _is_there(connection: AsyncConnection, guest_id: str) -> bool:
    """A guest may be gone by the time the link is opened: what was theirs went to somebody else."""
    wanted = select(users.c.user_id).where(users.c.user_id == guest_id, users.c.deleted_at_s.is_(None))
    return (await connection.execute(wanted)).first() is not None


async def _become(connection: AsyncConnection, values: dict[str, str | int | None], guest_id: str) -> str:
    """The anonymous sign-ins that led to the guest lead nowhere from now on: they are no way into an account."""
    await find_user(connection, guest_id)
    guest = (users.c.user_id == guest_id) & (users.c.kind == "guest")
    if (await connection.execute(update(users).where(guest).values(values))).rowcount != 1:
        raise has_account()
    await index_person(connection, guest_id)
    await connection.execute(delete(identities).where(identities.c.user_id == guest_id))
    return guest_id


def email_taken() -> SonixError:
    """Only for whoever has shown that the address is theirs, or holds an invitation."""
    message = "There is an account with this address already. Sign in to it, or choose a new password."
    return SonixError("email_taken", message, status=409)


def has_account() -> SonixError:
    """Somebody with an account asks for one."""
    return SonixError("has_account", "You have an account already. Sign out first to make another one.", status=409)
