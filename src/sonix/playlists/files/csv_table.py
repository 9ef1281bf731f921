"""CSV: a table, with the columns' names in its first row, as spreadsheets and other services write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from sonix.library.folding import fold
from sonix.playlists.files.item import (
    OWN_ID,
    Item,
    PlaylistFile,
    check_number,
    duration_us,
    number,
    own_id,
    tidy,
    unreadable,
)

_COLUMNS = {
    "title": ("title", "track", "track name", "track title", "name", "song", "song name", "titel", "titulo"),
    "artist": ("artist", "artists", "artist name", "artist name s", "artist names", "creator", "interpret", "artista"),
    "album": ("album", "album name", "album title"),
    "milliseconds": ("duration ms", "track duration ms", "duration milliseconds", "length ms"),
    "seconds": ("duration", "time", "length", "seconds", "duration s", "dauer"),
    "id": ("sonix id",),
}
_BARE = {"title": 0, "artist": 1, "album": 2}
"""A table without names of columns."""
_FORMULA = ("=", "+", "-", "@")


def read_csv(text: str) -> PlaylistFile:
    """Raises SonixError `bad_playlist`."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    items: list[Item] = []
    columns: dict[str, int] | None = None
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if columns is None:
                columns = _named(row)
                if columns:
                    continue
                columns = _BARE
            if any(cell.strip() for cell in row):
                items.append(_item(row, columns))
                check_number(items)
    except csv.Error as error:
        raise unreadable() from error
    return PlaylistFile("", items)


def write_csv(_name: str, items: Sequence[Item]) -> str:
    """With a mark that makes Excel take it for UTF-8. What a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["Title", "Artist", "Album", "Duration (ms)", "Sonix ID"])
    for item in items:
        own = f"{OWN_ID}{item.track_id}" if item.track_id else ""
        texts = [_harmless(text) for text in (item.title, item.artist, item.album)]
        table.writerow([*texts, (item.duration_us or 0) // 1000, own])
    return "\ufeff" + out.getvalue()


def _named(row: list[str]) -> dict[str, int]:
    """Where each field stands; empty when this row is no heading."""
    folded = [fold(cell) for cell in row]
    found = {}
    for field, names in _COLUMNS.items():
        at = [folded.index(name) for name in names if name in folded]
        if at:
            found[field] = at[0]
    return found if "title" in found else {}


def _item(row: list[str], columns: dict[str, int]) -> Item:
    def cell(field: str) -> str:
        at = columns.get(field, len(row))
        return row[at].removeprefix("'") if at < len(row) else ""

    milliseconds = number(cell("milliseconds"))
    seconds = _clock(cell("seconds")) if milliseconds is None else milliseconds / 1000
    return Item(
        tidy(cell("title")), tidy(cell("artist")), tidy(cell("album")), duration_us(seconds), own_id(cell("id"))
    )


def _clock(text: str) -> float | None:
    """Seconds of "225", "3:45" and "1:03:45"."""
    parts = [number(part) for part in text.split(":")[:3]]
    if not parts or any(part is None for part in parts):
        return None
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + (part or 0.0)
    return seconds


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
