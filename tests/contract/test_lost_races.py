"""What other databases say when a transaction gave way to another one, and what comes of it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.engine import Database
from sonix.db.outages import DatabaseUnavailableError
from sonix.db.room_store import SqlRoomStore
from tests.contract.rooms import add, decided, room

pytestmark = pytest.mark.anyio


class PostgresError(Exception):
    """As a PostgreSQL driver raises it."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("could not serialize access due to concurrent update")
        self.sqlstate = sqlstate


class MariadbError(Exception):
    """As a MariaDB driver raises it: a number and a text."""


def wrapped(cause: Exception) -> Exception:
    """The driver's error inside of an adapter's."""
    outer = Exception("adapted")
    outer.__cause__ = cause
    return outer


class DisturbedDatabase(Database):
    """Gives up on every transaction at its end."""

    def __init__(self, url: str, reason: Exception) -> None:
        super().__init__(url)
        self.reason = reason

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        async with super().transaction() as connection:
            yield connection
            raise OperationalError("COMMIT", {}, self.reason)


@asynccontextmanager
async def disturbed(url: str, reason: Exception) -> AsyncIterator[SqlRoomStore]:
    database = DisturbedDatabase(url, reason)
    try:
        yield SqlRoomStore(database)
    finally:
        await database.stop()


@pytest.mark.parametrize(
    "reason",
    [
        PostgresError("40001"),
        PostgresError("40P01"),
        wrapped(PostgresError("40001")),
        MariadbError(1020, "Record has changed since last read"),
        MariadbError(1213, "Deadlock found"),
        MariadbError(1205, "Lock wait timeout exceeded"),
    ],
)
async def test_a_transaction_that_gave_way_is_a_lost_race(
    database: Database, database_url: str, reason: Exception
) -> None:
    now = room()
    await SqlRoomStore(database).create(now)
    async with disturbed(database_url, reason) as store:
        assert not await store.commit(decided(now, add("a")).batch)
    assert await SqlRoomStore(database).load(now.room_id) == now


@pytest.mark.parametrize(
    "reason",
    [
        PostgresError("57P01"),
        MariadbError(2013, "Lost connection"),
        OSError(),
        sqlite3.OperationalError("database is locked"),
    ],
)
async def test_a_connection_that_broke_is_told_as_an_outage(
    database: Database, database_url: str, reason: Exception
) -> None:
    now = room()
    await SqlRoomStore(database).create(now)
    async with disturbed(database_url, reason) as store:
        with pytest.raises(DatabaseUnavailableError):
            await store.commit(decided(now, add("a")).batch)


@pytest.mark.parametrize("reason", [PostgresError("42601"), MariadbError(1064, "You have an error in your syntax")])
async def test_what_else_goes_wrong_is_raised(database: Database, database_url: str, reason: Exception) -> None:
    now = room()
    await SqlRoomStore(database).create(now)
    async with disturbed(database_url, reason) as store:
        with pytest.raises(DBAPIError):
            await store.commit(decided(now, add("a")).batch)
