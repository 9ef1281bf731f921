"""From the lines of a file to the tracks that may be meant: a few statements for each few hundred lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_library import tracks
from sonix.library import folding
from sonix.library.visibility import visible_to
from sonix.playlists.files.item import Item
from sonix.playlists.matching import Known, first_artist, plain_title
from sonix.rooms.ports import Identity

AT_A_TIME = 200
_END, _BEHIND_SPACE = "\x1f", "!"
"""What follows a whole word in `title_sort`: the artist, or a space and more words."""
MOST_FOUND = 4000
"""For each so many lines: an artist with more tracks than that is not looked through whole."""


async def tracks_for(connection: AsyncConnection, items: Sequence[Item], user: Identity) -> list[Known]:
    """Tracks with the id, the title or the artist of a line."""
    found: dict[str, Known] = {}
    wanted = _conditions(items)
    for condition in wanted:
        columns = ("track_id", "title", "artist", "album", "samples", "cover_id", "accent")
        query = select(*(tracks.c[name] for name in columns)).where(condition, visible_to(user)).limit(MOST_FOUND)
        for row in await connection.execute(query):
            length_us = row.samples * 1_000_000 // 48_000
            known = Known(row.track_id, row.title, row.artist, row.album, length_us, row.cover_id, row.accent)
            found[known.track_id] = known
    return list(found.values())


def _conditions(items: Sequence[Item]) -> list[ColumnElement[bool]]:
    ids = dict.fromkeys(item.track_id for item in items if item.track_id)
    titles = dict.fromkeys(plain_title(item.title) for item in items if item.title)
    artists = dict.fromkeys(key for item in items if item.artist for key in _artist_keys(item.artist))
    return [
        *(tracks.c.track_id.in_(some) for some in _parts(ids)),
        *(or_(*(_begins(title) for title in some)) for some in _parts(titles, AT_A_TIME // 4)),
        *(tracks.c.artist_key.in_(some) for some in _parts(artists)),
    ]


def _artist_keys(artist: str) -> tuple[str, str]:
    return folding.key(artist), first_artist(artist)


def _begins(title: str) -> ColumnElement[bool]:
    """Titles that begin so: what a line calls plainly may stand here with more behind it."""
    start = title[:150]
    return and_(tracks.c.title_sort >= start + _END, tracks.c.title_sort < start + _BEHIND_SPACE)


def _parts(texts: Iterable[Any], size: int = AT_A_TIME) -> list[list[Any]]:
    whole = list(texts)
    return [whole[at : at + size] for at in range(0, len(whole), size)]
