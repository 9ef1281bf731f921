"""The tables in code and the migrations say the same, and a start that has nothing to migrate does not try."""

from __future__ import annotations

import asyncio
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, insert, text

from sonix.core.errors import SonixError
from sonix.db.engine import Database, sqlite_url
from sonix.db.migrate import SCRIPTS, alone, migrate, revisions
from sonix.db.schema import metadata
from sonix.db.tables_accounts import users
from sonix.library.shares import miscounted
from tests.contract.sample import contents, fill

pytestmark = pytest.mark.anyio


async def test_migrations_lead_to_the_tables_in_code(database: Database) -> None:
    assert await _differences(database) == []


async def _differences(database: Database) -> list[object]:
    async with database.read() as connection:
        return await connection.run_sync(
            lambda sync: list(compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata))
        )


def test_revisions_are_one_line_and_named_by_their_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()][::-1] == revisions()


async def test_a_start_with_nothing_to_migrate_does_not_load_the_migrations(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "alembic", None)
    again = Database(database.url.render_as_string(hide_password=False))
    await again.start()
    await again.stop()


async def test_a_database_of_a_later_version_is_left_alone(new_database_url: str) -> None:
    database = Database(new_database_url)
    await database.start()
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SonixError, match="newer Sonix"):
        await database.start()
    await database.stop()


@pytest.mark.parametrize("released", ["0001", "0003", "0005"])
async def test_rows_of_every_release_come_forward_and_go_back(new_database_url: str, released: str) -> None:
    database = Database(new_database_url)
    await migrate(database.engine, released)
    was = MetaData()
    async with database.transaction() as connection:
        await connection.run_sync(was.reflect)
        was.remove(was.tables["alembic_version"])
        await fill(connection, was)
    async with database.read() as connection:
        before = await contents(connection, was)
    await database.start()
    await database.reading.dispose()
    async with database.read() as connection:
        assert await contents(connection, was) == before
        assert await miscounted(connection) == {}
    await migrate(database.engine, released)
    await database.reading.dispose()
    async with database.read() as connection:
        assert await contents(connection, was) == before
    await database.stop()


async def test_tables_that_a_server_made_its_own_way_are_made_to_tell_letters_apart(new_mariadb_url: str) -> None:
    database = Database(new_mariadb_url)
    await migrate(database.engine, "0002")
    async with database.transaction() as connection:
        for table in ("rooms", "clocks", "users", "jobs"):
            await connection.exec_driver_sql("SET foreign_key_checks=0")
            changed = f"ALTER TABLE {table} CONVERT TO CHARACTER SET latin1"
            await connection.exec_driver_sql(
                changed if table != "rooms" else "ALTER TABLE rooms DEFAULT CHARACTER SET latin1"
            )
    await database.start()
    people = [{"user_id": name, "name": "🎧", "created_at_s": 1, "seen_at_s": 1} for name in ("anna", "Anna", "ännä")]
    async with database.transaction() as connection:
        await connection.execute(insert(users), people)
    await database.stop()


@pytest.mark.parametrize("first", ["0000", "0001", "0002", "0003", "0004", "0006"])
async def test_a_migration_that_was_cut_short_starts_again(new_mariadb_url: str, first: str) -> None:
    """As if its last step, which writes the revision down, had not come to pass: forward, and back."""
    database = Database(new_mariadb_url)
    known = revisions()
    after = next(revision for revision in known if revision > first)
    await migrate(database.engine, after)
    again = "DELETE FROM alembic_version" if first == "0000" else f"UPDATE alembic_version SET version_num = '{first}'"
    async with database.transaction() as connection:
        await connection.execute(text(again))
    await database.start()
    assert await _differences(database) == []
    if first != "0000":
        await migrate(database.engine, first)
        async with database.transaction() as connection:
            await connection.execute(text(f"UPDATE alembic_version SET version_num = '{after}'"))
        await migrate(database.engine, first)
        await database.start()
        assert await _differences(database) == []
    await database.stop()


async def test_tables_of_other_programs_are_left_alone(new_mariadb_url: str) -> None:
    """Their foreign keys too: the one here could not be put back."""
    database = Database(new_mariadb_url)
    await migrate(database.engine, "0002")
    async with database.transaction() as connection:
        for statement in (
            "ALTER TABLE users CONVERT TO CHARACTER SET latin1",
            "CREATE TABLE shops (id INT PRIMARY KEY, name TEXT) ENGINE=InnoDB CHARACTER SET latin1",
            "CREATE TABLE goods (shop_id INT, FOREIGN KEY (shop_id) REFERENCES shops (id)) ENGINE=InnoDB",
            "SET foreign_key_checks=0",
            "INSERT INTO goods VALUES (7)",
            "SET foreign_key_checks=1",
        ):
            await connection.exec_driver_sql(statement)
    before = await _statements(database, "shops", "goods")
    await database.start()
    assert await _statements(database, "shops", "goods") == before
    assert all("utf8mb4_bin" in one for one in await _statements(database, "users", "rooms"))
    await database.stop()


async def _statements(database: Database, *tables: str) -> list[str]:
    async with database.read() as connection:
        return [str((await connection.exec_driver_sql(f"SHOW CREATE TABLE {name}")).one()) for name in tables]


async def test_foreign_keys_that_a_start_left_out_are_put_back(new_mariadb_url: str) -> None:
    database = Database(new_mariadb_url)
    await migrate(database.engine, "0003")
    async with database.transaction() as connection:
        for table, key in (("queue_entries", "fk_queue_entries_room_id"), ("sessions", "fk_sessions_user_id")):
            await connection.exec_driver_sql(f"ALTER TABLE {table} DROP FOREIGN KEY {key}")
    await database.start()
    assert await _differences(database) == []
    await database.stop()


async def test_a_migration_may_take_longer_than_a_transaction(new_postgresql_url: str) -> None:
    database = Database(new_postgresql_url)

    def limits(connection: Connection) -> list[str]:
        with alone(connection):
            names = ("statement_timeout", "idle_in_transaction_session_timeout")
            return [str(connection.scalar(text(f"SHOW {name}"))) for name in names]

    async with database.engine.begin() as connection:
        assert await connection.run_sync(limits) == ["0", "0"]
    async with database.engine.begin() as connection:
        assert await connection.scalar(text("SHOW statement_timeout")) == "15s"
    await database.stop()


async def test_a_start_says_that_another_one_is_still_migrating(
    new_mariadb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sonix.db.migrate.LOCK_WAIT_S", 0)
    holding, coming = Database(new_mariadb_url), Database(new_mariadb_url)
    async with holding.engine.begin() as connection:
        lock = ExitStack()
        await connection.run_sync(lambda sync: lock.enter_context(alone(sync)))
        with pytest.raises(SonixError, match="still bringing"):
            await coming.start()
        await connection.run_sync(lambda _: lock.close())
    await coming.start()
    for database in (holding, coming):
        await database.stop()


async def test_two_starts_at_once_migrate_once(new_database_url: str) -> None:
    both = [Database(new_database_url), Database(new_database_url)]
    await asyncio.gather(*(database.start() for database in both))
    for database in both:
        async with database.read() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        await database.stop()


async def test_what_is_acknowledged_is_on_disk(tmp_path: Path) -> None:
    """Not a test of SQLite: of the settings that make it keep its promise."""
    database = Database(sqlite_url(tmp_path / "sonix.db"))
    async with database.read() as connection:
        for pragma, value in {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 15_000,
        }.items():
            assert await connection.scalar(text(f"PRAGMA {pragma}")) == value
    await database.stop()
