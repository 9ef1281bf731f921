"""Several editors at once, on each of the databases: nothing is lost, everybody has the same list, sums are right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bench.databases.library import rows
from sqlalchemy import insert, select

from sonix.config import Media
from sonix.core.playlist.commands import Add, Move, NewEntry, Remove
from sonix.db.engine import Database
from sonix.db.tables_accounts import users
from sonix.db.tables_library import tracks
from sonix.db.tables_playlists import playlists as table
from sonix.leaving.playlists import leave_playlists
from sonix.media.pool import MediaPool
from sonix.playlists.moving import move_playlists
from sonix.playlists.playlists import Playlists
from sonix.rooms.ports import Identity
from sonix.storage.local import LocalStorage

pytestmark = pytest.mark.anyio
MADE = [row | {"visibility": "instance", "owner_id": None} for row in rows(12)]
IDS = [row["track_id"] for row in MADE]
ANA, BEN, CLEO = (Identity(name.lower(), name) for name in ("Ana", "Ben", "Cleo"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url)
    await found.start()
    async with found.transaction() as connection:
        await connection.execute(insert(tracks), MADE)
        people = [{"user_id": one.user_id, "name": one.name, "is_admin": False} for one in (ANA, BEN, CLEO)]
        await connection.execute(insert(users), [{**row, "created_at_s": 0, "seen_at_s": 0} for row in people])
    yield found
    await found.stop()


@pytest.fixture
def lists(database: Database, tmp_path: Path) -> Playlists:
    return Playlists(database, LocalStorage(tmp_path / "media"), MediaPool(Media(workers=1), 60), tmp_path)


async def made(lists: Playlists) -> str:
    """Ana's list, which Ben and Cleo edit."""
    playlist_id = (await lists.create(ANA, "Mix", [])).playlist_id
    link = await lists.sharing.make_link(playlist_id, ANA, "editor")
    await asyncio.gather(*(lists.sharing.join(link.secret, one) for one in (BEN, CLEO)))
    first = tuple(NewEntry(f"first-{n}", track_id) for n, track_id in enumerate(IDS))
    await lists.editing.execute(playlist_id, ANA, "first", Add(first))
    return playlist_id


async def test_editors_at_once_lose_nothing(lists: Playlists) -> None:
    playlist_id = await made(lists)
    execute = lists.editing.execute
    adding = [Add((NewEntry(f"new-{n}", IDS[n]),), f"first-{n % 3}") for n in range(12)]
    await asyncio.gather(
        *(execute(playlist_id, (ANA, BEN, CLEO)[n % 3], f"add-{n}", command) for n, command in enumerate(adding)),
        *(execute(playlist_id, BEN, "add-1", adding[1]) for _ in range(3)),
        execute(playlist_id, CLEO, "move-1", Move(("first-11", "first-10"), None)),
        execute(playlist_id, ANA, "gone-1", Remove(("first-0", "first-5"), "gone-1")),
    )
    found = [(await lists.entries(playlist_id, one, None, 500)).entries for one in (ANA, BEN, CLEO)]
    assert found[0] == found[1] == found[2]
    names = [entry.entry_id for entry in found[0]]
    assert names[:2] == ["first-11", "first-10"]
    assert len(names) == len(set(names)) == 12 + 12 - 2
    seen = await lists.get(playlist_id, ANA)
    assert (seen.tracks, seen.duration_us) == (22, sum(entry.duration_us for entry in found[0]))
    assert seen.revision == 1 + 2 + 1 + 12 + 2
    changes = await lists.changes(playlist_id, BEN, 4)
    assert {entry.entry_id for entry in changes.entries} >= {f"new-{n}" for n in range(12)}
    assert set(changes.removed) == {"first-0", "first-5"}


async def test_pages_and_matches_are_in_order(lists: Playlists) -> None:
    playlist_id = await made(lists)
    pages, cursor = list[str](), None
    while True:
        page = await lists.entries(playlist_id, BEN, cursor, 5)
        pages += [entry.track_id for entry in page.entries]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert pages == IDS == await lists.tracks_of(playlist_id, CLEO)

    async def file() -> AsyncIterator[bytes]:
        yield "\n".join(["title,artist", *(f"{row['title']},{row['artist']}" for row in MADE[:3])]).encode()

    report = await lists.importing.bring(playlist_id, BEN, "import-1", "x.csv", file())
    assert report.found == 3
    assert (await lists.tracks_of(playlist_id, BEN))[12:] == IDS[:3]


async def test_what_is_shared_is_handed_on_and_what_is_not_goes(lists: Playlists, database: Database) -> None:
    shared, own = await made(lists), (await lists.create(ANA, "Own", [])).playlist_id
    async with database.transaction() as connection:
        await leave_playlists(connection, ANA.user_id)
    async with database.read() as connection:
        rest = {row.playlist_id: row.owner_id for row in await connection.execute(select(table))}
    assert own not in rest
    assert rest[shared] in (BEN.user_id, CLEO.user_id)
    heir, other = (BEN, CLEO) if rest[shared] == BEN.user_id else (CLEO, BEN)
    assert (await lists.get(shared, heir)).role == "owner"
    assert {entry.added_by for entry in (await lists.entries(shared, other, None, 50)).entries} == {"gone"}
    async with database.transaction() as connection:
        await move_playlists(connection, heir.user_id, other.user_id)
    found = await lists.get(shared, other)
    assert (found.role, found.members) == ("owner", 0)


async def test_deleted_lists_come_back_for_a_week(lists: Playlists, database: Database) -> None:
    playlist_id = await made(lists)
    await lists.delete(playlist_id, ANA)
    assert (await lists.known(BEN, None, 10)).playlists == []
    assert await lists.purge() == 0
    assert (await lists.restore(playlist_id, ANA)).tracks == 12
    assert len((await lists.known(BEN, None, 10)).playlists) == 1
    await lists.delete(playlist_id, ANA)
    async with database.read() as connection:
        deleted_at_s = (await connection.execute(select(table.c.deleted_at_s))).scalar_one()
    assert await lists.purge(deleted_at_s + 7 * 86_400 + 1) == 1
