"""The tables in code and the migrations say the same, and a start that has nothing to migrate does not try."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, insert, text

from sonix.core.errors import SonixError
from sonix.db.engine import Database, sqlite_url
from sonix.db.migrate import SCRIPTS, migrate, revisions
from sonix.db.schema import metadata
from sonix.db.tables_accounts import users
from tests.contract.sample import contents, fill

pytestmark = pytest.mark.anyio


async def test_migrations_lead_to_the_tables_in_code(database: Database) -> None:
    async with database.read() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    assert differences == []


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


@pytest.mark.parametrize("released", ["0001", "0002", "0003"])
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
