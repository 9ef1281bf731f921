"""Reads a backup through before anything is touched: whole, ours, and of a schema this version knows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from sonix.backup.archive import Member, bad_archive, members
from sonix.backup.contents import (
    ABOUT,
    FORMAT,
    MAX_ABOUT_BYTES,
    MAX_FILE_BYTES,
    About,
    TableShape,
    file_name,
    media_key,
    table_member,
)
from sonix.core.errors import SonixError
from sonix.db.migrate import revisions
from sonix.db.rows_of import row

MAX_LINE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Found:
    """What a whole backup holds."""

    about: About
    objects: int
    objects_bytes: int


def check_backup(path: Path) -> Found:
    """Read everything and change nothing.

    Raises:
        SonixError: `bad_backup`; `backup_too_new`.
    """
    with path.open("rb") as file:
        about, rest = open_members(file)
        waiting = {table_member(shape.name): shape for shape in about.tables}
        seen: set[str] = set()
        objects = objects_bytes = 0
        for member in rest:
            if (shape := waiting.pop(member.name, None)) is not None:
                _check_rows(shape, member)
            elif (key := media_key(member.name)) is not None:
                _check_object(key, member)
                objects += 1
                objects_bytes += member.size_bytes
            elif file_name(member.name) is None or member.size_bytes > MAX_FILE_BYTES or member.name in seen:
                raise bad_archive("there is something in it that Sonix never writes")
            else:
                seen.add(member.name)
        if waiting:
            raise bad_archive("rows are missing")
    return Found(about, objects, objects_bytes)


def open_members(file: BinaryIO) -> tuple[About, Iterator[Member]]:
    """What the backup says of itself, and the members after that."""
    rest = members(file)
    first = next(rest, None)
    if first is None or first.name != ABOUT or first.size_bytes > MAX_ABOUT_BYTES:
        raise bad_archive("it does not begin as one")
    try:
        about = msgspec.json.decode(b"".join(first.chunks), type=About)
    except msgspec.DecodeError as wrong:
        raise bad_archive("it does not begin as one") from wrong
    if about.format != FORMAT or about.schema not in revisions():
        message = f"The backup is of Sonix {about.version[:40]!r}, newer than this one. Update Sonix and try again."
        raise SonixError("backup_too_new", message, status=400)
    return about, rest


def lines(member: Member) -> Iterator[bytes]:
    """The lines of a member, without their ends."""
    waiting = bytearray()
    for chunk in member.chunks:
        *whole, rest = chunk.split(b"\n")
        for part in whole:
            yield bytes(waiting + part)
            waiting.clear()
        waiting += rest
        if len(waiting) > MAX_LINE_BYTES:
            raise bad_archive("a row is too long")
    if waiting:
        raise bad_archive("a row is cut off")


def rows(shape: TableShape, member: Member) -> Iterator[dict[str, object]]:
    """The rows of a table's member."""
    for line in lines(member):
        try:
            yield row(shape.columns, line)
        except (ValueError, RecursionError) as wrong:
            raise bad_archive(f"a row of {shape.name} can't be read") from wrong


def _check_rows(shape: TableShape, member: Member) -> None:
    if sum(1 for _ in rows(shape, member)) != shape.rows:
        raise bad_archive(f"rows of {shape.name} are missing")


def _check_object(key: str, member: Member) -> None:
    """Most objects are called by the hash of their content."""
    digest = hashlib.sha256()
    for chunk in member.chunks:
        digest.update(chunk)
    expected = hash_named_by(key)
    if expected is not None and digest.hexdigest() != expected:
        raise bad_archive(f"{key} is not what its name says")


def hash_named_by(key: str) -> str | None:
    """The hash of what stands under a key, where the key says it."""
    match key.split("/"):
        case ["renditions", media_id, "audio.webm"] | ["covers", media_id, "full.webp"] | ["originals", media_id]:
            return media_id
        case _:
            return None
