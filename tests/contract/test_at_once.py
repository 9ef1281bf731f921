"""Two who write the same at once: both get through, or one is told why not."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, update

from sonix.admin.schemas import AdminUserChanges
from sonix.admin.users import AdminUsers
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_accounts import users
from sonix.db.tables_library import sweeps
from sonix.db.tables_search import track_words
from sonix.library.track_store import list_for_sweep
from sonix.library.word_index import index_tracks, unindex_tracks
from tests.accounts.parts import parts, somebody

pytestmark = pytest.mark.anyio
WORKERS = 6


async def test_workers_with_the_same_cover_list_it_once(database: Database) -> None:
    cover_id = "c" * 64
    met = asyncio.Barrier(1 if database.is_sqlite else WORKERS)

    async def list_it() -> None:
        async with database.transaction() as connection:
            await connection.execute(select(sweeps.c.kind))
            await met.wait()
            await list_for_sweep(connection, "cover", cover_id)

    await asyncio.gather(*(list_it() for _ in range(WORKERS)))
    async with database.read() as connection:
        assert (await connection.scalars(select(sweeps.c.media_id))).all() == [cover_id]


async def test_administrators_who_demote_each_other_do_not_wait_for_ever(database: Database) -> None:
    people = AdminUsers(database, parts(database).sessions)
    for _ in range(5):
        ana, ben = await somebody(database), await somebody(database)
        async with database.transaction() as connection:
            await connection.execute(update(users).where(users.c.user_id.in_([ana, ben])).values(is_admin=True))
        down = AdminUserChanges(is_admin=False)
        done = await asyncio.gather(
            people.change(ana, ben, down), people.change(ben, ana, down), return_exceptions=True
        )
        refused = [one for one in done if isinstance(one, BaseException)]
        assert [one.code for one in refused if isinstance(one, SonixError)] == ["last_admin"], refused
        assert len(refused) == 1
        async with database.transaction() as connection:
            await connection.execute(update(users).values(is_admin=False))


async def test_tracks_that_go_take_their_words_and_leave_those_of_others(database: Database) -> None:
    texts = {f"track{number:04}": f"common word{number} other{number % 7}" for number in range(130)}
    async with database.transaction() as connection:
        await index_tracks(connection, texts)
        gone = {track_id: text for track_id, text in texts.items() if track_id >= "track0010"}
        await unindex_tracks(connection, gone)
        left = {row.track_id for row in await connection.execute(select(track_words.c.track_id))}
        words = (await connection.execute(select(track_words.c.word_id))).scalars().all()
    assert left == set(texts) - set(gone)
    assert len(words) == 30
