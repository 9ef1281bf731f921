"""The data folder and the database in it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sonix.config import Settings
from sonix.doctor.finding import Finding, fail, ok, warn

_WARN_BELOW_BYTES = 2_000_000_000
_FAIL_BELOW_BYTES = 200_000_000
_OLDEST_SQLITE = (3, 35, 0)


def folder(settings: Settings) -> Finding:
    """A file is really written: permissions alone don't tell about read-only disks."""
    place = _nearest_existing(settings.data_dir)
    advice = "Change its owner or its mode, or set SONIX_DATA_DIR to a folder this user may write to."
    if not place.is_dir():
        return fail("Data folder", f"{place} is a file, not a folder", "Set SONIX_DATA_DIR to a folder.")
    try:
        with tempfile.TemporaryFile(dir=place) as probe:
            probe.write(b"sonix")
    except OSError as wrong:
        return fail("Data folder", f"{settings.data_dir.resolve()} can't be written: {wrong.strerror}", advice)
    if settings.data_dir.exists() and settings.data_dir.stat().st_mode & 0o007:
        shown = f"{settings.data_dir.resolve()} is open to everybody on this machine"
        return warn("Data folder", shown, f"Keys and the database are in it: chmod 700 {settings.data_dir.resolve()}")
    return ok("Data folder", f"{settings.data_dir.resolve()}{'' if settings.data_dir.exists() else ' (will be made)'}")


def space(settings: Settings) -> Finding:
    """A four-minute track takes about 5 MB, and as much again while it is being made."""
    free_bytes = shutil.disk_usage(_nearest_existing(settings.data_dir)).free
    shown = f"{free_bytes / 1e9:.1f} GB free"
    advice = "Make room, or set SONIX_DATA_DIR to a folder on another disk."
    if free_bytes < _FAIL_BELOW_BYTES:
        return fail("Disk", shown, advice)
    return ok("Disk", shown) if free_bytes >= _WARN_BELOW_BYTES else warn("Disk", shown, advice)


def sqlite(settings: Settings) -> Finding:
    """The version, and that an existing database is in order."""
    version = sqlite3.sqlite_version
    if settings.database.url is not None:
        return ok("SQLite", f"{version}, not used: SONIX_DATABASE__URL names another database")
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return fail("SQLite", f"{version} is too old", "Use a Python that comes with SQLite 3.35 or newer.")
    file = settings.data_dir / "sonix.db"
    if not file.exists():
        return ok("SQLite", version)
    state = _state(file)
    if state != "ok":
        return fail("SQLite", f"{file} is damaged: {state}", "Put back a backup of the data folder.")
    return ok("SQLite", f"{version}, {file.name} is in order ({file.stat().st_size / 1e6:.1f} MB)")


def _state(file: Path) -> str:
    """ "ok", or what is wrong with a database file."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as wrong:
        return str(wrong)


def _nearest_existing(path: Path) -> Path:
    resolved = path.resolve()
    return next(place for place in (resolved, *resolved.parents) if place.exists())
