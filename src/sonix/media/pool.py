"""Long-lived worker processes that turn files into renditions, so that hostile input can hurt nothing but a worker."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import anyio.to_thread
import structlog

from sonix.config import Media
from sonix.media.child import Child
from sonix.media.cover import Colours
from sonix.media.errors import MediaFailed, MediaRefused
from sonix.media.folders import working_folder
from sonix.media.job import AnyJob, Crashed, Done, Drawn, Job, PictureJob, Progressed, Refused
from sonix.media.process import Processed

Progress = Callable[[str, float], None]
_JOBS_PER_CHILD = 200
_PICTURE_LIMIT_S = 30
HEAD_LIMIT_S = 60.0
"""Headers and tags: a few thousand lines of them take FFmpeg moments, a million (it compares each with all) hours."""
_HEAD_STAGES = ("probe", "tags")
_ENDLESS_TAGS = "The file's tags have no end, so it was stopped. Save it anew with fewer tags."
_LastWord = Done | Drawn | Refused | Crashed
_Good = TypeVar("_Good", Done, Drawn)
_log = structlog.get_logger(__name__)


class ChildGone(Exception):  # noqa: N818 - a state, not a mistake
    """A worker ended in the middle of its job."""


class MediaPool:
    """Built once per instance. At most `settings.workers` files are processed at a time; the others wait their turn.
    Beside them one picture is, so that a cover need not wait for somebody's long recording.

    A worker is started when it is first needed, kept warm, and replaced after 200 jobs or whenever a job ended badly.
    """

    def __init__(self, settings: Media, max_seconds: float) -> None:
        self._settings = settings
        self._max_seconds = max_seconds
        self._turns = asyncio.Semaphore(settings.workers)
        self._picture_turn = asyncio.Semaphore(1)
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._stopped = False

    @property
    def worker_pids(self) -> list[int]:
        """Process ids of the workers alive now."""
        return [child.pid for child in (*self._idle, *self._busy)]

    async def start(self) -> None:
        """Makes the pool ready. No worker is started yet, so that the server itself starts quickly."""
        self._stopped = False

    async def stop(self) -> None:
        """Ends every worker; running and waiting jobs raise MediaFailed."""
        self._stopped = True
        children = [*self._idle, *self._busy]
        self._idle.clear()
        await asyncio.gather(*(child.end() for child in children))

    async def process(self, source: Path, out_dir: Path, file_name: str, progress: Progress) -> Processed:
        """Turns `source` into the files of a track in `out_dir`, which is made if need be.

        `progress(stage, share)` gets the share of the whole job, 0 to 1, never falling. Nothing is left in `out_dir`
        unless all of it is. Raises MediaRefused when the file is the reason, MediaFailed (retryable) when it was cut
        short: `timed_out`, `worker_crashed`, `stopped`. Cancelling kills the worker at once.
        """
        async with self._turns:
            if self._stopped:
                raise _stopped()
            async with _staging(out_dir) as staging:
                job = Job(
                    source=str(source),
                    out_dir=str(staging),
                    file_name=file_name,
                    max_seconds=self._max_seconds,
                    memory_bytes=self._settings.memory_bytes,
                    cpu_s=2 * self._settings.time_limit_s,
                )
                return (await self._run(Done, job, self._settings.time_limit_s, progress)).processed

    async def picture(self, source: Path, out_dir: Path) -> Colours | None:
        """Makes `cover.webp` in `out_dir` of a stranger's picture; returns its colours.

        None when it is no picture within bounds. Raises MediaRefused and MediaFailed as `process` does.
        """
        async with self._picture_turn:
            if self._stopped:
                raise _stopped()
            job = PictureJob(str(source), str(out_dir), self._settings.memory_bytes, _PICTURE_LIMIT_S)
            return (await self._run(Drawn, job, _PICTURE_LIMIT_S, lambda _stage, _share: None)).colours

    async def _run(self, good: type[_Good], job: AnyJob, limit_s: float, progress: Progress) -> _Good:
        in_head = isinstance(job, Job)
        began_s = asyncio.get_running_loop().time()
        patience = asyncio.timeout_at(began_s + min(limit_s, HEAD_LIMIT_S))

        def told(stage: str, share: float) -> None:
            nonlocal in_head
            if in_head and stage not in _HEAD_STAGES:
                in_head = False
                patience.reschedule(began_s + limit_s)
            progress(stage, share)

        try:
            async with patience:
                last = await self._last_word(job, told)
        except TimeoutError as error:
            if in_head and limit_s > HEAD_LIMIT_S:
                raise MediaRefused("too_demanding", _ENDLESS_TAGS) from error
            raise MediaFailed("timed_out", "Reading the file took too long, so it was stopped. Try again.") from error
        except ChildGone as error:
            _log.warning("media worker died", source=job.source)
            raise _stopped() if self._stopped else _crashed() from error
        match last:
            case Refused(code, message):
                raise MediaRefused(code, message)
            case Crashed(trace):
                _log.error("media worker failed", source=job.source, trace=trace)
                raise _crashed()
            case Done() | Drawn() if isinstance(last, good):
                return last
            case _:
                raise _crashed()

    async def _last_word(self, job: AnyJob, progress: Progress) -> _LastWord:
        """A warm worker that turns out to have died while idle is replaced without anyone being told."""
        while self._idle:
            child = self._idle.pop()
            last = await self._converse(child, job, progress)
            if last is not None:
                return last
            if child.heard:
                raise ChildGone
        last = await self._converse(Child(), job, progress)
        if last is None:
            raise ChildGone
        return last

    async def _converse(self, child: Child, job: AnyJob, progress: Progress) -> _LastWord | None:
        """None when the process ended before its last word; `child.heard` then says whether it had begun."""
        self._busy.add(child)
        usable = False
        try:
            async with contextlib.aclosing(child.run(job)) as lines:
                async for news in lines:
                    if isinstance(news, Progressed):
                        progress(news.stage, news.share)
                        continue
                    usable = isinstance(news, Done | Drawn) or (isinstance(news, Refused) and not news.spent)
                    return news
            return None
        finally:
            self._busy.discard(child)
            if usable and child.jobs < _JOBS_PER_CHILD and not self._stopped:
                self._idle.append(child)
            else:
                await child.end()


@contextlib.asynccontextmanager
async def _staging(out_dir: Path) -> AsyncIterator[Path]:
    """A folder inside `out_dir` whose files move up when all went well and vanish otherwise."""
    existed, moved = await anyio.to_thread.run_sync(out_dir.exists), False
    try:
        async with working_folder(out_dir, ".making-") as staging:
            yield staging.absolute()
            await anyio.to_thread.run_sync(_move_up, staging, out_dir)
            moved = True
    finally:
        if not moved and not existed:
            await anyio.to_thread.run_sync(_drop_empty, out_dir)


def _drop_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def _move_up(staging: Path, out_dir: Path) -> None:
    for file in sorted(staging.iterdir()):
        file.replace(out_dir / file.name)


def _stopped() -> MediaFailed:
    return MediaFailed("stopped", "The server is stopping. The file is processed when it is back.")


def _crashed() -> MediaFailed:
    return MediaFailed("worker_crashed", "Reading the file was cut short by a fault. Try again.")
