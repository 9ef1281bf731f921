"""Between rows of `tracks` and what the program works with."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from sonix.core.ids import new_id
from sonix.core.room.state import Rendition, Track
from sonix.library import folding
from sonix.library.schemas import LibraryTrack
from sonix.library.visibility import Visibility, can_edit
from sonix.media.process import Processed
from sonix.rooms.ports import Identity

TEXT_FIELDS = ("title", "artist", "album", "album_artist", "genre")
FIELD_CHARS = {"title": 400, "artist": 400, "album": 400, "album_artist": 400, "genre": 200}


def room_track(row: RowMapping, album_gain_db: float | None = None) -> Track:
    """The copy a room keeps."""
    rendition = Rendition(
        rendition_id=row["rendition_id"],
        samples=row["samples"],
        pre_skip=row["pre_skip"],
        packets=row["packets"],
        size_bytes=row["size_bytes"],
        gain_db=row["gain_db"],
    )
    return Track(
        track_id=row["track_id"],
        title=row["title"],
        artist=row["artist"],
        album=row["album"],
        rendition=rendition,
        cover_id=row["cover_id"],
        accent=row["accent"],
        palette=tuple((row["palette"] or "").split()),
        album_number=_album_number(row["disc_no"], row["track_no"]),
        album_gain_db=album_gain_db,
    )


def _album_number(disc_no: int | None, track_no: int | None) -> int:
    """See `Track.album_number`. Where no disc is named, there is one."""
    return 0 if not track_no else (disc_no or 1) * 100_000 + track_no


def library_track(row: RowMapping, user: Identity, owner_names: dict[str, str]) -> LibraryTrack:
    """The track as `user` sees it."""
    owner_id = row["owner_id"]
    return LibraryTrack(
        **{name: row[name] for name in (*TEXT_FIELDS, "track_id", "track_no", "disc_no", "year")},
        duration_us=row["samples"] * 1_000_000 // 48_000,
        cover_id=row["cover_id"],
        accent=row["accent"],
        visibility=row["visibility"],
        owner_id=owner_id,
        owner_name=owner_names.get(owner_id) if owner_id else None,
        can_edit=can_edit(user, owner_id),
        created_at=datetime.fromtimestamp(row["created_at_s"], UTC).isoformat().replace("+00:00", "Z"),
        rendition_id=row["rendition_id"],
    )


def new_row(processed: Processed, owner_id: str | None, visibility: Visibility) -> dict[str, Any]:
    """A row for a freshly processed file; its cover comes later."""
    tags = {name: getattr(processed, name)[: FIELD_CHARS[name]] for name in TEXT_FIELDS}
    numbers = {"track_no": processed.track_no, "disc_no": processed.disc_no, "year": processed.year}
    rendition = processed.rendition
    return {
        "track_id": new_id(),
        "owner_id": owner_id,
        "visibility": visibility,
        **tags,
        **numbers,
        "rendition_id": rendition.rendition_id,
        "samples": rendition.samples,
        "pre_skip": rendition.pre_skip,
        "packets": rendition.packets,
        "size_bytes": rendition.size_bytes,
        "gain_db": rendition.gain_db,
        "loudness_lufs": processed.loudness_lufs,
        "true_peak_db": processed.true_peak_db,
        "cover_id": None,
        "accent": processed.cover_accent,
        "palette": None,
        "source_sha256": processed.source_sha256,
        "source_format": processed.source_format[:64],
        "source_bytes": processed.source_bytes,
        "original_kept": False,
        "created_at_s": int(time.time()),
        **derived({**tags, **numbers}),
    }


def derived(fields: dict[str, Any]) -> dict[str, str]:
    """The columns that searching, grouping and sorting go by, from the tags they are made of."""
    title, artist, album = fields["title"], fields["artist"], fields["album"]
    album_artist = fields["album_artist"] or artist
    place = (fields["disc_no"], fields["track_no"])
    return {
        "search": folding.search_text(title, artist, album, fields["album_artist"]),
        "artist_key": folding.key(artist),
        "album_key": folding.key(album),
        "album_artist_key": folding.key(album_artist),
        "title_sort": folding.title_sort(title, artist),
        "artist_sort": folding.artist_sort(artist, album, *place),
        "album_sort": folding.album_sort(album, album_artist, *place),
    }
