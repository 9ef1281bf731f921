"""A forgotten password: a link by mail, or one that an administrator makes. Whoever opens it chooses a new one."""

from __future__ import annotations

import time

from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts import letters
from sonix.accounts.account_rows import find_by_email, find_user
from sonix.accounts.audit import Audit
from sonix.accounts.emails import key_of
from sonix.accounts.links import dead_link
from sonix.accounts.mail import NOBODY, asked_by, to_account
from sonix.accounts.office import Office
from sonix.accounts.password_rules import check_password
from sonix.core.errors import SonixError
from sonix.db.tables_accounts import identities, passkeys, users

FOR_NOBODY = ""
"""`user_id` of links that no account has."""


class PasswordReset:
    """Links to a new password."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def forgotten(self, email: str, base: str, address: str) -> None:
        """Send a link to the address as it was stored; for an unknown one, write as many rows and send nothing.

        `address` is the network address that asks.

        Raises:
            SonixError: `no_mail`, 409, when this instance sends none.
        """
        if not self._office.mailer.enabled:
            message = "This Sonix sends no mail. Ask whoever runs it for a link to a new password."
            raise SonixError("no_mail", message, status=409)
        key = key_of(email)
        async with self._office.database.transaction() as connection:
            row = await find_by_email(connection, key)
            known = row is not None and row["banned_at_s"] is None
            user_id, to, lane = FOR_NOBODY, NOBODY, asked_by(address)
            if row is not None and known:
                user_id, to, lane = row["user_id"], row["email"], to_account(row["user_id"])
            link = await self._office.links.make(connection, "reset", user_id, {"email_key": key}, base)
            await self._office.mailer.queue(connection, to, letters.reset(self._office.mailer.name, link), lane)
        self._office.mailer.nudge()

    async def make_link(self, user_id: str, actor_id: str, base: str) -> str:
        """A link for an administrator (`actor_id`, empty on the command line) to hand on; earlier ones are dead.

        Raises:
            SonixError: `no_such_user`, 404; `no_account`, 409, for guests, who have no password.
        """
        async with self._office.database.transaction() as connection:
            kind = (await connection.execute(select(users.c.kind).where(users.c.user_id == user_id))).scalar()
            if kind is None:
                raise SonixError("no_such_user", "There is nobody of that id here.", status=404)
            if kind != "account":
                raise SonixError("no_account", "This is a guest, who signs in with nothing but a name.", status=409)
            await self._office.links.drop(connection, user_id, "reset")
            await Audit.write(connection, actor_id, "user.reset_link", f"user:{user_id}")
            return await self._office.links.make(connection, "reset", user_id, {"email_key": None}, base)

    async def reset(self, token: str, new: str) -> str:
        """Set the new password and sign out every device; returns the user's id.

        Raises:
            SonixError: `dead_link`, 410; `weak_password`, 422 (the link stays good); `banned`, 403; `busy`, 503.
        """
        async with self._office.database.read() as connection:
            link = await self._office.links.read(connection, "reset", token)
            row = await self._owner(connection, link.user_id)
        typed = check_password(new, self._office.rules.min_password_chars, row["name"], row["email_key"])
        password_hash = await self._office.passwords.hash(typed)
        values: dict[str, str | int] = {"password_hash": password_hash}
        if link.payload["email_key"] is not None and link.payload["email_key"] == row["email_key"]:
            values["email_verified_at_s"] = row["email_verified_at_s"] or int(time.time())
        async with self._office.database.transaction() as connection:
            await self._office.links.use(connection, "reset", token)
            await self._office.links.drop(connection, row["user_id"], "reset", "email")
            await _drop_other_ways_in(connection, row["user_id"])
            await connection.execute(update(users).where(users.c.user_id == row["user_id"]).values(values))
            await self._office.tell(connection, row, letters.password_changed(self._office.mailer.name))
            ended = await self._office.sessions.end_all(connection, row["user_id"])
        self._office.mailer.nudge()
        await self._office.sessions.announce(ended)
        return str(row["user_id"])

    async def _owner(self, connection: AsyncConnection, user_id: str | None) -> RowMapping:
        if not user_id:
            raise dead_link()
        return await find_user(connection, user_id)


async def _drop_other_ways_in(connection: AsyncConnection, user_id: str) -> None:
    """Nobody had shown that the address is theirs: who made the account with it may be somebody else, and stays out.

    Without an address there is nothing to claim, and these are the only ways in.
    """
    wanted = select(users.c.email_key, users.c.email_verified_at_s).where(users.c.user_id == user_id).with_for_update()
    row = (await connection.execute(wanted)).one()
    if row.email_key is None or row.email_verified_at_s is not None:
        return
    for table in (passkeys, identities):
        await connection.execute(delete(table).where(table.c.user_id == user_id))
