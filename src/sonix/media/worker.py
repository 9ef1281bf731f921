"""The child process: `python -m sonix.media.worker`. Jobs come on stdin, news goes out on stdout (`sonix.media.job`).

It ends when stdin ends, so it never outlives the server.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

import av.logging
import msgspec

from sonix.media import limits
from sonix.media.cover import make_cover
from sonix.media.errors import MediaRefused
from sonix.media.job import AnyJob, Crashed, Done, Drawn, Job, News, PictureJob, Progressed, Refused
from sonix.media.process import process_file

_NICENESS = 5
_TOO_DEMANDING = "The file needs more memory to read than a music file should, so it was stopped."


def main() -> None:
    """Serves jobs until stdin ends or a job spoilt the process."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    av.logging.set_level(None)
    _step_back()
    encoder = msgspec.json.Encoder()
    jobs = _jobs()
    idle_bytes = limits.address_space_bytes()

    def tell(news: News) -> None:
        out.write(encoder.encode(news) + b"\n")

    while True:
        job = jobs.get()
        limits.apply(idle_bytes, job.memory_bytes, job.cpu_s)
        last = _run(job, tell)
        tell(last)
        if isinstance(last, Crashed) or (isinstance(last, Refused) and last.spent):
            os._exit(1)


def _step_back() -> None:
    """Yields to the server. Linux weighs sessions before processes, so the session is told as well."""
    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(_NICENESS))


def _jobs() -> queue.Queue[AnyJob]:
    """Reads stdin on a thread of its own, so that its end is seen in the middle of a job too."""
    jobs: queue.Queue[AnyJob] = queue.Queue()

    def read() -> None:
        decoder: msgspec.json.Decoder[AnyJob] = msgspec.json.Decoder(AnyJob)
        for line in sys.stdin.buffer:
            jobs.put(decoder.decode(line))
        os._exit(0)

    threading.Thread(target=read, name="jobs", daemon=True).start()
    return jobs


def _run(job: AnyJob, tell: Callable[[News], None]) -> News:
    def progress(stage: str, share: float) -> None:
        tell(Progressed(stage, round(share, 4)))

    try:
        match job:
            case Job(source, out_dir, file_name, max_seconds):
                return Done(process_file(Path(source), Path(out_dir), file_name, max_seconds, progress))
            case PictureJob(source, out_dir):
                return Drawn(make_cover(Path(source).read_bytes(), Path(out_dir) / "cover.webp"))
            case _:
                assert_never(job)
    except MediaRefused as refused:
        return Refused(refused.code, refused.message)
    except MemoryError:
        return Refused("too_demanding", _TOO_DEMANDING, spent=True)
    except Exception as error:
        if limits.out_of_memory(error):
            return Refused("too_demanding", _TOO_DEMANDING, spent=True)
        return Crashed(traceback.format_exc())


if __name__ == "__main__":
    main()
