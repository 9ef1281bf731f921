"""One file in, everything a track needs out. Runs inside a worker process (`sonix.media.worker`), never in the server."""

from __future__ import annotations

import msgspec

from sonix.core.room.state import Rendition


class Processed(msgspec.Struct, frozen=True):
    """What was learnt about a file; the files themselves lie in the output folder.

    Attributes:
        loudness_lufs: EBU R128 integrated loudness; -70.0 for silence.
        true_peak_db: highest inter-sample peak in dBTP.
        cover: file name in the output folder ("cover.webp"), or None when the file carried no usable picture.
        cover_accent: "#rrggbb" taken from the cover.
        source_format: short name of what the file really is, e.g. "mp3", "alac".
    """

    title: str
    artist: str
    album: str
    album_artist: str
    genre: str
    track_no: int | None
    disc_no: int | None
    year: int | None
    rendition: Rendition
    loudness_lufs: float
    true_peak_db: float
    cover: str | None
    cover_accent: str | None
    source_sha256: str
    source_format: str
    source_bytes: int
