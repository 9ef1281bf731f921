"""`sonix import`: whole folders into the library, as the instance's own music.

What has been imported is remembered file by file, so an import that was stopped goes on where it was, and one that is
run again looks only at what is new. A file that fails is reported and never stops the others.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import anyio.to_thread
import msgspec
import structlog
from sqlalchemy import delete, select

from sonix.core.errors import SonixError
from sonix.db.outages import DatabaseUnavailableError
from sonix.db.tables_library import import_files, tracks
from sonix.db.upsert import write_new
from sonix.library.adding import Added, Claim
from sonix.library.import_progress import ImportFailure, ImportProgress, ImportTally
from sonix.library.import_scan import Found, folder_cover, is_music, look, lyrics_beside, music_beside, scan
from sonix.library.settling import Settling
from sonix.media.cover import make_cover
from sonix.media.errors import MediaRefused
from sonix.media.folders import working_folder
from sonix.media.process import Processed
from sonix.web.services import Services

CLAIM = Claim(user_id=None, visibility="instance")
BATCH = 500
log = structlog.get_logger("sonix.library")

OnProgress = Callable[[ImportProgress], None]


async def import_paths(
    services: Services, paths: Iterable[Path], on_progress: OnProgress, watch: bool = False
) -> ImportProgress:
    """Import everything under `paths`; with `watch`, go on with what appears there later until cancelled.

    `on_progress` is called at every change. Returns how it ended, failures included.

    Raises:
        SonixError: `no_such_path`.
    """
    roots = [path.absolute() for path in paths]
    found = await anyio.to_thread.run_sync(scan, roots)
    settling = Settling()
    if watch:
        settling.see(found)
        found = settling.old()
    named = {file.path for file in found} & set(roots)
    progress = await _Run(services, on_progress).go_through(found, named)
    if watch:
        await _watch(services, roots, on_progress, settling)
    return progress


async def _watch(services: Services, roots: list[Path], on_progress: OnProgress, settling: Settling) -> None:
    from watchfiles import Change, awatch

    watching = False
    async for changes in awatch(*roots, rust_timeout=1000, yield_on_timeout=True):
        changed = {Path(name) for change, name in changes if change is not Change.deleted}
        looked = [look(path) for path in sorted(changed | music_beside(changed)) if is_music(path, roots)]
        found = [file for file in looked if file is not None]
        if not watching:
            # What came between the first pass and now, or while the database was away, made no event that anybody saw.
            found = await anyio.to_thread.run_sync(scan, roots)
            watching = True
        try:
            known = await _sorted_out(services, found)
            await _bring_lyrics(services, known.unchanged)
            settling.see(known.new)
            settled = await anyio.to_thread.run_sync(settling.settled)
            if settled:
                await _Run(services, on_progress).go_through(settled)
        except DatabaseUnavailableError as away:
            log.warning("watch_interrupted", code=away.code)
            watching = False


@dataclass(frozen=True)
class _SortedOut:
    """Files an earlier run has not been through; those it refused, with why; the others, with their tracks."""

    new: list[Found]
    refused: list[tuple[Found, ImportFailure]]
    unchanged: list[tuple[Found, str]]


async def _sorted_out(services: Services, found: list[Found], named: Collection[Path] = ()) -> _SortedOut:
    """Leave out what an earlier run imported and nobody has changed or deleted since.

    A file that is `named` outright comes again when something of its track is gone from the storage.
    """
    sorted_out = _SortedOut([], [], [])
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        query = (
            select(import_files, tracks.c.track_id.label("still_there"))
            .outerjoin(tracks, tracks.c.track_id == import_files.c.track_id)
            .where(import_files.c.path_hash.in_([_path_hash(file.path) for file in batch]))
        )
        async with services.database.read() as connection:
            rows = await connection.execute(query)
            known = {(row.path_hash, row.size_bytes, row.mtime_ns): row for row in rows}
        for file in batch:
            row = known.get((_path_hash(file.path), file.size_bytes, file.mtime_ns))
            if row is not None and row.error_code is not None:
                refused = ImportFailure(file.path, row.error_code, f"Refused before: {row.error_message}")
                sorted_out.refused.append((file, refused))
            elif row is None or row.still_there is None or await _has_lost(services, file, row.still_there, named):
                sorted_out.new.append(file)
            else:
                sorted_out.unchanged.append((file, row.still_there))
    return sorted_out


async def _bring_lyrics(services: Services, files: Iterable[tuple[Found, str]]) -> None:
    """A `.lrc` may have come, or changed, beside music that was imported long ago."""
    for file, track_id in files:
        text = await anyio.to_thread.run_sync(lyrics_beside, file.path)
        if text is not None:
            await services.lyrics.bring_file(track_id, text)


async def _has_lost(services: Services, file: Found, track_id: str, named: Collection[Path]) -> bool:
    return file.path in named and not await services.library.adding.is_whole(track_id)


class _Run:
    """One pass over a list of files."""

    def __init__(self, services: Services, on_progress: OnProgress) -> None:
        self._services = services
        self._tally = ImportTally(on_progress)
        self._work_dir = services.settings.data_dir / "work"

    async def go_through(self, found: list[Found], named: Collection[Path] = ()) -> ImportProgress:
        tally = self._tally
        tally.total, tally.bytes_left = len(found), sum(file.size_bytes for file in found)
        tally.tell()
        known = await _sorted_out(self._services, found, named)
        new, refused = known.new, known.refused
        tally.skip(len(found) - len(new) - len(refused), sum(file.size_bytes for file in new))
        for _, failure in refused:
            tally.fail(failure, 0)
        await _bring_lyrics(self._services, known.unchanged)
        waiting = iter(new)
        async with asyncio.TaskGroup() as group:
            for _ in range(self._services.settings.media.workers):
                group.create_task(self._work(waiting))
        return tally.tell(finished=True)

    async def _work(self, waiting: Iterable[Found]) -> None:
        for file in waiting:
            self._tally.begin(file.path)
            try:
                added = await self._imported(file)
            except SonixError as error:
                self._tally.fail(ImportFailure(file.path, error.code, error.message), file.size_bytes)
            except Exception:
                log.exception("import_failed", path=str(file.path))
                sentence = "Something went wrong here while this file was processed."
                self._tally.fail(ImportFailure(file.path, "internal", sentence), file.size_bytes)
            else:
                self._tally.end(file.path, file.size_bytes, duplicate=added.duplicate)

    async def _imported(self, file: Found) -> Added:
        """Import it, and remember what came of it."""
        try:
            added = await self._import(file)
        except MediaRefused as error:
            # The file itself is the reason: it is not decoded again before somebody changes it.
            await self._remember(file, error_code=error.code[:64], error_message=error.message[:500])
            raise
        await self._remember(file, track_id=added.track_id)
        await _bring_lyrics(self._services, [(file, added.track_id)])
        return added

    async def _import(self, file: Found) -> Added:
        if file.size_bytes > self._services.settings.uploads.max_bytes:
            raise SonixError("too_large", "This file is larger than the settings allow.", status=413)
        adding = self._services.library.adding
        known = await adding.known(await anyio.to_thread.run_sync(_sha256, file.path), CLAIM)
        if known is not None:
            return known
        async with working_folder(self._work_dir, "import-") as folder:
            out_dir = folder / "out"
            name = os.fsencode(file.path.name).decode("utf-8", "replace")
            processed = await self._services.media_pool.process(file.path, out_dir, name, lambda _stage, _share: None)
            if processed.cover is None:
                processed = await anyio.to_thread.run_sync(_with_folder_cover, processed, file.path.parent, out_dir)
            original = file.path if self._services.settings.uploads.keep_originals else None
            return await adding.add(processed, out_dir, CLAIM, original)

    async def _remember(
        self, file: Found, track_id: str | None = None, error_code: str | None = None, error_message: str | None = None
    ) -> None:
        now_s = int(time.time())
        row = {
            "path_hash": _path_hash(file.path),
            "path": os.fsencode(file.path).decode("utf-8", "replace"),
            "size_bytes": file.size_bytes,
            "mtime_ns": file.mtime_ns,
            "track_id": track_id,
            "error_code": error_code,
            "error_message": error_message,
            "imported_at_s": now_s,
            "failed_at_s": None if error_code is None else now_s,
        }
        async with self._services.database.transaction() as connection:
            await connection.execute(delete(import_files).where(import_files.c.path_hash == row["path_hash"]))
            await write_new(connection, import_files, [row])


def _with_folder_cover(processed: Processed, folder: Path, out_dir: Path) -> Processed:
    """Take the folder's picture when the file carried none; a bad picture is no reason to refuse the music."""
    picture = folder_cover(folder)
    if picture is None:
        return processed
    colours = make_cover(picture.read_bytes(), out_dir / "cover.webp")
    if colours is None:
        return processed
    found = {"cover": "cover.webp", "cover_accent": colours.accent, "cover_palette": colours.palette}
    return msgspec.structs.replace(processed, **found)


def _path_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
