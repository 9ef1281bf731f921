"""The parts of one instance that know people, put together."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from sonix.accounts.access import AccessTokens
from sonix.accounts.carrying import Carrying
from sonix.accounts.challenges import Challenges
from sonix.accounts.credentials import Credentials
from sonix.accounts.exchange import Exchange
from sonix.accounts.invitations import Invitations
from sonix.accounts.keys import Keys
from sonix.accounts.links import OneTimeLinks
from sonix.accounts.mail import Mailer
from sonix.accounts.office import Office
from sonix.accounts.passkeys import Passkeys
from sonix.accounts.password_reset import PasswordReset
from sonix.accounts.password_sign_in import PasswordSignIn
from sonix.accounts.passwords import Passwords
from sonix.accounts.postman import Postman
from sonix.accounts.providers.identities import labels
from sonix.accounts.registration import Registration
from sonix.accounts.sessions import Sessions
from sonix.accounts.smtp import MailServer
from sonix.accounts.token_keys import TokenKeys
from sonix.accounts.upkeep import AccountUpkeep
from sonix.accounts.users import Users
from sonix.bus.port import Bus
from sonix.config import Settings
from sonix.core.rate_limits import RateLimiter
from sonix.db.engine import Database

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class People:
    """Who is who, how they sign in, and where they are signed in."""

    token_keys: TokenKeys
    users: Users
    sessions: Sessions
    exchange: Exchange
    carrying: Carrying
    passwords: Passwords
    invitations: Invitations
    mailer: Mailer
    postman: Postman
    registration: Registration
    password_sign_in: PasswordSignIn
    password_reset: PasswordReset
    credentials: Credentials
    passkeys: Passkeys
    upkeep: AccountUpkeep
    cookie_mark: str

    async def start(self) -> None:
        """Begin what goes on by itself."""
        if self.registration.needs_mail:
            log.warning("registration_by_invitation", reason="accounts.registration is open, but there is no mail")
        await self.upkeep.start()
        await self.postman.start()

    async def stop(self) -> None:
        """End it."""
        await self.postman.stop()
        await self.upkeep.stop()
        self.passwords.close()


def build_people(database: Database, keys: Keys, bus: Bus, limiter: RateLimiter, settings: Settings) -> People:
    """Put them together; opens nothing."""
    token_keys = TokenKeys(database, keys.seal)
    access = AccessTokens(token_keys)
    users = Users(database, access)
    sessions = Sessions(database, access, keys.refresh, bus)
    passwords, links, invitations = Passwords(settings.accounts.hash_workers), OneTimeLinks(), Invitations()
    mailer = Mailer(settings, keys.seal)
    postman = Postman(database, mailer, MailServer(settings.mail), keys.seal)
    office = Office(database, settings.accounts, passwords, links, mailer, sessions)
    return People(
        token_keys=token_keys,
        users=users,
        sessions=sessions,
        exchange=Exchange(database, users, keys),
        carrying=Carrying(database, links, users, sessions),
        passwords=passwords,
        invitations=invitations,
        mailer=mailer,
        postman=postman,
        registration=Registration(office, invitations),
        password_sign_in=PasswordSignIn(database, passwords, limiter, settings.limits.sign_ins_per_minute),
        password_reset=PasswordReset(office),
        credentials=Credentials(office),
        passkeys=Passkeys(database, Challenges(database), mailer, labels(settings)),
        upkeep=AccountUpkeep(database, token_keys, sessions, postman),
        cookie_mark=keys.cookie_mark,
    )
