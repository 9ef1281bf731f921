"""Whose account a checked word leads to: a known identity's, the asker's own, one of the same verified address, or new.

Nobody gets into an account by an address alone unless both sides have verified it: the provider says so of its user,
and this instance has seen the owner of the account open a letter, or another provider's equal word. An address that
only looks alike (other letters that fold to the same) is never enough.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.access import banned, unauthenticated
from sonix.accounts.emails import Email, read_email
from sonix.accounts.merging import Merging
from sonix.accounts.people_index import index_person
from sonix.accounts.providers.vouched import Vouched
from sonix.accounts.sessions import Sessions
from sonix.accounts.users import NAME_CHARS, clean_name
from sonix.config import Accounts
from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.db.engine import Database, is_lost_race
from sonix.db.tables_accounts import identities, users
from sonix.rooms.ports import Identity
from sonix.web.names import guest_name

TRIES = 5


@dataclass(frozen=True)
class Door:
    """How a provider lets people in. `allow_registration`: its people may make accounts whatever `accounts` says."""

    vouched: Vouched
    allow_registration: bool = False


class Entrance:
    """Where everybody with a checked word comes in."""

    def __init__(self, database: Database, rules: Accounts, merging: Merging, signed_in: Sessions) -> None:
        self._database = database
        self._rules = rules
        self._merging = merging
        self._sessions = signed_in

    async def enter(self, door: Door, visitor: Identity | None) -> str:
        """The user this is, who is linked or made if need be. `visitor`: who is signed in where the word came from.

        An account's identity is linked to it; a guest becomes the account, or hands everything over to the one found.
        The sessions of a guest who becomes one end: somebody else may have made the guest and carried it to them.

        Raises:
            SonixError: `identity_taken` 409, `anonymous_identity` 409, `email_taken` 409, `registration_closed` 403,
                `no_guests` 403, `banned` 403.
        """
        if visitor is not None and visitor.kind == "account" and door.vouched.anonymous:
            text = "Somebody without a name there is no second way in for an account. Sign in there properly first."
            raise SonixError("anonymous_identity", text, status=409)
        user_id, ended = await self._in_transaction(door, visitor)
        await self._sessions.announce(ended)
        if visitor is not None and visitor.kind == "guest" and visitor.user_id != user_id:
            await self._merging.merge(visitor.user_id, user_id)
        return user_id

    async def _in_transaction(self, door: Door, visitor: Identity | None) -> tuple[str, Sequence[str]]:
        """The user, and sessions that ended. Of two first sign-ins at once, the second finds what the first made."""
        for _ in range(TRIES):
            try:
                async with self._database.transaction() as connection:
                    entry = _Entry(connection, self._rules, door, visitor)
                    user_id = await entry.run()
                    ended = await self._sessions.end_all(connection, user_id) if entry.promoted else ()
                    return user_id, ended
            except DBAPIError as error:
                if not isinstance(error, IntegrityError) and not is_lost_race(error):
                    raise
        raise SonixError("busy", "That did not work just now. Try again.", status=503, retryable=True)


class _Entry:
    """One coming in, inside one transaction."""

    def __init__(self, connection: AsyncConnection, rules: Accounts, door: Door, visitor: Identity | None) -> None:
        self._connection = connection
        self._rules = rules
        self._door = door
        self._vouched = door.vouched
        self._visitor = visitor
        self.promoted = False
        self._email = _email_of(door.vouched)
        self._now_s = int(time.time())

    async def run(self) -> str:
        self._visitor = await self._as_of_now()
        known = await self._known()
        if known is not None:
            return await self._welcome_back(known)
        if self._visitor is not None and self._visitor.kind == "account":
            return await self._remember(self._visitor.user_id)
        if self._vouched.anonymous:
            return await self._guest()
        namesake = await self._namesake()
        if namesake is not None:
            return await self._remember(namesake["user_id"])
        return await self._account()

    async def _as_of_now(self) -> Identity | None:
        """The visitor, locked: they may have become an account, or be gone, since their token was looked at.

        Raises:
            SonixError: `unauthenticated`, 401; `banned`, 403.
        """
        visitor = self._visitor
        if visitor is None:
            return None
        wanted = select(users).where(users.c.user_id == visitor.user_id, users.c.deleted_at_s.is_(None))
        row = (await self._connection.execute(wanted.with_for_update())).mappings().first()
        if row is None and visitor.kind == "account":
            raise unauthenticated()
        if row is None:
            return None
        _check_not_banned(row)
        kind: Literal["guest", "account"] = "account" if row["kind"] == "account" else "guest"
        return msgspec.structs.replace(visitor, kind=kind, is_admin=bool(row["is_admin"]))

    async def _known(self) -> RowMapping | None:
        """Who this identity belongs to. One left behind by somebody who deleted their account counts as new."""
        this = (identities.c.provider == self._vouched.provider) & (identities.c.subject == self._vouched.subject)
        wanted = select(users, identities.c.identity_id).select_from(users.join(identities)).where(this)
        row = (await self._connection.execute(wanted.with_for_update())).mappings().first()
        if row is not None and row["deleted_at_s"] is not None:
            await self._connection.execute(delete(identities).where(this))
            return None
        return row

    async def _welcome_back(self, known: RowMapping) -> str:
        user_id: str = known["user_id"]
        if self._visitor is not None and self._visitor.kind == "account" and self._visitor.user_id != user_id:
            text = "That sign-in belongs to another account here. Sign in with it, or unlink it there first."
            raise SonixError("identity_taken", text, status=409)
        _check_not_banned(known)
        if known["kind"] == "guest" and not self._vouched.anonymous:
            await self._promote(user_id, is_admin=bool(known["is_admin"]))
        said = {"email": self._vouched.email, "email_verified": self._vouched.email_verified}
        this = identities.c.identity_id == known["identity_id"]
        await self._connection.execute(update(identities).where(this).values(used_at_s=self._now_s, **said))
        return user_id

    async def _namesake(self) -> RowMapping | None:
        """The account of the same address. Raises `email_taken` when it is not known to be the same person's."""
        if self._email is None or not self._vouched.email_verified:
            return None
        wanted = select(users).where(users.c.email_key == self._email.key, users.c.deleted_at_s.is_(None))
        row = (await self._connection.execute(wanted.with_for_update())).mappings().first()
        if row is None:
            return None
        if row["email_verified_at_s"] is None or not _is_same_mailbox(self._email.address, row["email"]):
            text = "There is an account with this address. Sign in to it as you used to, then link this sign-in there."
            raise SonixError("email_taken", text, status=409)
        _check_not_banned(row)
        return row

    async def _account(self) -> str:
        """The guest who asks becomes the account; else there is a new one."""
        visitor = self._visitor
        if visitor is not None:
            await self._connection.execute(delete(identities).where(identities.c.user_id == visitor.user_id))
            await self._promote(visitor.user_id, is_admin=visitor.is_admin)
            return await self._remember(visitor.user_id)
        self._check_registration(is_admin=False)
        user_id = await self._make("account")
        return await self._remember(user_id)

    async def _guest(self) -> str:
        if not self._rules.guests:
            text = "This Sonix is for people with an account. Sign in, or ask for an invitation."
            raise SonixError("no_guests", text, status=403)
        return await self._remember(self._visitor.user_id if self._visitor else await self._make("guest"))

    async def _make(self, kind: str) -> str:
        user_id = new_id()
        row = {
            "user_id": user_id,
            "name": _name_of(self._vouched),
            "is_admin": False,
            "kind": kind,
            "created_at_s": self._now_s,
            "seen_at_s": self._now_s,
        }
        await self._connection.execute(insert(users).values(row))
        await index_person(self._connection, user_id)
        return user_id

    async def _promote(self, user_id: str, *, is_admin: bool) -> None:
        self._check_registration(is_admin=is_admin)
        this = (users.c.user_id == user_id) & (users.c.kind == "guest")
        await self._connection.execute(update(users).where(this).values(kind="account"))
        self.promoted = True

    def _check_registration(self, *, is_admin: bool) -> None:
        """Whoever claimed the instance as a guest may always have an account."""
        if not (is_admin or self._door.allow_registration or self._rules.registration == "open"):
            text = "This Sonix takes no new accounts this way. Ask whoever runs it for an invitation."
            raise SonixError("registration_closed", text, status=403)

    async def _remember(self, user_id: str) -> str:
        row = {
            "identity_id": new_id(),
            "provider": self._vouched.provider,
            "subject": self._vouched.subject,
            "user_id": user_id,
            "email": self._vouched.email,
            "email_verified": self._vouched.email_verified,
            "created_at_s": self._now_s,
            "used_at_s": self._now_s,
        }
        await self._connection.execute(insert(identities).values(row))
        await self._adopt_email(user_id)
        return user_id

    async def _adopt_email(self, user_id: str) -> None:
        """A verified address that is nobody's becomes the account's when it has none. An unverified one never does."""
        if self._email is None or not self._vouched.email_verified or self._vouched.anonymous:
            return
        taken = select(users.c.user_id).where(users.c.email_key == self._email.key)
        if (await self._connection.execute(taken)).first() is not None:
            return
        values = {
            "email": self._email.address,
            "email_key": self._email.key,
            "email_verified_at_s": self._now_s,
        }
        this = (users.c.user_id == user_id) & users.c.email_key.is_(None)
        await self._connection.execute(update(users).where(this).values(values))
        await index_person(self._connection, user_id)


def _email_of(vouched: Vouched) -> Email | None:
    try:
        return None if vouched.email is None else read_email(vouched.email)
    except SonixError:
        return None


def _is_same_mailbox(one: str, other: str | None) -> bool:
    """Beyond ASCII, letters that look or fold alike may be somebody else's mailbox."""
    return other is not None and one.isascii() and other.isascii() and one.lower() == other.lower()


def _name_of(vouched: Vouched) -> str:
    try:
        return clean_name((vouched.name or "")[: NAME_CHARS * 4])
    except SonixError:
        return guest_name()


def _check_not_banned(row: RowMapping) -> None:
    if row["banned_at_s"] is not None:
        raise banned(row["ban_reason"])
