"""Writing lyrics: every function takes an open transaction.

What a person wrote, or took away, stays whatever is imported later; a file beside the music goes before what is inside
of it.
"""

from __future__ import annotations

import time
from typing import Literal

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.lyrics import LyricsKind, is_synced
from sonix.db.tables_library import tracks
from sonix.db.tables_lyrics import lyrics

LyricsSource = Literal["embedded", "file", "person"]
_RANK: dict[str, int] = {"embedded": 0, "file": 1, "person": 2}


async def find(connection: AsyncConnection, track_id: str) -> RowMapping | None:
    """The row of a track, when anybody has brought or removed lyrics."""
    return (await connection.execute(select(lyrics).where(lyrics.c.track_id == track_id))).mappings().first()


async def write(connection: AsyncConnection, track_id: str, text: str, source: LyricsSource, by: str | None) -> None:
    """Set the lyrics of a track, which the caller holds; an empty text says that it has none."""
    values = {
        "kind": kind_of(text),
        "text": text,
        "source": source,
        "written_by": by,
        "updated_at_s": int(time.time()),
    }
    if await find(connection, track_id) is None:
        await connection.execute(insert(lyrics).values(track_id=track_id, **values))
    else:
        await connection.execute(update(lyrics).where(lyrics.c.track_id == track_id).values(values))


async def bring(connection: AsyncConnection, track_id: str, text: str, source: LyricsSource) -> bool:
    """Set lyrics that came with music, unless better ones are there; whether anything changed."""
    known = await find(connection, track_id)
    if known is not None and (_RANK[known["source"]] > _RANK[source] or known["text"] == text):
        return False
    await write(connection, track_id, text, source, None)
    return True


async def bring_embedded(connection: AsyncConnection, track_id: str, user_id: str | None, text: str) -> None:
    """Lyrics of a file that became this track or is the same music. Nobody puts words into somebody else's track."""
    owner = (await connection.execute(select(tracks.c.owner_id).where(tracks.c.track_id == track_id))).scalar()
    if owner == user_id:
        await bring(connection, track_id, text, "embedded")


async def forget_writer(connection: AsyncConnection, user_id: str, heir: str | None = None) -> None:
    """Whoever wrote them has left, or is somebody else now (`heir`); the words stay with the music."""
    await connection.execute(update(lyrics).where(lyrics.c.written_by == user_id).values(written_by=heir))


def kind_of(text: str) -> LyricsKind:
    """What a clean text is."""
    if not text:
        return "none"
    return "synced" if is_synced(text) else "plain"
