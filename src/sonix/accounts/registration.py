"""How accounts come about: asked for, and made when the link in the letter is opened; without mail, by invitation.

With mail the answer never depends on whether an address has an account: whoever reads its mailbox is told, nobody else.
Without mail nobody can show that an address is theirs, so that somebody must have vouched for them: an invitation is
needed, even where `accounts.registration` is `open`.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts import letters
from sonix.accounts.account_rows import NewAccount, email_taken, find_by_email, has_account, make_account
from sonix.accounts.emails import Email, read_email
from sonix.accounts.invitations import Invitations
from sonix.accounts.links import Link
from sonix.accounts.mail import Lane, asked_by, to_account
from sonix.accounts.office import Office
from sonix.accounts.password_rules import check_password, normalised
from sonix.accounts.users import clean_name
from sonix.core.errors import SonixError
from sonix.rooms.ports import Identity


@dataclass(frozen=True)
class Wanted:
    """An account as it was asked for, by `asker` when they are signed in, in the browser of that `mark`.

    `address` is the network address that asks.
    """

    name: str
    email: str
    password: str
    invitation: str | None
    asker: Identity | None
    mark: str | None
    address: str


class Registration:
    """Makes accounts with a password."""

    def __init__(self, office: Office, invitations: Invitations) -> None:
        self._office = office
        self._invitations = invitations

    @property
    def needs_mail(self) -> bool:
        """Whether it is set to be open, and can't be: without mail it is by invitation."""
        return self._office.rules.registration == "open" and not self._office.mailer.enabled

    async def ask(self, wanted: Wanted, base: str) -> str | None:
        """Send a letter about it and return None, or, without mail, make it and return the user's id.

        `base` is the address that links carry.

        Raises:
            SonixError: `registration_closed`, `invitation_needed`, `bad_invitation`, 403; `bad_name`, `bad_email`,
                `weak_password`, 422; `has_account`, 409; without mail `email_taken`, 409; `busy`, 503.
        """
        if wanted.asker is not None and wanted.asker.kind == "account":
            raise has_account()
        name, email = clean_name(wanted.name), read_email(wanted.email)
        password = check_password(wanted.password, self._office.rules.min_password_chars, name, email.key)
        async with self._office.database.read() as connection:
            invitation_id = await self._admitted(connection, wanted)
        password_hash = await self._office.passwords.hash(password)
        guest_id = wanted.asker.user_id if wanted.asker else None
        new = NewAccount(name, email, self._office.mailer.enabled, password_hash, guest_id)
        async with self._office.database.transaction() as connection:
            if self._office.mailer.enabled:
                asked = {"invitation_id": invitation_id, "mark": wanted.mark}
                await self._write(connection, new, email, asked, base, asked_by(wanted.address))
            else:
                return await self._make(connection, new, invitation_id)
        self._office.mailer.nudge()
        return None

    async def verify(self, token: str, mark: str | None, password: str | None) -> str:
        """The link in the letter was opened, in the browser of that `mark`: make the account; returns the user's id.

        Raises:
            SonixError: `dead_link`, 410; `email_taken`, `has_account`, 409; `bad_invitation`, `banned`, 403; in another
                browser than the one that asked `password_needed`, `wrong_password`, 403, and `busy`, 503.
        """
        async with self._office.database.read() as connection:
            asked = (await self._office.links.read(connection, "verify", token)).payload
        if mark is None or not hmac.compare_digest(asked["mark"], mark):
            await self._check_asker(asked["password_hash"], password)
        async with self._office.database.transaction() as connection:
            link = await self._office.links.use(connection, "verify", token)
            return await self._make(connection, _asked(link), link.payload["invitation_id"])

    async def _check_asker(self, password_hash: str, password: str | None) -> None:
        if password is None:
            message = "Type the password you chose: this is another browser than the one you asked for the account in."
            raise SonixError("password_needed", message, status=403)
        if not (await self._office.passwords.check(normalised(password), password_hash)).right:
            message = "That is not the password the account was asked for with. If it was not you, leave it at that."
            raise SonixError("wrong_password", message, status=403)

    async def _admitted(self, connection: AsyncConnection, wanted: Wanted) -> str | None:
        """The id of the invitation that lets them in; None when they need none."""
        if wanted.asker is not None and wanted.asker.is_admin:
            return None
        if self._office.rules.registration == "closed":
            raise SonixError("registration_closed", "This Sonix takes no new accounts.", status=403)
        if wanted.invitation:
            return await self._invitations.check(connection, wanted.invitation)
        if self._office.rules.registration == "open" and self._office.mailer.enabled:
            return None
        message = "Accounts are by invitation here. Whoever runs this Sonix can send you a link."
        raise SonixError("invitation_needed", message, status=403)

    async def _write(
        self,
        connection: AsyncConnection,
        new: NewAccount,
        email: Email,
        asked: dict[str, str | None],
        base: str,
        lane: Lane,
    ) -> None:
        """One link and one letter, whether the address has an account or not."""
        known = await find_by_email(connection, email.key)
        if known is not None:
            link = await self._office.links.make(connection, "reset", known["user_id"], {"email_key": email.key}, base)
            to, lane = known["email"], to_account(known["user_id"])
            text = letters.known_already(self._office.mailer.name, link)
        else:
            payload = {
                "name": new.name,
                "email": email.address,
                "password_hash": new.password_hash,
                "guest_id": new.guest_id,
                **asked,
            }
            link = await self._office.links.make(connection, "verify", None, payload, base)
            to, text = email.address, letters.welcome(self._office.mailer.name, link)
        await self._office.mailer.queue(connection, to, text, lane)

    async def _make(self, connection: AsyncConnection, new: NewAccount, invitation_id: str | None) -> str:
        if new.email is not None and await find_by_email(connection, new.email.key) is not None:
            raise email_taken()
        if invitation_id is not None:
            await self._invitations.use(connection, invitation_id)
        return await make_account(connection, new)


def _asked(link: Link) -> NewAccount:
    asked = link.payload
    return NewAccount(
        name=asked["name"],
        email=read_email(asked["email"]),
        verified=True,
        password_hash=asked["password_hash"],
        guest_id=asked["guest_id"],
    )
