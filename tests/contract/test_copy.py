"""An instance moves between any two of the databases, every row as it was, or nothing at all."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from sonix.core.errors import SonixError
from sonix.db.copy import copy_database
from sonix.db.engine import Database, sqlite_url
from sonix.db.migrate import migrate
from sonix.db.schema import metadata
from sonix.db.tables_accounts import audit, users
from sonix.db.tables_library import tracks
from sonix.db.upsert import write_new
from tests.contract.sample import ROWS, contents, fill, rows_of
from tests.servers.databases import DatabaseServer

pytestmark = pytest.mark.anyio


def target_url(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    if kind == "sqlite":
        return sqlite_url(folder / "target" / "sonix.db")
    server: DatabaseServer = request.getfixturevalue(kind)
    return server.new_url()


@pytest.fixture(params=["sqlite", "mariadb", "postgresql"])
def to_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return target_url(request.param, request, tmp_path)


@pytest.fixture
async def filled(database: Database) -> Database:
    async with database.transaction() as connection:
        await fill(connection, metadata)
        await connection.execute(update(tracks).values(gain_db=1 / 7, loudness_lufs=-0.1))
    return database


async def test_every_row_of_every_table_arrives(filled: Database, to_url: str) -> None:
    target = Database(to_url)
    done = await copy_database(filled, target)
    assert done == dict.fromkeys((table.name for table in metadata.sorted_tables), ROWS)
    async with filled.read() as before, target.read() as after:
        assert await contents(after, metadata) == await contents(before, metadata)
    await target.stop()


async def test_what_counts_up_goes_on_counting(filled: Database, to_url: str) -> None:
    target = Database(to_url)
    await copy_database(filled, target)
    row = {name: value for name, value in rows_of(audit)[0].items() if name != "seq"}
    async with target.transaction() as connection:
        last = await connection.scalar(select(func.max(audit.c.seq)))
        await connection.execute(insert(audit).values(row))
        assert await connection.scalar(select(func.max(audit.c.seq))) == last + 1
    await target.stop()


async def test_a_target_with_rows_is_left_alone_unless_they_are_to_be_replaced(filled: Database, to_url: str) -> None:
    target = Database(to_url)
    await target.start()
    stranger = {**rows_of(users)[0], "user_id": "stranger"}
    async with target.transaction() as connection:
        await write_new(connection, users, [stranger])
    with pytest.raises(SonixError, match="not empty: there are rows in users"):
        await copy_database(filled, target)
    async with target.read() as connection:
        assert list((await connection.execute(select(users.c.user_id))).scalars()) == ["stranger"]
    await copy_database(filled, target, replace=True)
    async with filled.read() as before, target.read() as after:
        assert await contents(after, metadata) == await contents(before, metadata)
    await target.stop()


async def test_a_live_instance_is_copied_as_of_one_moment(filled: Database, to_url: str) -> None:
    """Somebody moves a second from one person to another all the while: the sum is the same at every moment."""
    ids = [row["user_id"] for row in rows_of(users)][:2]
    async with filled.transaction() as connection:
        await connection.execute(update(users).values(seen_at_s=1000))
    stop = asyncio.Event()
    moved = asyncio.Semaphore(0)

    async def move() -> None:
        for giver, taker in itertools.cycle([(ids[0], ids[1]), (ids[1], ids[0])]):
            async with filled.transaction() as connection:
                for user_id, change in ((giver, -1), (taker, 1)):
                    changed = update(users).where(users.c.user_id == user_id)
                    await connection.execute(changed.values(seen_at_s=users.c.seen_at_s + change))
            moved.release()
            if stop.is_set():
                return

    target = Database(to_url)
    moving = asyncio.create_task(move())
    await moved.acquire()
    await copy_database(filled, target)
    stop.set()
    await moving
    async with target.read() as connection:
        assert await connection.scalar(select(func.sum(users.c.seen_at_s))) == ROWS * 1000
    await target.stop()


async def test_an_older_schema_is_not_copied(new_database_url: str, tmp_path: Path) -> None:
    source, target = Database(new_database_url), Database(sqlite_url(tmp_path / "target.db"))
    await migrate(source.engine, "0002")
    with pytest.raises(SonixError, match="schema 0002"):
        await copy_database(source, target)
    await source.stop()
    await target.stop()


async def test_a_database_is_not_copied_onto_itself(database: Database) -> None:
    with pytest.raises(SonixError, match="the one to copy from"):
        await copy_database(database, database)


async def test_a_row_that_the_target_does_not_take_leaves_it_as_it_was(tmp_path: Path, new_mariadb_url: str) -> None:
    """SQLite keeps text of any length, servers do not."""
    source, target = Database(sqlite_url(tmp_path / "source.db")), Database(new_mariadb_url)
    await source.start()
    async with source.transaction() as connection:
        await connection.execute(insert(users).values({**rows_of(users)[0], "name": "x" * 500}))
    with pytest.raises(SonixError, match="does not take a row of users"):
        await copy_database(source, target)
    async with target.read() as connection:
        assert not any((await contents(connection, metadata)).values())
    await source.stop()
    await target.stop()


async def test_nothing_is_copied_from_a_file_that_is_not_there(tmp_path: Path) -> None:
    source, target = Database(sqlite_url(tmp_path / "none.db")), Database(sqlite_url(tmp_path / "target.db"))
    with pytest.raises(SonixError, match="does not exist"):
        await copy_database(source, target)
    await source.stop()
    await target.stop()
