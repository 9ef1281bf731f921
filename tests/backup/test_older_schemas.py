"""A backup that an older Sonix made comes back here: its rows go through the migrations on their way."""

from __future__ import annotations

import io
from pathlib import Path

import anyio
import msgspec
import pytest
from sqlalchemy import MetaData, select

from sonix.backup.archive import ArchiveWriter, members
from sonix.backup.contents import ABOUT, About, TableShape, table_member
from sonix.config import Settings
from sonix.db.engine import Database, sqlite_url
from sonix.db.migrate import migrate
from sonix.db.rows_of import lines_of
from sonix.db.tables_accounts import users
from tests.api.world import World, opened
from tests.backup.test_round_trip import Lived, backed_up, everything_is_there, heard, live, restored

pytestmark = pytest.mark.anyio


async def as_of(schema: str, settings: Settings, whole: Path, older: Path) -> None:
    """Write `older`: what `whole` holds, with the rows as they are once the database has gone back to `schema`."""
    database = Database(sqlite_url(settings.data_dir / "sonix.db"))
    await migrate(database.engine, schema)
    tables, was = dict[str, tuple[tuple[str, ...], list[bytes]]](), MetaData()
    async with database.read() as connection:
        await connection.run_sync(was.reflect)
        for table in was.sorted_tables:
            if table.name != "alembic_version":
                lines = [line async for line in lines_of(connection, table)]
                tables[str(table.name)] = tuple(map(str, table.columns.keys())), lines
    await database.stop()
    shapes = tuple(TableShape(name, columns, len(lines)) for name, (columns, lines) in tables.items())
    found = io.BytesIO(await anyio.Path(whole).read_bytes())
    with older.open("wb") as out:
        archive = ArchiveWriter(out)
        for member in members(found):
            data = b"".join(member.chunks)
            if member.name == ABOUT:
                about = msgspec.json.decode(data, type=About)
                about = msgspec.structs.replace(about, version="0.1.0", schema=schema, tables=shapes)
                archive.add(ABOUT, msgspec.json.encode(about))
                for name, (_, lines) in tables.items():
                    archive.add(table_member(name), b"".join(lines))
            elif not member.name.startswith("tables/"):
                archive.add(member.name, data)
        archive.finish()


async def restored_as_of(schema: str, tmp_path: Path) -> Lived:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    async with opened(tmp_path / "old") as world:
        lived = await live(world)
        await backed_up(world.settings, tmp_path / "whole.tar")
        settings = world.settings
    await as_of(schema, settings, tmp_path / "whole.tar", tmp_path / "older.tar")
    await restored(Settings(data_dir=tmp_path / "new" / "data"), tmp_path / "older.tar")
    return lived


async def rooms_and_music_are_there(world: World, lived: Lived) -> None:
    async with world.services.database.read() as connection:
        assert lived.ana.identity.name in (await connection.scalars(select(users.c.name))).all()
    ben = await world.person("Ben")
    await world.join(lived.code, ben)
    assert await heard(ben, lived.code, lived.rendition_id) == lived.sound


@pytest.mark.parametrize("schema", ["0001", "0002"])
async def test_rooms_and_music_of_before_there_were_sessions(schema: str, tmp_path: Path) -> None:
    lived = await restored_as_of(schema, tmp_path)
    async with opened(tmp_path / "new") as world:
        await rooms_and_music_are_there(world, lived)


@pytest.mark.parametrize("schema", ["0003", "0004"])
async def test_everything_of_a_schema_with_sessions(schema: str, tmp_path: Path) -> None:
    lived = await restored_as_of(schema, tmp_path)
    async with opened(tmp_path / "new") as world:
        await everything_is_there(world, lived)
