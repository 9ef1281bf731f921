"""One line of a playlist file, whatever its format; what it says may be wrong, or missing."""

from __future__ import annotations

from dataclasses import dataclass

from sonix.core.errors import SonixError
from sonix.core.playlist.state import MOST_TRACKS
from sonix.media.text import clean

TEXT_CHARS = 400
MOST_SECONDS = 7 * 86_400
OWN_ID = "urn:sonix:track:"
"""What our own files name a track by, beside its words."""


@dataclass(frozen=True)
class Item:
    """What a file says of one track. `duration_us` None: nothing. `track_id`: of a file that this program wrote."""

    title: str
    artist: str = ""
    album: str = ""
    duration_us: int | None = None
    track_id: str | None = None


@dataclass(frozen=True)
class PlaylistFile:
    """What is in a file."""

    name: str
    items: list[Item]


def tidy(text: str) -> str:
    """A stranger's text as one short line."""
    return clean(text, TEXT_CHARS)


def duration_us(seconds: float | None) -> int | None:
    """Microseconds; None for what no track is as long as."""
    if seconds is None or not 0 < seconds < MOST_SECONDS:
        return None
    return int(seconds * 1_000_000)


def number(text: str) -> float | None:
    """What may be a number."""
    try:
        return float(text.strip())
    except ValueError:
        return None


def own_id(text: str) -> str | None:
    """The track that an identifier of ours names."""
    found = text.strip().removeprefix(OWN_ID)
    return found if text.strip().startswith(OWN_ID) and found.isalnum() and len(found) <= 64 else None


def check_number(items: list[Item]) -> None:
    """Raises SonixError `too_many`, 422: for readers to ask while they read."""
    if len(items) > MOST_TRACKS:
        text = f"This file has more than {MOST_TRACKS} tracks. Split it, then import the parts."
        raise SonixError("too_many", text, status=422)


def unreadable() -> SonixError:
    """For what is no playlist, or broken."""
    text = "This is not a playlist Sonix can read. It takes M3U, XSPF, JSPF and CSV."
    return SonixError("bad_playlist", text, status=422)
