"""Playlists: made, listed, read, deleted and brought back. What is done inside of one is `Editing`."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.core.playlist.commands import Add, NewEntry
from sonix.core.playlist.decide import Changed, decide
from sonix.core.playlist.state import MOST_TRACKS
from sonix.db.engine import Database
from sonix.db.hourly import Hourly
from sonix.db.tables_library import tracks
from sonix.db.tables_playlists import playlist_entries, playlists
from sonix.library.browse import decode_cursor, encode_cursor
from sonix.library.track_store import list_covers_for_sweep
from sonix.library.visibility import visible_to
from sonix.media.pool import MediaPool
from sonix.playlists.access import MOST_LISTS, found, held, no_such_playlist, seen_by
from sonix.playlists.covers import PlaylistCovers
from sonix.playlists.editing import Editing
from sonix.playlists.files.item import Item
from sonix.playlists.importing import Importing
from sonix.playlists.news import PlaylistNews
from sonix.playlists.reading import changes_of, page_of, shown
from sonix.playlists.schemas import ChangesOut, EntriesPage, PlaylistOut, PlaylistsPage
from sonix.playlists.sharing import Sharing
from sonix.playlists.sources import by_track
from sonix.playlists.words import Words
from sonix.playlists.writing import load, revise, write
from sonix.rooms.ports import Identity
from sonix.storage.port import Storage

MOST_ROWS = 1000
"""With those that can still be brought back: deleting must not make room for ever more."""
KEPT_S = 7 * 86_400
"""How long a deleted list can be brought back."""


class Playlists:
    """All playlists of the instance. `editing`, `sharing` and `covers` are what is done to one of them."""

    def __init__(self, database: Database, storage: Storage, pool: MediaPool, work_dir: Path) -> None:
        self._database = database
        self.news = PlaylistNews()
        self.editing = Editing(database, self.news)
        self.importing = Importing(database, self.editing)
        self.sharing = Sharing(database, self.news)
        self.covers = PlaylistCovers(database, storage, pool, work_dir, self.news)
        self._purging = Hourly(self.purge, "playlists_not_purged")

    async def start(self) -> None:
        """Forget deleted lists, now and from now on."""
        self._purging.start()

    async def stop(self) -> None:
        """Let go of everybody who waits."""
        self.news.close()
        await self._purging.stop()

    async def create(
        self, user: Identity, name: str, words: list[Words], playlist_id: str | None = None
    ) -> PlaylistOut:
        """A new list with these tracks. One of that id that is theirs already is answered instead.

        Raises:
            SonixError: `too_many_playlists`, 409; `no_such_playlist`, 404, for an id that is somebody else's.
        """
        playlist_id = playlist_id or new_id()
        async with self._database.transaction() as connection:
            known = select(playlists.c.playlist_id).where(playlists.c.playlist_id == playlist_id)
            if (await connection.execute(known)).first() is None:
                await _check_number(connection, user.user_id)
                await connection.execute(insert(playlists).values(_new_row(playlist_id, user.user_id, name)))
                row = await held(connection, playlist_id, user.user_id)
                before = await load(connection, row)
                added = decide(before, Add(tuple(NewEntry(new_id(), one.track_id) for one in words)))
                if not isinstance(added, Changed):
                    raise SonixError(added.code, added.message, status=409)
                await write(connection, row, before, added, user.user_id, by_track(words))
            row = await found(connection, playlist_id, user.user_id)
            return (await shown(connection, [row], user))[0]

    async def known(self, user: Identity, cursor: str | None, limit: int) -> PlaylistsPage:
        """Lists that are mine or shared with me, newest first."""
        wanted = seen_by(user.user_id).order_by(playlists.c.playlist_id.desc()).limit(limit + 1)
        if cursor is not None:
            wanted = wanted.where(playlists.c.playlist_id < decode_cursor(cursor, 1)[0])
        async with self._database.read() as connection:
            rows = (await connection.execute(wanted)).mappings().all()
            some = await shown(connection, rows[:limit], user)
        more = len(rows) > limit
        return PlaylistsPage(playlists=some, next_cursor=encode_cursor(some[-1].playlist_id) if more else None)

    async def get(self, playlist_id: str, user: Identity) -> PlaylistOut:
        """One list. Raises SonixError `no_such_playlist`."""
        async with self._database.read() as connection:
            return (await shown(connection, [await found(connection, playlist_id, user.user_id)], user))[0]

    async def entries(self, playlist_id: str, user: Identity, cursor: str | None, limit: int) -> EntriesPage:
        """A page of it. Raises SonixError `no_such_playlist`."""
        async with self._database.read() as connection:
            return await page_of(connection, await found(connection, playlist_id, user.user_id), user, cursor, limit)

    async def changes(self, playlist_id: str, user: Identity, since: int, wait_s: float = 0.0) -> ChangesOut:
        """What is new since a revision; without anything new, what there is after at most `wait_s`."""
        event = self.news.expect(playlist_id)
        try:
            answer = await self._changes(playlist_id, user, since)
            if answer.revision != since or wait_s <= 0.0:
                return answer
            await self.news.wait(event, user.user_id, wait_s)
            return await self._changes(playlist_id, user, since)
        finally:
            self.news.forget(playlist_id, event)

    async def tracks_of(self, playlist_id: str, user: Identity) -> list[str]:
        """Ids of the tracks in a list, in order, that are there and that the user may use.

        Raises:
            SonixError: `no_such_playlist`, also when it is not shared with them.
        """
        e = playlist_entries.c
        standing = select(e.track_id).join(tracks, tracks.c.track_id == e.track_id)
        standing = standing.where(e.playlist_id == playlist_id, e.undo_id.is_(None), visible_to(user))
        async with self._database.read() as connection:
            await found(connection, playlist_id, user.user_id)
            return list((await connection.execute(standing.order_by(e.order_key, e.entry_id))).scalars())

    async def whole(self, playlist_id: str, user: Identity) -> tuple[str, list[Item]]:
        """The list's name, and what stands in it, as a file tells it. Raises SonixError `no_such_playlist`."""
        async with self._database.read() as connection:
            row = await found(connection, playlist_id, user.user_id)
            page = await page_of(connection, row, user, None, MOST_TRACKS)
        items = [Item(one.title, one.artist, one.album, one.duration_us, one.track_id) for one in page.entries]
        return row["name"], items

    async def delete(self, playlist_id: str, user: Identity) -> None:
        """Take a list away, from everybody who has it. Raises SonixError `no_such_playlist`, `not_allowed`."""
        async with self._database.transaction() as connection:
            await held(connection, playlist_id, user.user_id, "owner")
            await revise(connection, playlist_id, deleted_at_s=int(time.time()))
        self.news.changed(playlist_id)

    async def restore(self, playlist_id: str, user: Identity) -> PlaylistOut:
        """Bring a deleted list back, for everybody who had it. Raises SonixError `no_such_playlist`."""
        mine = (playlists.c.playlist_id == playlist_id) & (playlists.c.owner_id == user.user_id)
        async with self._database.transaction() as connection:
            back = update(playlists).where(mine).values(deleted_at_s=None, revision=playlists.c.revision + 1)
            if (await connection.execute(back)).rowcount != 1:
                raise no_such_playlist()
            return (await shown(connection, [await found(connection, playlist_id, user.user_id)], user))[0]

    async def purge(self, now_s: float | None = None) -> int:
        """Forget lists that were deleted a week ago; returns how many."""
        before_s = int((time.time() if now_s is None else now_s) - KEPT_S)
        old = playlists.c.deleted_at_s < before_s
        async with self._database.transaction() as connection:
            covers = select(playlists.c.cover_id).where(old, playlists.c.cover_id.is_not(None))
            await list_covers_for_sweep(connection, (await connection.execute(covers)).scalars().all())
            return (await connection.execute(delete(playlists).where(old))).rowcount

    async def _changes(self, playlist_id: str, user: Identity, since: int) -> ChangesOut:
        async with self._database.read() as connection:
            return await changes_of(connection, await found(connection, playlist_id, user.user_id), user, since)


async def _check_number(connection: AsyncConnection, user_id: str) -> None:
    rows, standing = func.count(), func.count(case((playlists.c.deleted_at_s.is_(None), 1)))
    counted = await connection.execute(select(rows, standing).where(playlists.c.owner_id == user_id))
    all_of_them, there = counted.one()
    if there >= MOST_LISTS:
        text = f"You have {MOST_LISTS} playlists. Delete one you don't need."
        raise SonixError("too_many_playlists", text, status=409)
    if all_of_them >= MOST_ROWS:
        text = "You have made and deleted too many playlists this week. Try again in some days."
        raise SonixError("rate_limited", text, status=429, retryable=True)


def _new_row(playlist_id: str, owner_id: str, name: str) -> dict[str, object]:
    now_s = int(time.time())
    counted = dict.fromkeys(("revision", "forgotten_rev", "tracks", "duration_us"), 0)
    return {
        "playlist_id": playlist_id,
        "owner_id": owner_id,
        "name": name,
        "first_tracks": "",
        "created_at_s": now_s,
        "changed_at_s": now_s,
        **counted,
    }
