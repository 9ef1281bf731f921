"""A list's own cover; without one, those of its first tracks stand for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import anyio.to_thread

from sonix.db.engine import Database
from sonix.library import track_store
from sonix.library.covers import cover_id_of, put_cover, received_cover
from sonix.media.pool import MediaPool
from sonix.playlists.access import found, held
from sonix.playlists.news import PlaylistNews
from sonix.playlists.reading import shown
from sonix.playlists.schemas import PlaylistOut
from sonix.playlists.writing import revise
from sonix.rooms.ports import Identity
from sonix.storage.port import Storage, cover_key


class PlaylistCovers:
    """Sets and takes away covers."""

    def __init__(
        self, database: Database, storage: Storage, pool: MediaPool, work_dir: Path, news: PlaylistNews
    ) -> None:
        self._database = database
        self._storage = storage
        self._pool = pool
        self._work_dir = work_dir
        self._news = news

    async def set(self, playlist_id: str, user: Identity, picture: AsyncIterator[bytes]) -> PlaylistOut:
        """Raises SonixError `no_such_playlist`, `not_allowed`, `too_large`, `bad_cover`."""
        async with self._database.read() as connection:
            await found(connection, playlist_id, user.user_id, "editor")
        async with received_cover(self._pool, picture, self._work_dir) as drawn:
            cover_id = await anyio.to_thread.run_sync(cover_id_of, drawn.full)
            # Listed before it is stored: a crash in between leaves nothing behind.
            async with self._database.transaction() as connection:
                await track_store.list_for_sweep(connection, "cover", cover_id)
            await put_cover(self._storage, drawn.full, cover_id)
            answer = await self._put(playlist_id, user, cover_id, drawn.colours.accent)
            if not await self._storage.exists(cover_key(cover_id, "full")):  # swept in between
                await put_cover(self._storage, drawn.full, cover_id)
        return answer

    async def drop(self, playlist_id: str, user: Identity) -> PlaylistOut:
        """Raises SonixError `no_such_playlist`, `not_allowed`."""
        return await self._put(playlist_id, user, None, None)

    async def _put(self, playlist_id: str, user: Identity, cover_id: str | None, accent: str | None) -> PlaylistOut:
        async with self._database.transaction() as connection:
            row = await held(connection, playlist_id, user.user_id, "editor")
            await revise(connection, playlist_id, cover_id=cover_id, accent=accent)
            if cover_id is not None:
                await track_store.keep(connection, cover_id)
            if row["cover_id"] and row["cover_id"] != cover_id:
                await track_store.list_for_sweep(connection, "cover", row["cover_id"])
            changed = await found(connection, playlist_id, user.user_id)
            answer = (await shown(connection, [changed], user))[0]
        self._news.changed(playlist_id)
        return answer
