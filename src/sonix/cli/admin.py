"""`sonix admin`: what the page shows administrators, at the machine itself, beside a running server or without one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import App, Parameter

from sonix.cli.options import ConfigFile, DataDir, settings_from
from sonix.cli.progress import printable
from sonix.config import Settings, make_data_dir

if TYPE_CHECKING:
    from sonix.admin.schemas import AuditEntry, JobsPage, StoragePage
    from sonix.db.engine import Database

app = App(name="admin", help="What administrators did, who owns how much music, and which files failed.")
MOST_LINES = 1000
Lines = Annotated[int, Parameter(help="How many, at most 1000.")]
T = TypeVar("T")


@app.command
def audit(lines: Lines = 50, /, *, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """The last acts of administrators, the newest first."""

    async def read(database: Database, _settings: Settings) -> list[AuditEntry]:
        from sonix.admin.audit import audit_page

        found: list[AuditEntry] = []
        cursor: str | None = None
        while len(found) < min(lines, MOST_LINES):
            page = await audit_page(database, cursor)
            found += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
        return found[: min(lines, MOST_LINES)]

    for entry in _run(read, data_dir, config):
        who = entry.actor_name or entry.actor_id or "at the machine"
        told = "".join(f" {name}={value}" for name, value in entry.details.items() if value is not None)
        print(printable(f"{_when(entry.at_s)}  {entry.action:<20} {entry.subject}{told}  ({who})"))


@app.command
def storage(*, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """The 50 people who own most of the music, and how much there is in all."""

    async def read(database: Database, settings: Settings) -> StoragePage:
        from sonix.admin.storage import storage_page

        return await storage_page(database, settings)

    page = _run(read, data_dir, config)
    for share in page.items:
        bound = f" of {_megabytes(share.quota_bytes)}" if share.quota_bytes is not None else ""
        print(
            printable(f"{_megabytes(share.bytes):>12}{bound}  {share.tracks:>7} tracks  {share.name} ({share.user_id})")
        )
    print(f"{_megabytes(page.instance_bytes):>12}  {page.instance_tracks:>7} tracks  of the instance itself")
    print(f"{_megabytes(page.total_bytes):>12}  in all, of {_megabytes(page.limit_bytes)}")


@app.command
def jobs(*, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """The last 50 files that did not become tracks, with the reason."""

    async def read(database: Database, _settings: Settings) -> JobsPage:
        from sonix.admin.jobs import failed_jobs

        return await failed_jobs(database)

    page = _run(read, data_dir, config)
    for job in page.items:
        whose = f" ({job.user_name})" if job.user_name else ""
        print(printable(f"{_when(job.failed_at_s)}  {job.file_name}{whose}: {job.error}"))
    print(f"{page.waiting} waiting, {page.running} being worked on.")


def _run(work: Callable[[Database, Settings], Awaitable[T]], data_dir: Path | None, config: Path | None) -> T:
    settings = settings_from(config, {"data_dir": data_dir})
    make_data_dir(settings)

    async def run() -> T:
        async with _opened(settings) as database:
            return await work(database, settings)

    return asyncio.run(run())


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    from sonix.db.opening import open_database

    database = open_database(settings)
    try:
        await database.join()
        yield database
    finally:
        await database.stop()


def _when(at_s: int) -> str:
    """In the time of this machine: whoever reads it sits in front of it."""
    return datetime.fromtimestamp(at_s).astimezone().strftime("%Y-%m-%d %H:%M")


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:,.1f} MB"
