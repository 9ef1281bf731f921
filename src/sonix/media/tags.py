"""What a file says about itself, as far as it can be believed, with its name as the fallback."""

from __future__ import annotations

import re
from pathlib import Path

import av
import msgspec
from av.container import InputContainer
from av.stream import Disposition
from tinytag import TinyTag

from sonix.media.lyrics_tags import lyrics_in
from sonix.media.probe import Probe, opened
from sonix.media.text import clean, decoded

MAX_PICTURE_BYTES = 20_000_000
_NUMBERED = re.compile(r"^\(?(\d{1,3})\)?\s*[-._ )]\s*(?=\S)")
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|2[0-9]{3})(?!\d)")


class Tags(msgspec.Struct, frozen=True):
    """Texts are clean and bounded; a number that makes no sense is None; `picture` is the raw embedded cover,
    `lyrics` are LRC where they have times."""

    title: str
    artist: str
    album: str
    album_artist: str
    genre: str
    track_no: int | None
    disc_no: int | None
    year: int | None
    picture: bytes | None
    lyrics: str | None


def read_tags(path: Path, probe: Probe, file_name: str) -> Tags:
    """Never fails over tags: what can't be read is left empty, and the title comes from `file_name`."""
    found, picture, lyrics = _from_ffmpeg(path, probe)
    for name, value in _from_tinytag(path).items():
        found.setdefault(name, value)
    guessed = _from_file_name(file_name)
    title = found.get("title", "")
    return Tags(
        title=title or guessed["title"],
        artist=found.get("artist", "") or found.get("album_artist", "") or ("" if title else guessed["artist"]),
        album=found.get("album", ""),
        album_artist=found.get("album_artist", ""),
        genre=found.get("genre", ""),
        track_no=_number(found.get("track") or guessed["track"]),
        disc_no=_number(found.get("disc", "")),
        year=_year(found.get("date") or found.get("year") or ""),
        picture=picture,
        lyrics=lyrics,
    )


def _from_ffmpeg(path: Path, probe: Probe) -> tuple[dict[str, str], bytes | None, str | None]:
    with opened(path, probe.container) as container:
        raw = dict(container.streams.audio[0].metadata) | dict(container.metadata)
        texts = {name.lower(): clean(decoded(value)) for name, value in raw.items()}
        found = {name: value for name, value in texts.items() if value}
        return found, _picture(container), lyrics_in(path, raw)


def _picture(container: InputContainer) -> bytes | None:
    pictures = [stream for stream in container.streams.video if stream.disposition & Disposition.attached_pic]
    pictures.sort(key=lambda stream: "front" not in stream.metadata.get("comment", "").lower())
    if not pictures:
        return None
    try:
        packet = next((packet for packet in container.demux(pictures[0]) if packet.size), None)
    except MemoryError:
        raise
    except av.FFmpegError:
        return None
    return bytes(packet) if packet is not None and packet.size <= MAX_PICTURE_BYTES else None


def _from_tinytag(path: Path) -> dict[str, str]:
    """A second reader for what FFmpeg leaves out; whatever it raises at hostile bytes means 'nothing'."""
    try:
        tag = TinyTag.get(path)
    except MemoryError:
        raise
    except Exception:
        return {}
    values = {
        "title": tag.title,
        "artist": tag.artist,
        "album": tag.album,
        "album_artist": tag.albumartist,
        "genre": tag.genre,
        "track": tag.track,
        "disc": tag.disc,
        "date": tag.year,
    }
    texts = {name: clean(str(value)) for name, value in values.items() if value is not None}
    return {name: text for name, text in texts.items() if text}


def _from_file_name(file_name: str) -> dict[str, str]:
    """`03 - Artist - Title.mp3` and its relatives; underscores are spaces."""
    last = re.split(r"[/\\]", file_name)[-1]
    stem = last.rpartition(".")[0] or last
    text = clean(stem.replace("_", " "))
    track = ""
    if (number := _NUMBERED.match(text)) and not text[number.end() :].isdigit():
        track, text = number[1], text[number.end() :]
    artist, dash, title = text.partition(" - ")
    if dash and artist.strip() and title.strip():
        return {"title": title.strip(), "artist": artist.strip(), "track": track}
    return {"title": text or "Untitled", "artist": "", "track": track}


def _number(text: str) -> int | None:
    digits = re.match(r"\s*(\d{1,4})", text)
    return int(digits[1]) or None if digits else None


def _year(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found[1]) if found else None
