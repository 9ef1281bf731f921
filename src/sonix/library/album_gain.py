"""One gain for a whole album, so that its quiet tracks stay quieter than its loud ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_library import tracks
from sonix.media.loudness import gain_db

MOST_TRACKS = 2000
"""Tracks looked at for the albums of one request: of a box longer than that, its first ones speak for all."""

Album = tuple[str, str]


def album_of(row: RowMapping) -> Album:
    """What names an album: its own name and its artist's, folded."""
    return row["album_key"], row["album_artist_key"]


async def album_gains(connection: AsyncConnection, rows: Sequence[RowMapping]) -> dict[Album, float]:
    """The gains of the albums these tracks are on; none for tracks without an album. One statement."""
    albums = {album_of(row) for row in rows if row["album_key"]}
    if not albums:
        return {}
    t = tracks.c
    query = select(t.album_key, t.album_artist_key, t.samples, t.loudness_lufs, t.true_peak_db)
    query = query.where(t.album_key.in_({name for name, _ in albums})).limit(MOST_TRACKS)
    members: dict[Album, list[RowMapping]] = {}
    for row in (await connection.execute(query)).mappings():
        members.setdefault(album_of(row), []).append(row)
    return {album: _gain(members[album]) for album in albums if album in members}


def _gain(members: Sequence[RowMapping]) -> float:
    """The gain of the tracks played one after the other: mean power by length, and the highest of their peaks."""
    power = sum(row["samples"] * 10 ** (row["loudness_lufs"] / 10) for row in members)
    length = sum(row["samples"] for row in members)
    return gain_db(10 * math.log10(power / length), max(row["true_peak_db"] for row in members))
