"""Text as long as the API takes it, and letters that grow when folded, fit their columns on every database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import String, insert, select
from sqlalchemy.exc import DBAPIError

from sonix.config import Database
from sonix.db.tables_accounts import users
from tests.api.world import World, opened
from tests.contract.sample import rows_of

pytestmark = pytest.mark.anyio
GROWS = "ﷺ"
"""One letter; eighteen when it is folded."""
FOUR_BYTES = "🎧"


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    async with opened(tmp_path, database=Database(url=database_url)) as found:
        yield found


@pytest.mark.parametrize("letter", [GROWS, FOUR_BYTES, "a\0b"])
async def test_what_the_edge_lets_in_the_database_takes(world: World, letter: str) -> None:
    admin = await world.admin()
    track_id = await world.shelve("Song")
    asked = [
        ("POST", "/api/guests", "name", {}),
        ("POST", "/api/rooms", "name", {}),
        ("PATCH", "/api/me", "name", {}),
        ("POST", "/api/uploads", "file_name", {"size": 10}),
        ("POST", "/api/admin/invitations", "note", {}),
        *(("PATCH", f"/api/tracks/{track_id}", name, {}) for name in ("title", "artist", "album", "album_artist")),
    ]
    for method, path, field, more in asked:
        longest = 0
        for count in (1, 40, 80, 200, 255, 400, 1024):
            answer = await admin.ask(method, path, json={field: letter * count, **more})
            assert answer.status_code in (200, 201, 204, 409, 422, 429), (path, field, count, answer.text)
            longest = max(longest, count if answer.status_code < 300 else 0)
        assert longest or "\0" in letter, (path, field)
    found = await admin.get("/api/tracks", params={"q": letter * 20})
    assert found.status_code in (200, 422), found.text


async def test_text_longer_than_its_column_is_never_cut(world: World, database_kind: str) -> None:
    """A server refuses it; SQLite knows no lengths and keeps it whole."""
    kind = users.c.name.type
    assert isinstance(kind, String)
    assert kind.length is not None
    row = {**rows_of(users)[0], "name": FOUR_BYTES * (kind.length + 1)}
    database = world.services.database
    if database_kind == "sqlite":
        async with database.transaction() as connection:
            await connection.execute(insert(users).values(row))
            kept = await connection.scalar(select(users.c.name).where(users.c.user_id == row["user_id"]))
        assert kept == row["name"]
        return
    with pytest.raises(DBAPIError):
        async with database.transaction() as connection:
            await connection.execute(insert(users).values(row))
    async with database.read() as connection:
        assert await connection.scalar(select(users.c.name).where(users.c.user_id == row["user_id"])) is None
