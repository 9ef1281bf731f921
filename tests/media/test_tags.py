"""Titles people recognise, whatever programs did to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonix.media.probe import probe
from sonix.media.tags import Tags, read_tags
from sonix.media.text import clean, decoded

from .conftest import Signal, WriteSound

ENDINGS = ["mp3", "m4a", "alac.m4a", "flac", "ogg", "opus", "aiff", "wav"]


def tags_of(path: Path, file_name: str = "x.mp3") -> Tags:
    return read_tags(path, probe(path, 60), file_name)


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_gives_its_tags(ending: str, tmp_path: Path, write_sound: WriteSound, music: Signal) -> None:
    written = {"title": "Grüße 🎧", "artist": "Ольга", "album": "夜", "genre": "Jazz", "track": "3", "date": "1999"}
    tags = tags_of(write_sound(tmp_path / f"a.{ending}", music[:20_000], 48_000, tags=written))
    assert (tags.title, tags.artist, tags.album) == ("Grüße 🎧", "Ольга", "夜")
    assert tags.genre == "Jazz"


def test_numbers_that_make_no_sense_are_left_out(tmp_path: Path, write_sound: WriteSound, music: Signal) -> None:
    written = {"title": "t", "track": "7/12", "disc": "none", "date": "released 2004-05-01"}
    tags = tags_of(write_sound(tmp_path / "a.flac", music[:20_000], tags=written))
    assert (tags.track_no, tags.disc_no, tags.year) == (7, None, 2004)


@pytest.mark.parametrize(
    ("file_name", "title", "artist", "track_no"),
    [
        ("03 - The Band - Some_Song.mp3", "Some Song", "The Band", 3),
        ("07. Alone.flac", "Alone", "", 7),
        ("99 Luftballons.mp3", "Luftballons", "", 99),
        ("1979.mp3", "1979", "", None),
        ("C:\\music\\🎸 riff.wav", "🎸 riff", "", None),
        ("../../etc/passwd", "passwd", "", None),
        (".mp3", ".mp3", "", None),
        ("", "Untitled", "", None),
    ],
)
def test_without_tags_the_file_name_speaks(
    file_name: str,
    title: str,
    artist: str,
    track_no: int | None,
    tmp_path: Path,
    write_sound: WriteSound,
    music: Signal,
) -> None:
    tags = tags_of(write_sound(tmp_path / "a.wav", music[:20_000]), file_name)
    assert (tags.title, tags.artist, tags.track_no) == (title, artist, track_no)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Café".encode(), "Café"),
        ("Café".encode("cp1252"), "Café"),
        ("Café".encode().decode("cp1252").encode(), "Café"),
        ("It\u2019s".encode().decode("cp1252").encode(), "It\u2019s"),
        ("Кино".encode("cp1251").decode("latin-1").encode(), "Кино"),
        ("Сплин — Романс".encode(), "Сплин — Романс"),
        ("été à Noël".encode(), "été à Noël"),
        ("Ænima".encode(), "Ænima"),
        ("👩‍🚀".encode(), "👩‍🚀"),
        (b"\xff\xfe\x00bad", "ÿþ\x00bad"),
    ],
)
def test_the_encoding_is_found_out(data: bytes, text: str) -> None:
    assert decoded(data.decode("latin-1")) == text


def test_nothing_unseen_gets_through() -> None:
    assert clean("  a\x00b\x1b[31m\r\nc\u202e\u2066d\ufeff  ") == "a b [31m cd"
    assert clean("e\u0301") == "é"
    assert clean("👩‍🚀 ok") == "👩‍🚀 ok"


def test_a_long_text_ends_at_a_whole_sign() -> None:
    assert len(clean("x" * 100_000)) == 200
    assert clean("x" * 199 + "👩‍🚀") == "x" * 199
    assert clean("x" * 199 + "🎵🎵") == "x" * 199 + "🎵"
