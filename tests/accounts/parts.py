"""Sessions without a server around them, with a clock in the test's hand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert

from sonix.accounts.access import AccessTokens
from sonix.accounts.sessions import Sessions
from sonix.accounts.token_keys import TokenKeys
from sonix.accounts.users import Users
from sonix.bus.memory import MemoryBus
from sonix.core.ids import new_id
from sonix.db.engine import Database
from sonix.db.tables_accounts import users

SEALING_KEY, REFRESH_KEY = b"s" * 32, b"r" * 32


class Clock:
    """Wall-clock seconds that pass when told."""

    def __init__(self) -> None:
        self.now_s = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Parts:
    """One process's view of the accounts."""

    database: Database
    clock: Clock
    keys: TokenKeys
    access: AccessTokens
    users: Users
    sessions: Sessions
    bus: MemoryBus


def parts(database: Database, clock: Clock | None = None) -> Parts:
    """Another process over the same database; it shares the clock."""
    clock = clock or Clock()
    keys = TokenKeys(database, SEALING_KEY, clock)
    access = AccessTokens(keys, clock)
    bus = MemoryBus()
    sessions = Sessions(database, access, REFRESH_KEY, bus, clock)
    return Parts(database, clock, keys, access, Users(database, access), sessions, bus)


async def somebody(database: Database) -> str:
    """A new user; returns their id."""
    user_id = new_id()
    row = {"user_id": user_id, "name": "Ana", "is_admin": False, "created_at_s": 0, "seen_at_s": 0}
    async with database.transaction() as connection:
        await connection.execute(insert(users).values(row))
    return user_id
