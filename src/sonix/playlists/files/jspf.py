"""JSPF: XSPF's fields as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sonix.playlists.files.item import OWN_ID, Item, PlaylistFile, check_number, duration_us, own_id, tidy, unreadable


def read_jspf(data: bytes) -> PlaylistFile:
    """Raises SonixError `bad_playlist`."""
    try:
        found = msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise unreadable() from error
    playlist = found.get("playlist") if isinstance(found, dict) else None
    tracks = playlist.get("track", []) if isinstance(playlist, dict) else None
    if not isinstance(playlist, dict) or not isinstance(tracks, list):
        raise unreadable()
    items: list[Item] = []
    for track in tracks:
        items += [_item(track)] if isinstance(track, dict) else []
        check_number(items)
    return PlaylistFile(tidy(_text(playlist.get("title"))), items)


def write_jspf(name: str, items: Sequence[Item]) -> str:
    """What is not known is left out."""
    tracks = []
    for item in items:
        fields: dict[str, Any] = {"title": item.title, "creator": item.artist, "album": item.album}
        fields["duration"] = (item.duration_us or 0) // 1000
        fields["identifier"] = [f"{OWN_ID}{item.track_id}"] if item.track_id else []
        tracks.append({key: value for key, value in fields.items() if value})
    document = {"playlist": {"title": name, "track": tracks}}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def _item(track: dict[str, Any]) -> Item:
    milliseconds = track.get("duration")
    known = isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool)
    named = track.get("identifier")
    names = named if isinstance(named, list) else [named]
    own = [found for name in names if (found := own_id(_text(name))) is not None]
    return Item(
        tidy(_text(track.get("title"))),
        tidy(_text(track.get("creator"))),
        tidy(_text(track.get("album"))),
        duration_us(milliseconds / 1000 if known and milliseconds is not None else None),
        own[0] if own else None,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
