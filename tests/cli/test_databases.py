"""`sonix db`: the schema, and moving to another database, from the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from sonix.cli import admin, keys, storage, users
from sonix.cli.backup import backup
from sonix.cli.databases import copy, migrate
from sonix.cli.import_music import import_music
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.engine import Database, sqlite_url
from sonix.db.migrate import current_revision, revisions
from sonix.db.migrate import migrate as bring
from sonix.doctor.storage import content


def test_a_new_database_gets_its_tables_and_moves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(data_dir=tmp_path)
    copy(to=sqlite_url(tmp_path / "other.db"), data_dir=tmp_path)
    said = capsys.readouterr().out
    assert "The database has schema" in said
    assert "Every one reads as it was." in said
    assert (tmp_path / "other.db").is_file()


def test_a_server_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    migrate(data_dir=tmp_path)
    with pytest.raises(SonixError, match="does not answer"):
        copy(to="postgresql://somebody:secret@127.0.0.1:1/name", data_dir=tmp_path)


async def schema_of(file: Path, target: str | None = None) -> str | None:
    """The schema a database has, after going to `target` when that is given."""
    database = Database(sqlite_url(file))
    try:
        if target is not None:
            await bring(database.engine, target)
        async with database.read() as connection:
            return await connection.run_sync(current_revision)
    finally:
        await database.stop()


@pytest.mark.parametrize(
    "command",
    [
        lambda folder: backup(folder / "all.tar", data_dir=folder),
        lambda folder: storage.check(data_dir=folder),
        lambda folder: admin.audit(data_dir=folder),
        lambda folder: users.list_users(data_dir=folder),
        lambda folder: keys.rotate(data_dir=folder),
        lambda folder: import_music(folder, data_dir=folder),
    ],
)
def test_a_command_beside_a_server_of_before_leaves_its_tables_alone(
    command: Callable[[Path], None], tmp_path: Path
) -> None:
    migrate(data_dir=tmp_path)
    before = revisions()[-2]
    asyncio.run(schema_of(tmp_path / "sonix.db", before))
    with pytest.raises(SonixError, match="sonix db migrate") as refused:
        command(tmp_path)
    assert refused.value.code == "old_schema"
    assert asyncio.run(schema_of(tmp_path / "sonix.db")) == before


def test_looking_leaves_the_tables_of_a_server_of_before_alone(tmp_path: Path) -> None:
    migrate(data_dir=tmp_path)
    before = revisions()[-2]
    asyncio.run(schema_of(tmp_path / "sonix.db", before))
    assert "sonix db migrate" in content(Settings(data_dir=tmp_path)).detail
    assert asyncio.run(schema_of(tmp_path / "sonix.db")) == before
