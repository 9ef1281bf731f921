"""How a processed file becomes a track: files first, then the row, so that a row never points to nothing.

Before the files they are listed for the sweep, and writing the row takes them off the list: a crash in between leaves
nothing behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio.to_thread
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.config import Quotas
from sonix.db.engine import Database, is_lost_race
from sonix.db.tables_library import tracks
from sonix.library import track_store
from sonix.library.covers import cover_id_of, put_cover, store_cover
from sonix.library.quotas import allowance_of, check_finish
from sonix.library.rows import new_row
from sonix.library.shares import share_of_row
from sonix.library.visibility import Visibility
from sonix.lyrics.store import bring_embedded
from sonix.media.cover import Colours
from sonix.media.process import Processed
from sonix.storage.port import COVER_SIZES, RENDITION_FILES, Storage, cover_key, original_key, rendition_key

TRIES = 5


@dataclass(frozen=True)
class Claim:
    """On whose behalf music comes in, and who shall be able to use it.

    `user_id` None: the instance itself. Visibility `room` comes with the `room_id` it is shared with.
    """

    user_id: str | None
    visibility: Visibility
    room_id: str | None = None


@dataclass(frozen=True)
class Added:
    """The track a file became. `duplicate`: it was here already."""

    track_id: str
    duplicate: bool


class Adding:
    """Adds tracks; the same bytes, or the same sound with other tags, are one track."""

    def __init__(self, database: Database, storage: Storage, quotas: Quotas) -> None:
        self._quotas = quotas
        self._database = database
        self._storage = storage

    async def known(self, source_sha256: str, claim: Claim) -> Added | None:
        """The track these bytes became earlier, now shared with whoever brings them again.

        None for new bytes, and when files of the track are gone: bringing the music again puts them back.
        """
        async with self._database.read() as connection:
            track_id = await track_store.find_by_source(connection, source_sha256)
        if track_id is None or not await self.is_whole(track_id):
            return None
        async with self._database.transaction() as connection:
            await self._check_person(connection, claim)
            if not await track_store.hold(connection, track_id):
                return None
            await track_store.share(connection, track_id, claim.user_id, claim.visibility, claim.room_id)
        return Added(track_id, duplicate=True)

    async def is_whole(self, track_id: str) -> bool:
        """Whether everything the track's row refers to lies in the storage, the audio in its full length."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(tracks).where(tracks.c.track_id == track_id))).mappings().first()
        if row is None:
            return False
        keys = [rendition_key(row["rendition_id"], name) for name in RENDITION_FILES]
        keys += [cover_key(row["cover_id"], size) for size in COVER_SIZES if row["cover_id"]]
        keys += [original_key(row["source_sha256"])] if row["original_kept"] else []
        sizes = {key: await self._storage.size(key) for key in keys}
        return all(sizes.values()) and sizes[keys[0]] == row["size_bytes"]

    async def add(self, processed: Processed, folder: Path, claim: Claim, original: Path | None = None) -> Added:
        """Store what lies in `folder` and write the track. `original` is kept too when given."""
        rendition_id = processed.rendition.rendition_id
        await self._list_for_sweep("rendition", rendition_id)
        await self._store_rendition(rendition_id, folder)
        row = new_row(
            processed, claim.user_id, claim.visibility if claim.room_id or claim.visibility != "room" else "mine"
        )
        row |= await self._store_cover(processed, folder)
        added = await self._write(row, claim, 0 if original is None else processed.source_bytes, processed.lyrics)
        await self._mend(row, folder)
        if original is not None and (not added.duplicate or await self._lost_original(row, added.track_id)):
            await self._keep_original(processed.source_sha256, original, added.track_id)
        return added

    async def _write(self, row: dict[str, Any], claim: Claim, original_bytes: int, lyrics: str | None) -> Added:
        """Of two that bring the same at once, the second finds what the first wrote."""
        for attempt in range(TRIES):
            try:
                async with self._database.transaction() as connection:
                    added = await self._write_in(connection, row, claim, original_bytes)
                    if lyrics is not None:
                        await bring_embedded(connection, added.track_id, claim.user_id, lyrics)
                    return added
            except DBAPIError as error:
                lost = isinstance(error, IntegrityError) or is_lost_race(error)
                if not lost or attempt == TRIES - 1:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _write_in(
        self, connection: AsyncConnection, row: dict[str, Any], claim: Claim, original_bytes: int
    ) -> Added:
        await self._check_person(connection, claim)
        existing = await _held(connection, row)
        if existing is None:
            if claim.user_id is not None:
                kept_bytes = share_of_row(row).bytes + original_bytes
                await check_finish(connection, claim.user_id, kept_bytes, self._quotas)
            await track_store.insert_track(connection, row)
        else:
            await track_store.remember_source(connection, row["source_sha256"], existing)
            await track_store.keep(connection, row["rendition_id"])
        track_id = existing or str(row["track_id"])
        await track_store.share(connection, track_id, claim.user_id, claim.visibility, claim.room_id)
        return Added(track_id, duplicate=existing is not None)

    async def _check_person(self, connection: AsyncConnection, claim: Claim) -> None:
        """Whoever brings music must not have left meanwhile. Before any track is held, as whoever leaves does it."""
        if claim.user_id is not None:
            await allowance_of(connection, claim.user_id, self._quotas)

    async def _store_rendition(self, rendition_id: str, folder: Path) -> None:
        for name in RENDITION_FILES:
            key = rendition_key(rendition_id, name)
            if await self._storage.size(key) != (folder / name).stat().st_size:
                await self._storage.put_file(key, folder / name)

    async def _store_cover(self, processed: Processed, folder: Path) -> dict[str, Any]:
        if processed.cover is None:
            return {}
        full = folder / processed.cover
        await self._list_for_sweep("cover", await anyio.to_thread.run_sync(cover_id_of, full))
        colours = Colours(processed.cover_accent or "", processed.cover_palette)
        return (await store_cover(self._storage, full, colours)).columns()

    async def _keep_original(self, source_sha256: str, original: Path, track_id: str) -> None:
        await self._list_for_sweep("original", source_sha256)
        await self._storage.put_file(original_key(source_sha256), original)
        async with self._database.transaction() as connection:
            if await track_store.note_original(connection, track_id):
                await track_store.keep(connection, source_sha256)
        if not await self._storage.exists(original_key(source_sha256)):  # swept in between
            await self._storage.put_file(original_key(source_sha256), original)

    async def _lost_original(self, row: dict[str, Any], track_id: str) -> bool:
        """Whether these bytes are the original of a track that says it keeps it, and it is gone."""
        this = (tracks.c.track_id == track_id) & (tracks.c.source_sha256 == row["source_sha256"])
        async with self._database.read() as connection:
            kept = await connection.scalar(select(tracks.c.original_kept).where(this))
        return bool(kept) and not await self._storage.exists(original_key(row["source_sha256"]))

    async def _list_for_sweep(self, kind: str, media_id: str) -> None:
        async with self._database.transaction() as connection:
            await track_store.list_for_sweep(connection, kind, media_id)

    async def _mend(self, row: dict[str, Any], folder: Path) -> None:
        """A sweep of an earlier, deleted twin may have taken the files between storing them and writing the row."""
        await self._store_rendition(row["rendition_id"], folder)
        keys = [cover_key(row["cover_id"], size) for size in COVER_SIZES if row["cover_id"]]
        if not all([await self._storage.exists(key) for key in keys]):
            await put_cover(self._storage, folder / "cover.webp", row["cover_id"])


async def _held(connection: AsyncConnection, row: dict[str, Any]) -> str | None:
    """The track that these bytes, or this sound, became earlier, kept as it is."""
    track_id = await track_store.find_by_source(connection, row["source_sha256"])
    track_id = track_id or await track_store.find_by_rendition(connection, row["rendition_id"])
    return track_id if track_id is not None and await track_store.hold(connection, track_id) else None
