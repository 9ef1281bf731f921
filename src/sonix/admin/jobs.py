"""Files that did not become tracks, with the reason: uploads, and what `sonix import` was not able to read.

Both are in one list. An upload can be tried again as long as its bytes are here (they stay when the file was not the
reason), an imported file as long as it lies where it was.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
from sqlalchemy import ColumnElement, RowMapping, Select, case, delete, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.audit import Audit
from sonix.admin.paging import PAGE_ROWS, cut, further, number_and_text_after
from sonix.admin.schemas import FailedJob, JobsPage
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_accounts import users
from sonix.db.tables_library import import_files, jobs, uploads
from sonix.db.upsert import write_new
from sonix.library import upload_store
from sonix.library.processing import Processing
from sonix.library.quotas import check_begin

IMPORT = "import-"
"""What the id of a failed import begins with; ids of uploads have no dash."""
NO_ROOM = {
    "quota_bytes": "It does not fit into what its owner may fill. Raise their quota, or drop it.",
    "quota_tracks": "Its owner has all the tracks they may have. Raise their quota, or drop it.",
    "too_large": "Its owner may not upload files this large. Allow them larger ones, or drop it.",
}
"""What an administrator is told where the owner would be told to delete something."""
_After = tuple[int, str] | None


async def failed_jobs(database: Database, cursor: str | None = None) -> JobsPage:
    """One page of failures, the newest first, and how many jobs are on."""
    after = None if cursor is None else number_and_text_after(cursor)
    now_s = int(time.time())
    async with database.read() as connection:
        # Each half brings a page at most: neither has to be sorted as a whole.
        rows = [
            *(await connection.execute(_failed_uploads(after))).mappings(),
            *(await connection.execute(_failed_imports(after))).mappings(),
        ]
        held = func.count(case((jobs.c.lease_until_s > now_s, 1)))
        total, running = (await connection.execute(select(func.count(), held).select_from(jobs))).one()
    rows.sort(key=lambda row: (row["failed_at_s"], row["job_id"]), reverse=True)
    page, following = cut(rows, "failed_at_s", "job_id")
    items = [_shown(row) for row in page]
    return JobsPage(items=items, next_cursor=following, waiting=total - running, running=running)


@dataclass(frozen=True)
class FailedImport:
    """A file that could not be imported, as it stands in the list."""

    row: RowMapping

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.row["path"])


class FailedJobs:
    """What may be done about a failure."""

    def __init__(self, database: Database, processing: Processing, settings: Settings) -> None:
        self._database = database
        self._processing = processing
        self._settings = settings

    async def retry_upload(self, actor_id: str, upload_id: str) -> None:
        """Process the bytes that are here once more. It has to fit, as a new upload of its owner's has.

        Raises:
            SonixError: `no_such_job`, `no_such_user`, 404; `bytes_gone`, 409; `too_large`, 413;
                `too_many_uploads`, 429; `quota_bytes`, `quota_tracks`, `instance_full`, 507.
        """
        async with self._database.read() as connection:
            upload = await _failed_upload(connection, upload_id)
        if await self._processing.parts.get(upload_id).length() != upload["size_bytes"]:
            text = (
                "Its bytes are not kept, because the file itself was the reason. Whoever uploaded it must do so again."
            )
            raise SonixError("bytes_gone", text, status=409)
        values = {"stage": "queued", "progress": 0.0, "error_code": None, "error_message": None, "attempts": 0}
        async with self._database.transaction() as connection:
            await self._check_fits(connection, upload["user_id"], upload["size_bytes"])
            if not await upload_store.set_upload(connection, upload_id, values, only_in=("failed",)):
                raise no_such_job()
            await self._processing.jobs.add(connection, upload_id, upload["user_id"])
            await Audit.write(connection, actor_id, "job.retry", f"upload:{upload_id}")
        self._processing.wake()

    async def drop_upload(self, actor_id: str, upload_id: str) -> None:
        """Forget it, and delete its bytes. Raises SonixError `no_such_job`, 404."""
        async with self._database.transaction() as connection:
            await _failed_upload(connection, upload_id)
            await upload_store.forget_upload(connection, upload_id)
            await self._processing.jobs.drop(connection, upload_id)
            await Audit.write(connection, actor_id, "job.drop", f"upload:{upload_id}")
        await self._processing.abandon(upload_id)

    async def _check_fits(self, connection: AsyncConnection, owner_id: str, size_bytes: int) -> None:
        try:
            await check_begin(connection, owner_id, size_bytes, self._settings.quotas)
        except SonixError as error:
            if error.code in NO_ROOM:
                raise SonixError(error.code, NO_ROOM[error.code], status=error.status) from error
            raise
        await upload_store.check_room(connection, owner_id, 0, self._settings.uploads.total_bytes)

    async def take_import(self, actor_id: str, path_hash: str) -> FailedImport:
        """Forget that a file could not be imported, so that it is tried again.

        Raises:
            SonixError: `no_such_job`, 404; `bytes_gone`, 409.
        """
        async with self._database.read() as connection:
            failed = FailedImport(await _failed_import(connection, path_hash))
        if not await anyio.Path(failed.path).is_file():
            raise SonixError("bytes_gone", "This file no longer lies where it was. Import it again.", status=409)
        await self._forget_import(actor_id, "job.retry", path_hash)
        return failed

    async def put_back_import(self, failed: FailedImport) -> None:
        """It was not imported after all. What has been written of it meanwhile stands."""
        async with self._database.transaction() as connection:
            await write_new(connection, import_files, [dict(failed.row)])

    async def drop_import(self, actor_id: str, path_hash: str) -> None:
        """Take it off the list; the file stays where it is. Raises SonixError `no_such_job`, 404."""
        await self._forget_import(actor_id, "job.drop", path_hash)

    async def _forget_import(self, actor_id: str, action: str, path_hash: str) -> None:
        async with self._database.transaction() as connection:
            forgotten = await connection.execute(delete(import_files).where(_is_failed(path_hash)))
            if forgotten.rowcount != 1:
                raise no_such_job()
            await Audit.write(connection, actor_id, action, f"import:{path_hash}")


def _failed_uploads(after: _After) -> Select[Any]:
    columns = (
        uploads.c.upload_id.label("job_id"),
        literal("upload").label("kind"),
        uploads.c.file_name.label("file_name"),
        users.c.name.label("user_name"),
        uploads.c.error_message.label("error"),
        uploads.c.attempts.label("attempts"),
        uploads.c.updated_at_s.label("failed_at_s"),
        (uploads.c.offset_bytes == uploads.c.size_bytes).label("retryable"),
    )
    # By ids: with all that is looked at in an index, MariaDB enters it where the page begins, not where the list does.
    failed = select(uploads.c.upload_id).where(uploads.c.stage == "failed")
    page = _newest(failed, uploads.c.updated_at_s, uploads.c.upload_id, after).subquery("page")
    of_page = uploads.join(page, page.c.upload_id == uploads.c.upload_id)
    return select(*columns).select_from(of_page.outerjoin(users, users.c.user_id == uploads.c.user_id))


def _failed_imports(after: _After) -> Select[Any]:
    columns = (
        import_files.c.path_hash.label("job_id"),
        literal("import").label("kind"),
        import_files.c.path.label("file_name"),
        literal(None).label("user_name"),
        import_files.c.error_message.label("error"),
        literal(1).label("attempts"),
        import_files.c.failed_at_s.label("failed_at_s"),
        literal(True).label("retryable"),
    )
    failed = select(*columns).where(import_files.c.failed_at_s.is_not(None))
    return _newest(failed, import_files.c.failed_at_s, import_files.c.path_hash, after)


def _newest(failed: Select[Any], at_s: ColumnElement[Any], id_: ColumnElement[str], after: _After) -> Select[Any]:
    if after is not None:
        failed = failed.where(further((at_s, id_), (after[0], after[1].removeprefix(IMPORT))))
    return failed.order_by(at_s.desc(), id_.desc()).limit(PAGE_ROWS + 1)


def _shown(row: RowMapping) -> FailedJob:
    is_import = row["kind"] == "import"
    return FailedJob(
        job_id=f"{IMPORT}{row['job_id']}" if is_import else row["job_id"],
        kind="import" if is_import else "upload",
        file_name=Path(row["file_name"]).name if is_import else row["file_name"],
        user_name=row["user_name"],
        stage="failed",
        error=row["error"] or "It could not be processed.",
        attempts=row["attempts"],
        failed_at_s=row["failed_at_s"],
        retryable=bool(row["retryable"]),
    )


async def _failed_upload(connection: AsyncConnection, upload_id: str) -> RowMapping:
    columns = (uploads.c.user_id, uploads.c.size_bytes)
    wanted = select(*columns).where(uploads.c.upload_id == upload_id, uploads.c.stage == "failed")
    row = (await connection.execute(wanted)).mappings().first()
    if row is None:
        raise no_such_job()
    return row


async def _failed_import(connection: AsyncConnection, path_hash: str) -> RowMapping:
    row = (await connection.execute(select(import_files).where(_is_failed(path_hash)))).mappings().first()
    if row is None:
        raise no_such_job()
    return row


def _is_failed(path_hash: str) -> ColumnElement[bool]:
    return (import_files.c.path_hash == path_hash) & import_files.c.failed_at_s.is_not(None)


def no_such_job() -> SonixError:
    """The answer about something that has not failed, or is forgotten."""
    return SonixError("no_such_job", "There is no such failure any more.", status=404)
