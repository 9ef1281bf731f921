"""Three pieces of music of our own, so that the first room has something to play."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sonix.media.demo import art
from sonix.media.demo.flac import write_flac
from sonix.media.demo.paper_kites import paper_kites
from sonix.media.demo.slow_tide import slow_tide
from sonix.media.demo.sound import Wave
from sonix.media.demo.window_seat import window_seat

ALBUM = "First Light"
ARTIST = "Sonix"


class Piece(NamedTuple):
    """One demo track and how it comes to be."""

    title: str
    genre: str
    compose: Callable[[], Wave]
    draw: Callable[[], bytes]


PIECES = (
    Piece("Slow Tide", "Ambient", slow_tide, art.sea),
    Piece("Window Seat", "Lo-fi", window_seat, art.window),
    Piece("Paper Kites", "Electronic", paper_kites, art.kites),
)


def make_demo(out_dir: Path) -> list[Path]:
    """Writes three tagged FLAC files with covers into `out_dir` and returns their paths. Same bytes every time.

    About five seconds of one core; each file appears under its name only when it is whole.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    return [_write(out_dir, number, piece) for number, piece in enumerate(PIECES, 1)]


def _write(out_dir: Path, number: int, piece: Piece) -> Path:
    path = out_dir / f"{number:02} - {piece.title}.flac"
    tags = {
        "title": piece.title,
        "artist": ARTIST,
        "album_artist": ARTIST,
        "album": ALBUM,
        "genre": piece.genre,
        "track": f"{number}",
        "date": "2026",
    }
    unfinished = path.with_suffix(".part")
    write_flac(unfinished, piece.compose(), tags, piece.draw(), art.SIDE)
    return unfinished.replace(path)
