"""Long-lived worker processes that turn files into renditions, so that hostile input can hurt nothing but a worker."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import assert_never

import structlog

from sonix.config import Media
from sonix.media.child import Child
from sonix.media.errors import MediaFailed, MediaRefused
from sonix.media.job import Crashed, Done, Job, Progressed, Refused
from sonix.media.process import Processed

Progress = Callable[[str, float], None]
_JOBS_PER_CHILD = 200
_log = structlog.get_logger(__name__)


class ChildGone(Exception):  # noqa: N818 - a state, not a mistake
    """A worker ended in the middle of its job."""


class MediaPool:
    """Built once per instance. At most `settings.workers` files are processed at a time; the others wait their turn.

    A worker is started when it is first needed, kept warm, and replaced after 200 jobs or whenever a job ended badly.
    """

    def __init__(self, settings: Media, max_seconds: float) -> None:
        self._settings = settings
        self._max_seconds = max_seconds
        self._turns = asyncio.Semaphore(settings.workers)
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
            with _staging(out_dir) as staging:
                job = Job(
                    source=str(source),
                    out_dir=str(staging),
                    file_name=file_name,
                    max_seconds=self._max_seconds,
                    memory_bytes=self._settings.memory_bytes,
                    cpu_s=2 * self._settings.time_limit_s,
                )
                return await self._run(job, progress)

    async def _run(self, job: Job, progress: Progress) -> Processed:
        try:
            async with asyncio.timeout(self._settings.time_limit_s):
                last = await self._last_word(job, progress)
        except TimeoutError as error:
            raise MediaFailed("timed_out", "Reading the file took too long, so it was stopped. Try again.") from error
        except ChildGone as error:
            _log.warning("media worker died", file_name=job.file_name)
            raise _stopped() if self._stopped else _crashed() from error
        match last:
            case Done(processed):
                return processed
            case Refused(code, message):
                raise MediaRefused(code, message)
            case Crashed(trace):
                _log.error("media worker failed", file_name=job.file_name, trace=trace)
                raise _crashed()
            case _:
                assert_never(last)

    async def _last_word(self, job: Job, progress: Progress) -> Done | Refused | Crashed:
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

    async def _converse(self, child: Child, job: Job, progress: Progress) -> Done | Refused | Crashed | None:
        """None when the process ended before its last word; `child.heard` then says whether it had begun."""
        self._busy.add(child)
        usable = False
        try:
            async with contextlib.aclosing(child.run(job)) as lines:
                async for news in lines:
                    if isinstance(news, Progressed):
                        progress(news.stage, news.share)
                        continue
                    usable = isinstance(news, Done) or (isinstance(news, Refused) and not news.spent)
                    return news
            return None
        finally:
            self._busy.discard(child)
            if usable and child.jobs < _JOBS_PER_CHILD and not self._stopped:
                self._idle.append(child)
            else:
                await child.end()


@contextlib.contextmanager
def _staging(out_dir: Path) -> Iterator[Path]:
    """A folder inside `out_dir` whose files move up when all went well and vanish otherwise."""
    existed = out_dir.exists()
    out_dir.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".making-", dir=out_dir))
    moved = False
    try:
        yield staging.absolute()
        for file in sorted(staging.iterdir()):
            file.replace(out_dir / file.name)
        moved = True
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if not moved and not existed:
            with contextlib.suppress(OSError):
                out_dir.rmdir()


def _stopped() -> MediaFailed:
    return MediaFailed("stopped", "The server is stopping. The file is processed when it is back.")


def _crashed() -> MediaFailed:
    return MediaFailed("worker_crashed", "Reading the file was cut short by a fault. Try again.")
