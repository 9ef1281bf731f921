"""What the rows of the database refer to in the storage: what must be there, and what may be asked of each object."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables import queue_entries, room_history
from sonix.db.tables_library import tracks
from sonix.db.tables_playlists import playlists
from sonix.storage.port import COVER_SIZES, RENDITION_FILES, cover_key, original_key, rendition_key

_AT_ONCE = 500


@dataclass(frozen=True)
class Reference:
    """One object that something refers to.

    Attributes:
        kind: `rendition`, `cover` or `original`.
        sha256: its content's hash where its name is that; None for what was made along with it.
    """

    kind: str
    key: str
    sha256: str | None


async def references(connection: AsyncConnection) -> AsyncIterator[Reference]:
    """Everything that tracks, queues (their undo bins too) and histories need, each once."""
    renditions = union(select(tracks.c.rendition_id), select(queue_entries.c.rendition_id))
    async for media_id in _texts(connection, renditions):
        for name in RENDITION_FILES:
            hashed = media_id if name == "audio.webm" else None
            yield Reference("rendition", rendition_key(media_id, name), hashed)
    async for media_id in _covers(connection):
        for size in COVER_SIZES:
            yield Reference("cover", cover_key(media_id, size), media_id if size == "full" else None)
    originals = select(tracks.c.source_sha256).where(tracks.c.original_kept.is_(True)).distinct()
    async for media_id in _texts(connection, originals):
        yield Reference("original", original_key(media_id), media_id)


def parts_of(key: str) -> tuple[str, str] | None:
    """(kind, media id) of a key of this program's; None for any other."""
    match key.split("/"):
        case ["renditions", media_id, name] if name in RENDITION_FILES:
            return "rendition", media_id
        case ["covers", media_id, name] if name.removesuffix(".webp") in COVER_SIZES and name.endswith(".webp"):
            return "cover", media_id
        case ["originals", media_id]:
            return "original", media_id
        case _:
            return None


async def _covers(connection: AsyncConnection) -> AsyncIterator[str]:
    """Rooms keep a copy of each track with its cover: those may be other ones than the library's."""
    seen: set[bytes] = set()
    own = union(*(select(c).where(c.is_not(None)) for c in (tracks.c.cover_id, playlists.c.cover_id)))
    copies = union(select(queue_entries.c.track), select(room_history.c.track))
    async for media_id in _texts(connection, own):
        seen.add(bytes.fromhex(media_id))
        yield media_id
    async for copy in _texts(connection, copies):
        found = json.loads(copy).get("cover_id")
        if found and bytes.fromhex(found) not in seen:
            seen.add(bytes.fromhex(found))
            yield found


async def _texts(connection: AsyncConnection, query: object) -> AsyncIterator[str]:
    chosen = query.execution_options(yield_per=_AT_ONCE)  # type: ignore[attr-defined]
    async with connection.stream(chosen) as rows:
        async for row in rows:
            yield row[0]
