"""The parts of one instance that know people, put together."""

from __future__ import annotations

from dataclasses import dataclass

from sonix.accounts.access import AccessTokens
from sonix.accounts.exchange import Exchange
from sonix.accounts.keys import Keys
from sonix.accounts.sessions import Sessions
from sonix.accounts.token_keys import TokenKeys
from sonix.accounts.upkeep import AccountUpkeep
from sonix.accounts.users import Users
from sonix.bus.port import Bus
from sonix.db.engine import Database


@dataclass(frozen=True)
class People:
    """Who is who, and where they are signed in."""

    token_keys: TokenKeys
    users: Users
    sessions: Sessions
    exchange: Exchange
    upkeep: AccountUpkeep


def build_people(database: Database, keys: Keys, bus: Bus) -> People:
    """Put them together; opens nothing."""
    token_keys = TokenKeys(database, keys.seal)
    access = AccessTokens(token_keys)
    users = Users(database, access)
    sessions = Sessions(database, access, keys.refresh, bus)
    exchange = Exchange(database, users, keys)
    return People(token_keys, users, sessions, exchange, AccountUpkeep(database, token_keys, sessions))
