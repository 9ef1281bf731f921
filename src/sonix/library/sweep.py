"""Taking away what nothing needs any more: files of deleted tracks, abandoned uploads, leftovers of a crash."""

from __future__ import annotations

import asyncio
import shutil
import time
from contextlib import suppress
from pathlib import Path

import anyio.to_thread
import structlog
from sqlalchemy import ColumnElement, delete, select, update

from sonix.db.engine import Database
from sonix.db.hourly import Hourly
from sonix.db.tables_library import sweeps
from sonix.library import upload_store
from sonix.library.orphans import list_orphans
from sonix.library.shares import recount
from sonix.library.track_store import is_needed
from sonix.library.upload_files import PartFiles
from sonix.library.upload_store import FINAL_STAGES
from sonix.storage.port import COVER_SIZES, RENDITION_FILES, Storage, cover_key, original_key, rendition_key

ABANDONED_AFTER_S = 86_400
UNBEGUN_AFTER_S = 3600
FORGOTTEN_AFTER_S = 7 * 86_400
DAY_S = 86_400
DELETED_WITHIN_S = 5.0
"""A row is held while its files are deleted, and on SQLite nobody else writes meanwhile: a bucket that hangs is given
up, and asked again at the next sweep."""
FAILURES_IN_A_ROW = 3
RECEIVING = ("receiving",)
log = structlog.get_logger("sonix.library")


class Sweeper:
    """Sweeps at the start and every hour. Every step may be done by several processes at once, and again."""

    def __init__(self, database: Database, storage: Storage, parts: PartFiles, work_dir: Path) -> None:
        self._database = database
        self._storage = storage
        self._parts = parts
        self._work_dir = work_dir
        self._daily_due_s = 0.0
        self._hourly = Hourly(self.sweep, "sweep_failed")

    async def start(self) -> None:
        """Sweep now and from now on."""
        self._hourly.start()

    async def stop(self) -> None:
        """Stop sweeping."""
        await self._hourly.stop()

    async def sweep(self, now_s: float | None = None) -> None:
        """Sweep once."""
        now_s = time.time() if now_s is None else now_s
        await self._sweep_uploads(int(now_s))
        await anyio.to_thread.run_sync(_remove_old_folders, self._work_dir, now_s - ABANDONED_AFTER_S)
        await self._storage.tidy(now_s - ABANDONED_AFTER_S)
        await sweep_media(self._database, self._storage, now_s)
        if now_s >= self._daily_due_s:
            await self._look_over(now_s)
            self._daily_due_s = now_s + DAY_S

    async def _look_over(self, now_s: float) -> None:
        """Once a day. What a process of this database lists at the same time is listed twice, and swept once."""
        await list_orphans(self._database, self._storage, now_s, self._work_dir)
        if (wrong := await recount(self._database)) > 0:
            log.warning("shares_counted_again", people=wrong)

    async def _sweep_uploads(self, now_s: int) -> None:
        """Nobody begins an upload an hour after announcing it, goes on with one after a day, or asks about an ended one
        after a week. A part file without a row is what a crash left between deleting the one and the other."""
        lying = await self._parts.older_than(now_s - ABANDONED_AFTER_S)
        stale: dict[str, tuple[tuple[str, ...], int]] = {}
        async with self._database.read() as connection:
            for of, after_s in ((RECEIVING, ABANDONED_AFTER_S), (FINAL_STAGES, FORGOTTEN_AFTER_S)):
                found = await upload_store.stale_uploads(connection, of, now_s - after_s)
                stale |= dict.fromkeys(found, (of, now_s - after_s))
            unbegun = await upload_store.stale_uploads(connection, RECEIVING, now_s - UNBEGUN_AFTER_S, empty=True)
            stale |= dict.fromkeys(unbegun, (RECEIVING, now_s - UNBEGUN_AFTER_S))
            rowless = await upload_store.unknown_uploads(connection, lying)
        for upload_id in rowless:
            await self._parts.remove(upload_id)
        for upload_id, (stages, before_s) in stale.items():
            async with self._database.transaction() as connection:
                gone = await upload_store.forget_stale(connection, upload_id, stages, before_s)
            if gone:
                await self._parts.remove(upload_id)


async def sweep_media(database: Database, storage: Storage, now_s: float | None = None) -> int:
    """Delete the files of listed media that no track, queue or history needs; returns how many went.

    What a queue still needs stays listed and is looked at again the next time. Who adds the same media at that moment
    waits for the row this holds, then finds the files gone and stores them again (`Adding`). What can't be deleted is
    logged and passed over; after three failures in a row the rest waits for the next sweep.
    """
    now_s = time.time() if now_s is None else now_s
    due = select(sweeps.c.kind, sweeps.c.media_id).where(sweeps.c.after_s <= now_s).order_by(sweeps.c.after_s)
    async with database.read() as connection:
        listed = [(row.kind, row.media_id) for row in await connection.execute(due)]
    gone = failed = 0
    for kind, media_id in listed:
        try:
            gone += await _sweep_one(database, storage, kind, media_id, now_s)
            failed = 0
        except Exception:
            log.exception("media_not_swept", kind=kind, media_id=media_id)
            failed += 1
            if failed == FAILURES_IN_A_ROW:
                break
            await _put_last(database, kind, media_id, now_s)
    return gone


async def _sweep_one(database: Database, storage: Storage, kind: str, media_id: str, now_s: float) -> bool:
    """Looked at without a lock first: most of what stays listed is needed for months."""
    async with database.read() as connection:
        if await is_needed(connection, kind, media_id):
            return False
    this = _listed(kind, media_id, now_s)
    async with database.transaction() as connection:
        held = (await connection.execute(select(sweeps.c.kind).where(this).with_for_update())).first()
        if held is None or await is_needed(connection, kind, media_id):
            return False
        async with asyncio.timeout(DELETED_WITHIN_S):
            await asyncio.gather(*(storage.delete(key) for key in _keys(kind, media_id)))
        await connection.execute(delete(sweeps).where(this))
    return True


async def _put_last(database: Database, kind: str, media_id: str, now_s: float) -> None:
    """What can't be deleted must not keep the next sweeps from all the others."""
    async with database.transaction() as connection:
        await connection.execute(update(sweeps).where(_listed(kind, media_id, now_s)).values(after_s=int(now_s)))


def _listed(kind: str, media_id: str, now_s: float) -> ColumnElement[bool]:
    return (sweeps.c.kind == kind) & (sweeps.c.media_id == media_id) & (sweeps.c.after_s <= now_s)


def _keys(kind: str, media_id: str) -> list[str]:
    match kind:
        case "rendition":
            return [rendition_key(media_id, name) for name in RENDITION_FILES]
        case "cover":
            return [cover_key(media_id, size) for size in COVER_SIZES]
        case _:
            return [original_key(media_id)]


def _remove_old_folders(work_dir: Path, before_s: float) -> None:
    """Working folders of a process that died; one in use is younger."""
    if not work_dir.is_dir():
        return
    for folder in work_dir.iterdir():
        with suppress(FileNotFoundError):  # whoever works in one has just finished
            if folder.stat().st_mtime < before_s:
                shutil.rmtree(folder, ignore_errors=True)
