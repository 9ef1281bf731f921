"""Stored media that no row refers to: found, and listed for the sweep, if that can be no mistake."""

from __future__ import annotations

from pathlib import Path

import structlog
from sqlalchemy import exists, select

from sonix.db.engine import Database
from sonix.db.tables_library import sweeps, tracks
from sonix.library.ownership import claim, id_in, own_id
from sonix.library.references import parts_of, references
from sonix.library.track_store import is_needed, list_for_sweep
from sonix.storage.port import Storage

ORPHAN_AFTER_S = 86_400
MOST_AT_ONCE = 10
MOST_OF_ALL = 0.2
ADVICE = (
    "Check that the database and the storage of the settings belong together; `sonix storage check` names what no row "
    "refers to. Nothing was deleted."
)
log = structlog.get_logger("sonix.library")
Media = tuple[str, str]


async def list_orphans(database: Database, storage: Storage, now_s: float, work_dir: Path) -> int:
    """List stored media that no row refers to for the sweep, which looks again before it deletes; returns how many.

    Only what is older than a day: whatever is being added now has its row by then. Names that are not this program's
    are left alone. Nothing is listed, and why is logged, when the storage is another instance's, when there are no
    tracks, or when it would be more than ten and a fifth of all: then the database is more likely wrong than the
    storage.
    """
    storage_is_of = await id_in(storage)
    if storage_is_of not in (None, await own_id(database)):
        log.error("orphans_left_alone", reason="the storage is another instance's", advice=ADVICE)
        return 0
    orphans, stored = await _find(database, storage, now_s - ORPHAN_AFTER_S)
    reason = await _doubt(database, len(orphans), stored, is_claimed=storage_is_of is not None)
    if reason is not None:
        log.error("orphans_left_alone", reason=reason, orphans=len(orphans), stored=stored, advice=ADVICE)
        return 0
    if storage_is_of is None:
        await claim(database, storage, work_dir)
    for kind, media_id in orphans:
        async with database.transaction() as connection:
            await list_for_sweep(connection, kind, media_id)
    return len(orphans)


async def _doubt(database: Database, orphans: int, stored: int, *, is_claimed: bool) -> str | None:
    if not stored:
        return None
    async with database.read() as connection:
        has_tracks = (await connection.execute(select(tracks.c.track_id).limit(1))).first() is not None
    if not has_tracks and (orphans or not is_claimed):
        return "the library is empty"
    if orphans > max(MOST_AT_ONCE, MOST_OF_ALL * stored):
        return "too much of the storage is unknown to the database"
    return None


async def _find(database: Database, storage: Storage, before_s: float) -> tuple[list[Media], int]:
    """Orphans that are not listed yet, and how many media are stored altogether."""
    async with database.read() as connection:
        needed = {parts_of(reference.key) async for reference in references(connection)}
    stored: set[Media] = set()
    unknown: set[Media] = set()
    async for one in storage.list():
        parts = parts_of(one.key)
        if parts is not None:
            stored.add(parts)
            if parts not in needed and one.modified_at_s < before_s:
                unknown.add(parts)
    orphans = [parts for parts in sorted(unknown) if not await _is_known(database, *parts)]
    return orphans, len(stored)


async def _is_known(database: Database, kind: str, media_id: str) -> bool:
    listed = exists().where(sweeps.c.kind == kind, sweeps.c.media_id == media_id)
    async with database.read() as connection:
        if (await connection.execute(select(listed))).scalar():
            return True
        return await is_needed(connection, kind, media_id)
