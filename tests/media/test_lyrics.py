"""Lyrics that lie inside of files, and the letters files of lyrics are written in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonix.core.lyrics import MAX_BYTES, parse_lrc
from sonix.media.id3 import frames
from sonix.media.lyrics_tags import lyrics_in
from sonix.media.lyrics_text import lyrics_of_bytes
from sonix.media.probe import probe
from sonix.media.process import process_file
from sonix.media.tags import read_tags

from .conftest import Signal, WriteSound

PLAIN = "Grüße 🎧\n\nnoch eine Zeile"
LRC = "[00:01.00]Grüße\n[00:02.50]夜"


def synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def frame(name: bytes, body: bytes, version: int = 4, flags: int = 0) -> bytes:
    size = synchsafe(len(body)) if version == 4 else len(body).to_bytes(4, "big")
    return name + size + bytes([0, flags]) + body


def sylt(*lines: tuple[int, str], encoding: int = 3, unit: int = 2, kind: int = 1) -> bytes:
    codec, end = {0: ("latin-1", b"\0"), 1: ("utf-16", b"\0\0"), 3: ("utf-8", b"\0")}[encoding]
    pieces = b"".join(text.encode(codec) + end + at_ms.to_bytes(4, "big") for at_ms, text in lines)
    return bytes([encoding]) + b"eng" + bytes([unit, kind]) + "x".encode(codec) + end + pieces


def tagged(path: Path, *bodies: bytes, version: int = 4, flags: int = 0) -> Path:
    """A file that begins with an ID3 tag, before whatever was in it."""
    tag = b"".join(bodies)
    music = path.read_bytes() if path.exists() else b""
    if music[:3] == b"ID3":
        music = music[10 + (music[6] << 21 | music[7] << 14 | music[8] << 7 | music[9]) :]
    path.write_bytes(b"ID3" + bytes([version, 0, flags]) + synchsafe(len(tag)) + tag + music)
    return path


@pytest.mark.parametrize("ending", ["mp3", "m4a", "alac.m4a", "flac", "ogg", "opus"])
@pytest.mark.parametrize("text", [PLAIN, LRC])
def test_every_format_gives_its_lyrics(
    ending: str, text: str, tmp_path: Path, write_sound: WriteSound, music: Signal
) -> None:
    path = write_sound(tmp_path / f"a.{ending}", music[:20_000], 48_000, tags={"lyrics": text})
    assert read_tags(path, probe(path, 60), "x").lyrics == text


def test_uslt_and_sylt_of_an_mp3_come_with_the_track(tmp_path: Path, write_sound: WriteSound, music: Signal) -> None:
    path = write_sound(tmp_path / "a.mp3", music[:40_000])
    uslt = frame(b"USLT", b"\x03eng\0" + PLAIN.encode())
    tagged(path, uslt)
    done = process_file(path, tmp_path, "a.mp3", 60, lambda _stage, _share: None)
    assert done.lyrics == PLAIN
    tagged(path, uslt, frame(b"SYLT", sylt((1000, "one"), (2500, "two"))))
    done = process_file(path, tmp_path, "a.mp3", 60, lambda _stage, _share: None)
    assert done.lyrics == "[00:01.000]one\n[00:02.500]two"


@pytest.mark.parametrize("encoding", [0, 1, 3])
@pytest.mark.parametrize("version", [3, 4])
def test_sylt_in_any_of_its_encodings(encoding: int, version: int, tmp_path: Path) -> None:
    body = sylt((0, "Grüße"), (61_200, "two"), encoding=encoding)
    found = lyrics_in(tagged(tmp_path / "a", frame(b"SYLT", body, version), version=version), {})
    assert found == "[00:00.000]Grüße\n[01:01.200]two"


def test_words_of_a_line_make_one_line(tmp_path: Path) -> None:
    body = sylt((0, "One "), (300, "two"), (5000, "\nThree "), (5300, "four"))
    assert lyrics_in(tagged(tmp_path / "a", frame(b"SYLT", body)), {}) == "[00:00.000]One two\n[00:05.000]Three four"


@pytest.mark.parametrize("body", [b"", sylt((1, "x"), unit=1), sylt((1, "x"), kind=4), sylt((1, "x"))[:-3]])
def test_what_is_no_lyrics_in_time_is_left_alone(body: bytes, tmp_path: Path) -> None:
    assert lyrics_in(tagged(tmp_path / "a", frame(b"SYLT", body)), {}) is None


def test_bytes_that_were_padded_against_false_starts_come_back(tmp_path: Path) -> None:
    body = b"\xff\x00\xe0"
    whole = frame(b"SYLT", b"\xff\xe0", 3).replace(b"\xff", b"\xff\x00")
    assert list(frames(tagged(tmp_path / "a", whole, version=3, flags=0x80), "SYLT")) == [b"\xff\xe0"]
    assert list(frames(tagged(tmp_path / "b", frame(b"SYLT", body, 4, 0x02)), "SYLT")) == [b"\xff\xe0"]


@given(st.binary(max_size=400), st.sampled_from([3, 4]), st.integers(0, 255))
def test_hostile_tags_are_no_lyrics_and_no_error(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, version: int, flags: int
) -> None:
    path = tagged(tmp_path_factory.mktemp("junk") / "a", frame(b"SYLT", junk), junk, version=version, flags=flags)
    found = lyrics_in(path, {"lyrics": junk.decode("latin-1")})
    assert found is None or len(found.encode()) <= MAX_BYTES


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeff[00:01]Grüße".encode(), "[00:01]Grüße"),
        ("[00:01]Grüße".encode("utf-16"), "[00:01]Grüße"),
        ("[00:01]Grüße".encode("utf-16-le"), "[00:01]Grüße"),
        ("[00:01]Grüße".encode("utf-16-be"), "[00:01]Grüße"),
        ("[00:01]Grüße".encode("cp1252"), "[00:01]Grüße"),
        ("[00:01]Спокойной ночи".encode("cp1251"), "[00:01]Спокойной ночи"),
        ("[00:01]さくら さくら".encode("shift_jis"), "[00:01]さくら さくら"),
        ("[00:01]月亮代表我的心".encode("gb18030"), "[00:01]月亮代表我的心"),
        (b"a\r\nb\rc\0\x07", "a\nb\nc"),
        (b"", ""),
    ],
)
def test_letters_are_told_by_their_bytes(data: bytes, text: str) -> None:
    assert lyrics_of_bytes(data) == text


@given(st.binary(max_size=2000))
def test_any_bytes_become_bounded_text(data: bytes) -> None:
    text = lyrics_of_bytes(data)
    assert len(text.encode()) <= MAX_BYTES
    parse_lrc(text)
