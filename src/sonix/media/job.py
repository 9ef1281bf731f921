"""What server and worker say to each other: one JSON object a line, jobs one way, news of the job the other."""

from __future__ import annotations

import msgspec

from sonix.media.cover import Colours
from sonix.media.process import Processed


class Job(msgspec.Struct, frozen=True, tag="track"):
    """One file to process. `memory_bytes` is what the worker may take on top of what it takes idle."""

    source: str
    out_dir: str
    file_name: str
    max_seconds: float
    memory_bytes: int
    cpu_s: int


class PictureJob(msgspec.Struct, frozen=True, tag="picture"):
    """One picture to make a cover of: `cover.webp` in `out_dir`. Memory as for `Job`."""

    source: str
    out_dir: str
    memory_bytes: int
    cpu_s: int


AnyJob = Job | PictureJob


class Progressed(msgspec.Struct, frozen=True, tag="progress"):
    """`share` of the whole job done, 0 to 1."""

    stage: str
    share: float


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The last line of a job that went well."""

    processed: Processed


class Drawn(msgspec.Struct, frozen=True, tag="drawn"):
    """The last line of a picture job; `colours` None: this was no picture within bounds, and there is no cover."""

    colours: Colours | None


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The last line of a job whose file is the reason. A `spent` worker ends itself after it."""

    code: str
    message: str
    spent: bool = False


class Crashed(msgspec.Struct, frozen=True, tag="crashed"):
    """The last line of a job that ended in an error of ours; the text is for the log. The worker ends after it."""

    trace: str


News = Progressed | Done | Drawn | Refused | Crashed
