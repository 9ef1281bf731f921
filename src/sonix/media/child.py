"""One worker process as the server sees it: started when first needed, spoken to line by line, ended for good."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncGenerator

import msgspec

from sonix.media.job import AnyJob, News

_LINE_BYTES = 1_000_000
_KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_OWN_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONUNBUFFERED": "1",
}
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[News] = msgspec.json.Decoder(News)


class Child:
    """Holds at most one job at a time. The environment it gets carries no secret of the server."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self.jobs = 0
        self.heard = False

    @property
    def pid(self) -> int:
        """Process id; 0 before the first job."""
        return self._process.pid if self._process is not None else 0

    @property
    def returncode(self) -> int | None:
        """Exit code, negative for a signal; None while it lives."""
        return self._process.returncode if self._process is not None else None

    async def run(self, job: AnyJob) -> AsyncGenerator[News, None]:
        """Yields news until the process ends; the caller stops at the last line. `heard` tells whether any came."""
        if self._process is None:
            self._process = await _spawn()
        self.jobs += 1
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return
        self.heard = False
        try:
            stdin.write(_encoder.encode(job) + b"\n")
            await stdin.drain()
            while line := await stdout.readline():
                self.heard = True
                yield _decoder.decode(line)
        except ConnectionError:
            return

    async def end(self) -> None:
        """Kills the process and waits for it, also when the caller is being cancelled."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await asyncio.shield(self._process.wait())


async def _spawn() -> asyncio.subprocess.Process:
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ} | _OWN_ENVIRONMENT
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sonix.media.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
        limit=_LINE_BYTES,
        start_new_session=True,
    )
