"""`sonix admin`: the log of acts, storage and failures in a terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import insert

from sonix.accounts.audit import Audit
from sonix.db.engine import Database, sqlite_url
from sonix.db.tables_library import import_files
from sonix.library.rows import new_row
from sonix.library.track_store import insert_track
from tests.api.world import processed
from tests.cli.running import run


async def _fill(data_dir: Path) -> None:
    database = Database(sqlite_url(data_dir / "sonix.db"))
    await database.start()
    failed = {
        "path_hash": "a" * 64,
        "path": "/music/cut\x1boff.flac",
        "size_bytes": 1,
        "mtime_ns": 1,
        "imported_at_s": 9,
        "failed_at_s": 9,
    }
    async with database.transaction() as connection:
        for number in range(60):
            await Audit.write(connection, "", "user.ban", f"user:{number}", reason=f"line\x1b[2J {number}")
        await connection.execute(insert(import_files).values(**failed, error_code="x", error_message="It is cut off."))
        made = processed("One", "", "", data_dir / "made")
        await insert_track(connection, new_row(made, None, "instance"))
    await database.stop()


def test_acts_storage_and_failures_are_printed(data_dir: Path) -> None:
    data_dir.mkdir(exist_ok=True)
    asyncio.run(_fill(data_dir))
    acts = run(data_dir, "admin", "audit").stdout
    assert len(acts.splitlines()) == 50
    assert "\x1b" not in acts
    assert acts.splitlines()[0].endswith("user:59 reason=line\N{REPLACEMENT CHARACTER}[2J 59  (at the machine)")
    assert len(run(data_dir, "admin", "audit", "55").stdout.splitlines()) == 55
    assert "1 tracks  of the instance itself" in run(data_dir, "admin", "storage").stdout
    jobs = run(data_dir, "admin", "jobs").stdout
    assert "cut\N{REPLACEMENT CHARACTER}off.flac: It is cut off." in jobs
    assert "0 waiting, 0 being worked on." in jobs
