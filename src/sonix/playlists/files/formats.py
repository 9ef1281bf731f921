"""Which format a file is of, told by its content; and the formats that lists are written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sonix.playlists.files.csv_table import read_csv, write_csv
from sonix.playlists.files.item import Item, PlaylistFile, unreadable
from sonix.playlists.files.jspf import read_jspf, write_jspf
from sonix.playlists.files.m3u import read_m3u, write_m3u
from sonix.playlists.files.xspf import read_xspf, write_xspf

Format = Literal["m3u", "m3u8", "xspf", "jspf", "csv"]
MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Written:
    """How a format is written."""

    media_type: str
    write: Callable[[str, Sequence[Item]], str]


WRITERS: dict[Format, Written] = {
    "m3u": Written("audio/x-mpegurl", write_m3u),
    "m3u8": Written("audio/x-mpegurl", write_m3u),
    "xspf": Written("application/xspf+xml", write_xspf),
    "jspf": Written("application/jspf+json", write_jspf),
    "csv": Written("text/csv", write_csv),
}


def read_file(data: bytes, file_name: str) -> PlaylistFile:
    """What stands in a file. Its name only decides between the two formats of plain lines.

    Raises:
        SonixError: `bad_playlist`, `too_many`, both 422.
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{":
        return _checked(read_jspf(data.removeprefix(b"\xef\xbb\xbf")))
    if start == b"<" or b"<playlist" in data[:400].replace(b"\0", b""):
        return _checked(read_xspf(data))
    text = _decoded(data)
    if "\0" in text:
        raise unreadable()
    lines = file_name.lower().endswith((".m3u", ".m3u8")) or text.lstrip().upper().startswith("#EXT")
    return _checked(read_m3u(text) if lines else read_csv(text))


def _checked(found: PlaylistFile) -> PlaylistFile:
    """Lines that say nothing are none."""
    items = [item for item in found.items if item.title or item.track_id]
    if not items:
        raise unreadable()
    return PlaylistFile(found.name, items)


def _decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 where it says or shows so, else Windows Western."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
