"""Whether the storage holds what the rows refer to, and nothing else: `sonix storage check`, `sonix doctor --deep`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from sonix.db.engine import Database
from sonix.db.tables_library import sweeps, tracks
from sonix.library.references import Reference, parts_of, references
from sonix.storage.hashing import sha256_of
from sonix.storage.port import INSTANCE_KEY, Storage, rendition_key


class Trouble(StrEnum):
    """What is wrong with an object."""

    MISSING = "missing"
    CORRUPTED = "corrupted"
    EXTRA = "extra"


ADVICE = {
    Trouble.MISSING: "Put it back from a backup or another storage (sonix storage copy), or bring the same file again: "
    "sonix import FILE, or upload it.",
    Trouble.CORRUPTED: "Delete the object, then put it back as if it were missing. Have the disk looked at.",
    Trouble.EXTRA: "Nothing needs doing: what nothing refers to is swept within days, unless it is being added now.",
}


@dataclass(frozen=True)
class Found:
    """One object that is not as it should be. `title` names a track it belongs to, if the library has one."""

    trouble: Trouble
    key: str
    title: str | None = None


@dataclass
class Examined:
    """How far an examination is."""

    objects: int = 0
    bytes: int = 0


async def examine_storage(
    database: Database, storage: Storage, examined: Examined, *, deep: bool
) -> AsyncIterator[Found]:
    """Everything that is not in order, as it is found. `deep` reads every object and compares hashes; without it only
    presence and length are looked at.

    The rows are one snapshot; what comes and goes meanwhile is looked at again before it is told.
    """
    needed: set[tuple[str, bytes]] = set()
    async with database.read() as connection:
        listed = [reference async for reference in references(connection)]
        made = await connection.execute(select(tracks.c.rendition_id, tracks.c.size_bytes))
        sizes = {row.rendition_id: row.size_bytes for row in made}
    for reference in listed:
        kind, media_id = parts_of(reference.key) or ("", "")
        needed.add((kind, bytes.fromhex(media_id)))
        expected = sizes.get(media_id) if reference.key.endswith("/audio.webm") else None
        trouble = await _trouble(storage, reference, expected, examined, deep)
        if trouble is not None:
            yield Found(trouble, reference.key, await _title(database, media_id))
    async for key in _extra(database, storage, needed):
        yield Found(Trouble.EXTRA, key)


async def _trouble(
    storage: Storage, reference: Reference, expected: int | None, examined: Examined, deep: bool
) -> Trouble | None:
    size_bytes = await storage.size(reference.key)
    if size_bytes is None:
        return Trouble.MISSING
    examined.objects += 1
    if size_bytes == 0 or (expected is not None and size_bytes != expected):
        return Trouble.CORRUPTED
    if not deep:
        return None
    examined.bytes += size_bytes
    try:
        if reference.sha256 is not None:
            return None if await sha256_of(storage, reference.key) == reference.sha256 else Trouble.CORRUPTED
        return await _made_along(storage, reference.key, size_bytes)
    except FileNotFoundError:
        return Trouble.MISSING


async def _made_along(storage: Storage, key: str, size_bytes: int) -> Trouble | None:
    """What has no hash of its own: small covers are WebP of their stated length, the index points into the audio."""
    if key.endswith(".webp"):
        head = b"".join([chunk async for chunk in storage.open_range(key, 0, 12)])
        fits = head[:4] == b"RIFF" and head[8:] == b"WEBP" and int.from_bytes(head[4:8], "little") + 8 == size_bytes
        return None if fits else Trouble.CORRUPTED
    if not key.endswith("/index.bin"):
        return None
    audio_bytes = await storage.size(rendition_key(key.split("/")[1], "audio.webm"))
    if size_bytes % 6 or audio_bytes is None:
        return Trouble.CORRUPTED
    data = b"".join([chunk async for chunk in storage.open_range(key, 0, size_bytes)])
    end = 0
    for at in range(0, len(data), 6):
        offset = int.from_bytes(data[at : at + 4], "little")
        if offset < end:
            return Trouble.CORRUPTED
        end = offset + int.from_bytes(data[at + 4 : at + 6], "little")
    return None if end <= audio_bytes else Trouble.CORRUPTED


async def _extra(database: Database, storage: Storage, needed: set[tuple[str, bytes]]) -> AsyncIterator[str]:
    async with database.read() as connection:
        due = {
            (kind, media_id) for kind, media_id in await connection.execute(select(sweeps.c.kind, sweeps.c.media_id))
        }
    async for stored in storage.list():
        parts = parts_of(stored.key)
        if stored.key == INSTANCE_KEY:
            continue
        if parts is None or (parts not in due and not _is_in(parts, needed)):
            yield stored.key


def _is_in(parts: tuple[str, str], needed: set[tuple[str, bytes]]) -> bool:
    kind, media_id = parts
    try:
        return (kind, bytes.fromhex(media_id)) in needed
    except ValueError:
        return False


async def _title(database: Database, media_id: str) -> str | None:
    refers = (
        (tracks.c.rendition_id == media_id) | (tracks.c.cover_id == media_id) | (tracks.c.source_sha256 == media_id)
    )
    async with database.read() as connection:
        row = (await connection.execute(select(tracks.c.artist, tracks.c.title).where(refers).limit(1))).first()
    if row is None:
        return None
    return f"{row.artist}: {row.title}" if row.artist else str(row.title)
