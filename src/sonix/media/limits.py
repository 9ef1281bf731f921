"""What a worker may take. Linux keeps every limit; macOS has no usable limit of memory and goes without it."""

from __future__ import annotations

import contextlib
import errno
import math
import sys
from pathlib import Path

try:
    import resource
except ImportError:  # not a POSIX system: the time limit of the pool remains
    resource = None  # type: ignore[assignment]

_STATM = Path("/proc/self/statm")
_NO_THREAD = "can't start new thread"


def address_space_bytes() -> int | None:
    """What the process has mapped now; None where the system does not tell."""
    if resource is None or not _STATM.exists():
        return None
    return int(_STATM.read_text().split()[0]) * resource.getpagesize()


def apply(idle_bytes: int | None, memory_bytes: int, cpu_s: int) -> None:
    """Memory on top of the idle process, CPU seconds from now on, no core files."""
    if resource is None:
        return
    if idle_bytes is not None and sys.platform == "linux":
        _lower(resource.RLIMIT_AS, idle_bytes + memory_bytes)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(usage.ru_utime + usage.ru_stime) + cpu_s)
    _lower(resource.RLIMIT_CORE, 0)


def out_of_memory(error: BaseException) -> bool:
    """Whether an error that is no MemoryError still means that the limit was met."""
    text = str(error)
    return _NO_THREAD in text or (isinstance(error, OSError) and error.errno == errno.ENOMEM)


def _lower(limit: int, soft: int) -> None:
    """Sets the soft limit only: the next job may need another one."""
    hard = resource.getrlimit(limit)[1]
    wanted = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(limit, (wanted, hard))
