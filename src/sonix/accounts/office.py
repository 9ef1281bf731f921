"""What accounts are made and changed with: one set for all who do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.letters import Text
from sonix.accounts.links import OneTimeLinks
from sonix.accounts.mail import Mailer, to_account
from sonix.accounts.passwords import Passwords
from sonix.accounts.sessions import Sessions
from sonix.config.sections_people import Accounts
from sonix.db.engine import Database


@dataclass(frozen=True)
class Office:
    """The database, the rules, and what passwords, links, letters and sessions are handled by."""

    database: Database
    rules: Accounts
    passwords: Passwords
    links: OneTimeLinks
    mailer: Mailer
    sessions: Sessions

    async def tell(self, connection: AsyncConnection, row: RowMapping, text: Text) -> None:
        """A letter about a change to the account of that row, at its verified address, if it has one."""
        if row["email"] is not None and row["email_verified_at_s"] is not None:
            await self.mailer.queue(connection, row["email"], text, to_account(row["user_id"]))
