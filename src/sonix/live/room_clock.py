"""The room timeline: this machine's monotonic clock plus an offset, kept in SQL so that a restart is inaudible.

Wall time is looked at once, when a timeline begins. After that it may be stepped by an administrator or NTP and no
room hears it. A monotonic clock means something only within one boot of the machine, hence the boot's id beside the
offset (docs/adr/0012).
"""

from __future__ import annotations

import subprocess
import time
import uuid
from pathlib import Path
from typing import NamedTuple

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.ids import new_id
from sonix.db.engine import Database
from sonix.db.tables import clocks
from sonix.db.upsert import write_new

log = structlog.get_logger(__name__)

_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_SYSCTL = Path("/usr/sbin/sysctl")
_NAME = "rooms"


def boot_id() -> str:
    """An id that changes with every boot; where the system has none, one that changes with every process."""
    try:
        return _LINUX_BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        pass
    try:
        asked = [str(_SYSCTL), "-n", "kern.bootsessionuuid"]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=2, check=True)  # noqa: S603
        if found := done.stdout.strip():
            return found
    except (OSError, subprocess.SubprocessError):
        pass
    return str(uuid.uuid4())


def monotonic_us() -> int:
    """Microseconds since some moment of this boot."""
    return time.monotonic_ns() // 1000


class _Mark(NamedTuple):
    clock_id: str
    offset_us: int
    seen_us: int


class RoomClock:
    """Tells the room time. Processes of one machine that share a database share the timeline too.

    Attributes:
        clock_id: names the timeline; another one means positions in time of the old one say nothing.
        last_seen_us: until when a server is known to have run before this start; rooms nobody closed have been silent
        since.
    """

    def __init__(self) -> None:
        self.clock_id = ""
        self.last_seen_us = 0
        self._offset_us = 0
        self._database: Database | None = None

    def now_us(self) -> int:
        """Room time in µs. Reads like microseconds since 1970, as of when the timeline began."""
        return monotonic_us() + self._offset_us

    async def start(self, database: Database) -> None:
        """Resume this boot's timeline, or begin a new one."""
        self._database = database
        boot = boot_id()
        await _begin_first(database, boot)
        async with database.transaction() as connection:
            mark = await _resume(connection, boot) or await _begin(connection, boot)
        self.clock_id, self._offset_us, self.last_seen_us = mark
        log.info("clock_started", clock_id=self.clock_id, behind_s=(self.now_us() - self.last_seen_us) / 1e6)

    async def seen(self) -> None:
        """Write down that a server runs now. Called every few seconds while somebody listens, and at the stop."""
        assert self._database is not None, "the clock has not been started"
        async with self._database.transaction() as connection:
            later = update(clocks).where(clocks.c.name == _NAME, clocks.c.clock_id == self.clock_id)
            await connection.execute(later.values(seen_us=self.now_us()))


async def _resume(connection: AsyncConnection, boot: str) -> _Mark | None:
    """Who starts at the same time waits here, and then finds the timeline that was begun."""
    row = (await connection.execute(select(clocks).where(clocks.c.name == _NAME).with_for_update())).first()
    # A monotonic clock behind what was seen is not the one that was seen, whatever the boot's id (a restored snapshot).
    if row is None or row.boot_id != boot or monotonic_us() + row.offset_us < row.seen_us:
        return None
    return _Mark(row.clock_id, row.offset_us, row.seen_us)


async def _begin_first(database: Database, boot: str) -> None:
    """In a transaction of its own: two that had found each other's row there would wait for one another after."""
    async with database.read() as connection:
        if await connection.scalar(select(clocks.c.seen_us).where(clocks.c.name == _NAME)) is not None:
            return
    async with database.transaction() as connection:
        await write_new(connection, clocks, [{"name": _NAME, "boot_id": boot, **_new_mark(None)._asdict()}])


async def _begin(connection: AsyncConnection, boot: str) -> _Mark:
    mark = _new_mark(await connection.scalar(select(clocks.c.seen_us).where(clocks.c.name == _NAME)))
    await connection.execute(update(clocks).where(clocks.c.name == _NAME).values(boot_id=boot, **mark._asdict()))
    return mark


def _new_mark(seen_us: int | None) -> _Mark:
    """Anchor to wall time, but never before what rooms have seen: a dead clock battery must not turn time back."""
    wall_us = time.time_ns() // 1000
    now_us = wall_us if seen_us is None else max(wall_us, seen_us)
    return _Mark(new_id(), now_us - monotonic_us(), now_us if seen_us is None else seen_us)
