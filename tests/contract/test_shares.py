"""What everybody owns is counted, whoever writes at the same time."""

from __future__ import annotations

import asyncio

import pytest
from bench.databases.library import rows
from sqlalchemy import insert, select

from sonix.db.engine import Database
from sonix.db.tables_library import shares, tracks
from sonix.library import track_store
from sonix.library.shares import INSTANCE, Share, miscounted, recount, shares_of

pytestmark = pytest.mark.anyio
MADE = [row | {"owner_id": (None, "ana", "ben")[number % 3]} for number, row in enumerate(rows(12))]
EACH_BYTES = MADE[0]["size_bytes"] + MADE[0]["packets"] * 6


async def counted(database: Database) -> dict[str, Share]:
    """By owner. It must be what adding up comes to."""
    async with database.read() as connection:
        assert await miscounted(connection) == {}
        return await shares_of(connection, [INSTANCE, "ana", "ben", "cleo"])


async def test_tracks_that_come_and_go_at_once_are_counted(database: Database) -> None:
    async def add(row: dict[str, object]) -> None:
        async with database.transaction() as connection:
            await track_store.insert_track(connection, row)

    async def give(ids: list[str], heir: str | None) -> None:
        async with database.transaction() as connection:
            await track_store.give(connection, dict.fromkeys(ids, heir))

    async def delete(some: list[dict[str, object]]) -> None:
        async with database.transaction() as connection:
            await track_store.delete_tracks(connection, some)

    async def keep_original(track_id: str) -> None:
        async with database.transaction() as connection:
            assert await track_store.note_original(connection, track_id)

    await asyncio.gather(*map(add, MADE))
    four = Share(4 * EACH_BYTES, 4)
    assert await counted(database) == {INSTANCE: four, "ana": four, "ben": four}
    of_ana = [row["track_id"] for row in MADE if row["owner_id"] == "ana"]
    of_ben = [row for row in MADE if row["owner_id"] == "ben"]
    await asyncio.gather(give(of_ana[:2], "cleo"), give(of_ana[2:], None), delete(of_ben), delete(of_ben))
    await asyncio.gather(keep_original(of_ana[0]), keep_original(of_ana[0]))
    original_bytes = MADE[0]["source_bytes"]
    assert await counted(database) == {
        INSTANCE: Share(6 * EACH_BYTES, 6),
        "cleo": Share(2 * EACH_BYTES + original_bytes, 2),
    }


async def test_tracks_written_by_hand_are_counted_once(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(insert(tracks), MADE)
        await connection.execute(insert(shares).values(owner_id="cleo", bytes=5, tracks=1))
    assert max(await asyncio.gather(recount(database), recount(database))) == 4
    assert set(await counted(database)) == {INSTANCE, "ana", "ben"}
    assert await recount(database) == 0
    async with database.read() as connection:
        assert len((await connection.execute(select(shares))).all()) == 3
