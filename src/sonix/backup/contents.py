"""What a backup holds and under which names; anything else in one is refused."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from sonix.storage.port import is_key

FORMAT = 1
ABOUT = "sonix-backup.json"
"""Comes first."""
MAX_ABOUT_BYTES = 1_000_000
MAX_FILE_BYTES = 1_000_000
_FILE = re.compile(r"secret\.key|demo-music-made|tls/[A-Za-z0-9_-]+(\.[a-z0-9]+)?")


class TableShape(msgspec.Struct, frozen=True):
    """Columns of a table and how many rows follow."""

    name: str
    columns: tuple[str, ...]
    rows: int


class About(msgspec.Struct, frozen=True):
    """What this backup is of.

    Attributes:
        schema: the database's revision.
        made_at_s: wall clock, seconds since 1970.
        with_secrets: whether `secret.key` and the certificates are in it.
    """

    format: int
    version: str
    schema: str
    made_at_s: int
    with_secrets: bool
    tables: tuple[TableShape, ...]


def table_member(table: str) -> str:
    """Name of a table's rows."""
    return f"tables/{table}.jsonl"


def media_member(key: str) -> str:
    """Name of a stored object."""
    return f"media/{key}"


def media_key(member: str) -> str | None:
    """The key of a stored object's member; None for another one."""
    key = member.removeprefix("media/")
    return key if key != member and is_key(key) else None


def file_name(member: str) -> str | None:
    """The place in the data folder of a file's member; None for another one."""
    name = member.removeprefix("files/")
    return name if name != member and _FILE.fullmatch(name) else None


def own_files(data_dir: Path, *, with_secrets: bool) -> list[tuple[str, Path]]:
    """(member, path) of the files of the data folder that belong into a backup."""
    names = ["demo-music-made"]
    if with_secrets:
        names += ["secret.key", *(f"tls/{path.name}" for path in sorted((data_dir / "tls").glob("*")))]
    return [
        (f"files/{name}", data_dir / name) for name in names if _FILE.fullmatch(name) and (data_dir / name).is_file()
    ]
