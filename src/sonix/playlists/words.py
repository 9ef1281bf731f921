"""What a list says of a track, whoever looks: kept beside the track's id when it is added."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import RowMapping

from sonix.core.room.state import Track

TEXT_CHARS = 400


@dataclass(frozen=True)
class Words:
    """Of one track."""

    track_id: str
    title: str
    artist: str
    album: str
    duration_us: int


def words_of_row(row: RowMapping) -> Words:
    """Of a row of `tracks`."""
    return Words(row["track_id"], row["title"], row["artist"], row["album"], row["samples"] * 1_000_000 // 48_000)


def words_of_track(track: Track) -> Words:
    """Of a room's copy."""
    title, artist, album = (text[:TEXT_CHARS] for text in (track.title, track.artist, track.album))
    return Words(track.track_id, title, artist, album, track.duration_us)
