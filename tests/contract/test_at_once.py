"""Two who write the same at once: both get through, or one is told why not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.admin.schemas import AdminUserChanges
from sonix.admin.users import AdminUsers
from sonix.config import Quotas
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_accounts import users
from sonix.db.tables_library import sweeps, track_holders
from sonix.db.tables_search import track_words
from sonix.library import track_store
from sonix.library.adding import Added, Adding, Claim
from sonix.library.track_store import list_for_sweep
from sonix.library.word_index import index_tracks, unindex_tracks
from sonix.storage.local import LocalStorage
from tests.accounts.parts import parts, somebody
from tests.api.world import eventually, processed

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


class Bringing:
    """Files that people bring to a library over `database`."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.adding = Adding(database, LocalStorage(folder / "media"), Quotas())

    async def bring(self, user_id: str, title: str = "Ode") -> Added:
        made = processed(title, "", "", self.folder / user_id)
        return await self.adding.add(made, self.folder / user_id, Claim(user_id, "mine"))

    async def holders(self) -> set[str]:
        async with self.database.read() as connection:
            return set((await connection.scalars(select(track_holders.c.user_id))).all())


async def test_two_who_bring_the_same_file_at_once_both_have_the_track(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = Bringing(database, tmp_path)
    met = asyncio.Barrier(1 if database.is_sqlite else 2)
    looked, found = track_store.find_by_rendition, []

    async def look_together(connection: AsyncConnection, rendition_id: str) -> str | None:
        found.append(await looked(connection, rendition_id))
        if len(found) <= met.parties:
            await met.wait()
        return found[-1]

    monkeypatch.setattr(track_store, "find_by_rendition", look_together)
    ana, ben = await somebody(database), await somebody(database)
    added = await asyncio.gather(people.bring(ana), people.bring(ben))
    assert len({one.track_id for one in added}) == 1
    assert [one.duplicate for one in added].count(True) == 1
    assert await people.holders() == {ana, ben}


async def test_who_brings_a_track_while_its_owner_deletes_it_inherits_it(database: Database, tmp_path: Path) -> None:
    people = Bringing(database, tmp_path)
    ana, ben = await somebody(database), await somebody(database)
    track_id = (await people.bring(ana)).track_id

    async def delete() -> bool:
        async with database.transaction() as connection:
            await track_store.hold(connection, track_id)
            return await track_store.pass_on(connection, track_id, ana)

    async with database.transaction() as connection:
        assert await track_store.hold(connection, track_id)
        await track_store.share(connection, track_id, ben, "mine", None)
        deleting = asyncio.create_task(delete())
        await waiting(database)
    assert await deleting
    assert await people.holders() == {ben}


async def waiting(database: Database) -> None:
    """Until somebody waits for a lock. On SQLite whoever writes waits before anything else."""
    match database.engine.dialect.name:
        case "sqlite":
            return
        case "postgresql":
            count = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        case _:
            # Not innodb_trx: that is a copy, kept for as long as somebody looks at it ten times a second.
            status = "information_schema.global_status WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'"
            count = f"SELECT CAST(variable_value AS UNSIGNED) FROM {status}"

    async def look() -> bool | None:
        async with database.read() as connection:
            return bool(await connection.scalar(text(count))) or None

    await eventually(look)
