"""The workers' foreman: claims upload jobs, has the media pool process them, and writes down what came of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.library import upload_store
from sonix.library.adding import Added, Adding
from sonix.library.jobs import MAX_ATTEMPTS, RENEW_S, Job, JobQueue
from sonix.library.upload_files import PartFile, PartFiles
from sonix.library.upload_store import Upload
from sonix.media.folders import working_folder
from sonix.media.pool import MediaPool

POLL_S = 5
MAX_TIMEOUTS = 2
"""A file that took all the time there is will most likely do so again, and keeps a worker from everybody else."""
log = structlog.get_logger("sonix.library")


class Processing:
    """Runs upload jobs, as many at once as there are media workers.

    Attributes:
        jobs: the queue it takes them from.
        parts: where the uploads' bytes lie.
    """

    def __init__(self, database: Database, adding: Adding, pool: MediaPool, settings: Settings) -> None:
        self._database = database
        self._adding = adding
        self._pool = pool
        self._settings = settings
        self._progress: dict[str, tuple[str, float]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._loops: list[asyncio.Task[None]] = []
        self._news = asyncio.Event()
        self.jobs = JobQueue(database, "process_upload")
        self.parts = PartFiles(settings.data_dir / "uploads")

    async def start(self) -> None:
        """Start taking jobs, the ones an earlier run left included."""
        self._loops = [asyncio.create_task(self._work()) for _ in range(self._settings.media.workers)]

    async def stop(self) -> None:
        """Stop; what was under way is queued again for the next start."""
        for task in self._loops:
            task.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        self._loops = []

    @property
    def is_running(self) -> bool:
        """Whether jobs are being taken (for `/readyz`)."""
        return bool(self._loops) and not any(task.done() for task in self._loops)

    def wake(self) -> None:
        """There is a new job: do not wait for the next look."""
        self._news.set()

    def progress_of(self, upload_id: str) -> tuple[str, float] | None:
        """Stage and progress of an upload that this process works on."""
        return self._progress.get(upload_id)

    async def abandon(self, upload_id: str) -> None:
        """Stop working on an upload, and drop its bytes."""
        running = self._running.get(upload_id)
        if running is not None:
            running.cancel()
            await asyncio.wait({running})
        await self.parts.remove(upload_id)

    async def _work(self) -> None:
        while True:
            self._news.clear()
            try:
                job = await self.jobs.claim()
                if job is not None:
                    await self._run(job)
                    continue
            except Exception:
                log.exception("job_loop_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), POLL_S)

    async def _run(self, job: Job) -> None:
        """Work on one job in a task of its own, so that cancelling an upload is not the end of the loop."""
        task = asyncio.create_task(self._process(job))
        self._running[job.subject] = task
        keeper = asyncio.create_task(self._keep_lease(job, task))
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task})
            await self._put_back(job)
            raise
        finally:
            keeper.cancel()
            self._running.pop(job.subject, None)
            self._progress.pop(job.subject, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error

    async def _put_back(self, job: Job) -> None:
        """For the next start. Without the database too there is a stop: the lease then runs out by itself."""
        try:
            async with self._database.transaction() as connection:
                await self._again(connection, job, tried=False)
        except Exception:
            log.exception("job_not_given_back", upload_id=job.subject)

    async def _process(self, job: Job) -> None:
        try:
            async with self._database.read() as connection:
                upload = await upload_store.find_upload(connection, job.subject)
            if job.attempts > MAX_ATTEMPTS:
                raise SonixError("processing_failed", "This file could not be processed.", status=500)
            added = await self._brought(upload)
        except SonixError as error:
            await self._failed(job, error)
        except Exception as error:
            log.exception("processing_failed", upload_id=job.subject)
            sentence = "Something went wrong here while this file was processed. Try it again."
            failure = SonixError("internal", sentence, status=500, retryable=True)
            failure.__cause__ = error
            await self._failed(job, failure)
        else:
            await self._done(job, added)

    async def _brought(self, upload: Upload) -> Added:
        """Whose it is may change while it is worked on: a guest has signed in to an account, and is gone."""
        part = self.parts.get(upload.upload_id)
        try:
            return await self._become_track(upload, part)
        except SonixError as error:
            if error.code != "no_such_user":
                raise
            async with self._database.read() as connection:
                as_of_now = await upload_store.find_upload(connection, upload.upload_id)
            if as_of_now.claim == upload.claim:
                raise
            return await self._become_track(as_of_now, part)

    async def _become_track(self, upload: Upload, part: PartFile) -> Added:
        if await part.length() != upload.size_bytes:
            raise SonixError("upload_lost", "The uploaded data is gone. Please upload the file again.", status=500)
        self._progress[upload.upload_id] = ("probe", 0.0)
        known = await self._adding.known(await part.sha256(), upload.claim)
        if known is not None:
            return known
        work = self._settings.data_dir / "work"
        async with working_folder(work, "upload-") as folder:

            def on_progress(stage: str, progress: float) -> None:
                self._progress[upload.upload_id] = (stage, progress)

            out_dir = folder / "out"
            processed = await self._pool.process(part.path, out_dir, upload.file_name, on_progress)
            original = part.path if self._settings.uploads.keep_originals else None
            return await self._adding.add(processed, out_dir, upload.claim, original)

    async def _done(self, job: Job, added: Added) -> None:
        values = {"stage": "done", "progress": 1.0, "track_id": added.track_id, "duplicate": added.duplicate}
        async with self._database.transaction() as connection:
            if not await self.jobs.finish(connection, job):
                return  # whoever has the job by now needs the bytes
            await upload_store.set_upload(connection, job.subject, values)
        await self.parts.remove(job.subject)
        log.info("upload_done", upload_id=job.subject, track_id=added.track_id, duplicate=added.duplicate)

    async def _failed(self, job: Job, error: SonixError) -> None:
        """Try again later, or give up. The bytes stay only when the file was not the reason."""
        log.info("upload_failed", upload_id=job.subject, code=error.code, attempt=job.attempts)
        async with self._database.transaction() as connection:
            if error.retryable and job.attempts < (MAX_TIMEOUTS if error.code == "timed_out" else MAX_ATTEMPTS):
                await self._again(connection, job, tried=True)
                return
            if not await self.jobs.finish(connection, job):
                return
            values = {"stage": "failed", "progress": 0.0, "attempts": job.attempts}
            values |= {} if error.retryable else {"offset_bytes": 0}
            told = {"error_code": error.code[:64], "error_message": error.message[:500]}
            await upload_store.set_upload(connection, job.subject, {**values, **told})
        if not error.retryable:
            await self.parts.remove(job.subject)

    async def _again(self, connection: AsyncConnection, job: Job, *, tried: bool) -> None:
        if await self.jobs.give_back(connection, job, tried=tried):
            await upload_store.set_upload(connection, job.subject, {"stage": "queued", "progress": 0.0})

    async def _keep_lease(self, job: Job, task: asyncio.Task[None]) -> None:
        """Renew the lease while working; stop working when it was lost or the upload was cancelled elsewhere."""
        while True:
            await asyncio.sleep(RENEW_S)
            try:
                if not await self._renew(job):
                    task.cancel()
                    return
            except Exception:
                # The lease outlives two failures; when it is lost after all, the next look tells.
                log.exception("lease_not_renewed", upload_id=job.subject)

    async def _renew(self, job: Job) -> bool:
        async with self._database.transaction() as connection:
            if not await self.jobs.renew(connection, job):
                return False
            stage, progress = self._progress.get(job.subject, ("probe", 0.0))
            await upload_store.set_upload(connection, job.subject, {"stage": stage, "progress": progress})
        return True
