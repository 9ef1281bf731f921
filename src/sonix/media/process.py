"""One file in, everything a track needs out. Runs in a worker process (`sonix.media.worker`), not in the server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import msgspec

from sonix.core.room.state import Rendition
from sonix.media.cover import make_cover
from sonix.media.decode import RATE_HZ, Decoder
from sonix.media.errors import MediaRefused
from sonix.media.loudness import SILENCE_LUFS
from sonix.media.probe import Probe, broken, probe
from sonix.media.rendition import Made, make_rendition, sha256_of
from sonix.media.tags import read_tags

COVER = "cover.webp"
_SILENT_PEAK_DB = -120.0
_PROGRESS_STEP = 0.01
Progress = Callable[[str, float], None]


class Processed(msgspec.Struct, frozen=True):
    """What was learnt about a file; the files themselves lie in the output folder.

    Attributes:
        loudness_lufs: EBU R128 integrated loudness; -70.0 for silence.
        true_peak_db: highest inter-sample peak in dBTP; -120.0 for silence.
        cover: file name in the output folder ("cover.webp"), or None when the file carried no usable picture.
        cover_accent: "#rrggbb" taken from the cover.
        cover_palette: three or four colours "#rrggbb" that make up the cover, most present first.
        lyrics: what the file carries, LRC where it has times; bounded and clean.
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
    cover_palette: tuple[str, ...] = ()
    lyrics: str | None = None


def process_file(source: Path, out_dir: Path, file_name: str, max_seconds: float, progress: Progress) -> Processed:
    """Runs every stage; `progress(stage, share)` gets the share of the whole work done, which never falls.

    Loudness, peaks and encoding are one pass over the sound: its stage is reported as "encode", with "loudness" and
    "peaks" following when their results are in. Raises MediaRefused.
    """
    try:
        return _process(source, out_dir, file_name, max_seconds, progress)
    except MemoryError:
        raise
    except av.FFmpegError as error:
        raise broken() from error


def _process(source: Path, out_dir: Path, file_name: str, max_seconds: float, progress: Progress) -> Processed:
    progress("probe", 0.0)
    source_bytes = source.stat().st_size
    if source_bytes == 0:
        raise MediaRefused("empty", "The file is empty.")
    found = probe(source, max_seconds)
    source_sha256 = sha256_of(source)
    progress("tags", 0.03)
    tags = read_tags(source, found, file_name)
    colours = make_cover(tags.picture, out_dir / COVER) if tags.picture else None
    progress("encode", 0.05)
    made = _rendered(source, out_dir, found, max_seconds, progress)
    progress("loudness", 0.98)
    progress("peaks", 1.0)
    return Processed(
        title=tags.title,
        artist=tags.artist,
        album=tags.album,
        album_artist=tags.album_artist,
        genre=tags.genre,
        track_no=tags.track_no,
        disc_no=tags.disc_no,
        year=tags.year,
        rendition=made.rendition,
        loudness_lufs=max(made.loudness_lufs, SILENCE_LUFS),
        true_peak_db=max(made.true_peak_db, _SILENT_PEAK_DB),
        cover=COVER if colours else None,
        cover_accent=colours.accent if colours else None,
        source_sha256=source_sha256,
        source_format=found.source_format,
        source_bytes=source_bytes,
        cover_palette=colours.palette if colours else (),
        lyrics=tags.lyrics,
    )


def _rendered(source: Path, out_dir: Path, found: Probe, max_seconds: float, progress: Progress) -> Made:
    expected = (found.claimed_s or found.guessed_s or max_seconds) * RATE_HZ
    told = 0.05

    def encoded(samples: int) -> None:
        nonlocal told
        share = 0.05 + 0.92 * min(1.0, samples / expected)
        if share - told >= _PROGRESS_STEP:
            told = share
            progress("encode", share)

    return make_rendition(Decoder(source, found, max_seconds), out_dir, encoded)
