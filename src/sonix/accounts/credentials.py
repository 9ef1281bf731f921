"""What people may change about how they sign in: password and address. First they show that it is really them."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts import letters
from sonix.accounts.account_rows import email_taken, find_by_email, find_user
from sonix.accounts.emails import read_email
from sonix.accounts.mail import asked_by, to_account
from sonix.accounts.office import Office
from sonix.accounts.password_rules import check_password, normalised
from sonix.accounts.people_index import index_person
from sonix.core.errors import SonixError
from sonix.db.tables_accounts import sessions, users
from sonix.rooms.ports import Identity

FRESH_S = 15 * 60
"""How long after signing in somebody without a password needs to show nothing more."""


class Credentials:
    """Changes of passwords and addresses."""

    def __init__(self, office: Office, now_s: Callable[[], float] = time.time) -> None:
        self._office = office
        self._now_s = now_s

    async def confirm(self, user: Identity, password: str | None, *, fresh_is_enough: bool = False) -> None:
        """Make sure that it is really them: by the password, or without one by a sign-in of just now.

        `fresh_is_enough`: such a sign-in counts for those with a password, too.

        Raises:
            SonixError: `wrong_password`, `sign_in_again`, 403; `busy`, 503.
        """
        async with self._office.database.read() as connection:
            stored = (await find_user(connection, user.user_id))["password_hash"]
            fresh = await self._is_fresh(connection, user.session_id)
        if stored is None or (fresh_is_enough and password is None):
            if not fresh:
                message = "You signed in a while ago. Sign out and in again, then do this within 15 minutes."
                raise SonixError("sign_in_again", message, status=403)
            return
        if password is None or not (await self._office.passwords.check(normalised(password), stored)).right:
            message = "That is not your present password. Check it, or choose a new one from the sign-in page."
            raise SonixError("wrong_password", message, status=403)

    async def change_password(self, user: Identity, old: str | None, new: str) -> None:
        """A new password; every other device is signed out.

        Raises:
            SonixError: as `confirm`; `weak_password`, 422.
        """
        async with self._office.database.read() as connection:
            row = await find_user(connection, user.user_id)
        typed = check_password(new, self._office.rules.min_password_chars, row["name"], row["email_key"])
        await self.confirm(user, old)
        password_hash = await self._office.passwords.hash(typed)
        async with self._office.database.transaction() as connection:
            same = (users.c.user_id == user.user_id) & _is(row["password_hash"])
            changed = update(users).where(same).values(password_hash=password_hash)
            if (await connection.execute(changed)).rowcount != 1:
                raise SonixError("changed_meanwhile", "Your password was changed elsewhere just now.", status=409)
            await self._office.links.drop(connection, user.user_id, "reset", "email")
            await self._office.tell(connection, row, letters.password_changed(self._office.mailer.name))
            ended = await self._office.sessions.end_all(connection, user.user_id, but=user.session_id)
        self._office.mailer.nudge()
        await self._office.sessions.announce(ended)

    async def change_email(self, user: Identity, email: str, password: str | None, base: str) -> bool:
        """Another address. With mail, True: it counts when the link sent to it is opened. Without, False: from now on.

        Raises:
            SonixError: as `confirm`; `bad_email`, 422; without mail `email_taken`, 409.
        """
        wanted = read_email(email)
        await self.confirm(user, password)
        async with self._office.database.transaction() as connection:
            if not self._office.mailer.enabled:
                await self._set_email(connection, user.user_id, wanted.address, verified=False)
                return False
            known = await find_by_email(connection, wanted.key)
            payload = {"email": wanted.address}
            link = await self._office.links.make(connection, "email", user.user_id, payload, base)
            to, text, lane = wanted.address, letters.new_address(self._office.mailer.name, link), asked_by(user.user_id)
            if known is not None and known["user_id"] != user.user_id:
                to, text = known["email"], letters.address_taken(self._office.mailer.name)
                lane = to_account(known["user_id"])
            await self._office.mailer.queue(connection, to, text, lane)
        self._office.mailer.nudge()
        return True

    async def owner_of_link(self, token: str) -> str:
        """Whose account the link sent to a new address is for; it stays unused. Raises SonixError `dead_link`, 410."""
        async with self._office.database.read() as connection:
            return str((await self._office.links.read(connection, "email", token)).user_id)

    async def confirm_elsewhere(self, user_id: str, password: str | None) -> None:
        """Make sure that a link is opened by its account's owner, where they are not signed in.

        The letter may have gone to a stranger's mailbox by mistake or on purpose: its reader must not make the address
        count that somebody else has an account under.

        Raises:
            SonixError: `password_needed`, `wrong_password`, `sign_in_first`, `banned`, 403; `busy`, 503.
        """
        async with self._office.database.read() as connection:
            stored = (await find_user(connection, user_id))["password_hash"]
        if stored is None:
            message = "Sign in to your account in this browser first, then open the link again."
            raise SonixError("sign_in_first", message, status=403)
        if password is None:
            message = "Type the password of your account: you are not signed in to it in this browser."
            raise SonixError("password_needed", message, status=403)
        if not (await self._office.passwords.check(normalised(password), stored)).right:
            message = "That is not the password of the account. If you asked for no new address, leave it at that."
            raise SonixError("wrong_password", message, status=403)

    async def verify_email(self, token: str) -> str:
        """The link sent to the new address was opened by the account's owner; returns the address.

        Raises:
            SonixError: `dead_link`, 410; `email_taken`, 409; `banned`, 403.
        """
        async with self._office.database.transaction() as connection:
            link = await self._office.links.use(connection, "email", token)
            address: str = link.payload["email"]
            await self._set_email(connection, str(link.user_id), address, verified=True)
        self._office.mailer.nudge()
        return address

    async def _set_email(self, connection: AsyncConnection, user_id: str, address: str, *, verified: bool) -> None:
        email, row = read_email(address), await find_user(connection, user_id)
        values = {
            "email": email.address,
            "email_key": email.key,
            "email_verified_at_s": int(self._now_s()) if verified else None,
        }
        try:
            await connection.execute(update(users).where(users.c.user_id == user_id).values(values))
        except IntegrityError as error:
            raise email_taken() from error
        await index_person(connection, user_id)
        await self._office.links.drop(connection, user_id, "reset", "email")
        if row["email_key"] != email.key:
            await self._office.tell(connection, row, letters.address_changed(self._office.mailer.name))

    async def _is_fresh(self, connection: AsyncConnection, session_id: str | None) -> bool:
        wanted = select(sessions.c.created_at_s).where(sessions.c.session_id == (session_id or ""))
        created_at_s = (await connection.execute(wanted)).scalar()
        return created_at_s is not None and self._now_s() - created_at_s < FRESH_S


def _is(password_hash: str | None) -> ColumnElement[bool]:
    return users.c.password_hash.is_(None) if password_hash is None else users.c.password_hash == password_hash
