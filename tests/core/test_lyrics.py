"""Lyrics from anywhere become lines on the music's time, whatever was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonix.core.lyrics import (
    MAX_AT_US,
    MAX_BYTES,
    MAX_LINE_CHARS,
    MAX_LINES,
    LyricLine,
    as_lrc,
    clean_lyrics,
    cut_lyrics,
    is_synced,
    parse_lrc,
)

_WORDS = st.text(st.characters(categories=("L", "N", "P")), max_size=30).filter(
    lambda text: not set(text) & set("[]<>:") and clean_lyrics(text) == text
)
_TIMES = st.lists(st.integers(0, 999 * 60_000), unique=True, max_size=40).map(sorted)
_PIECES = st.lists(
    st.sampled_from(["[00:01.5]", "[1:2:3]", "[offset:+200]", "<00:02>", "[ar:x]", "word", " ", "\n", "[", "]", "999"]),
    max_size=60,
).map("".join)


def lines_of(text: str) -> list[tuple[float, str]]:
    return [(line.at_us / 1e6, line.text) for line in parse_lrc(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[00:12.34]Words", [(12.34, "Words")]),
        ("[00:12]a\n[00:13.5]b\n[00:14.123]c\n[01:02:50]d", [(12, "a"), (13.5, "b"), (14.123, "c"), (62.5, "d")]),
        ("[00:10.00][00:50.00]Chorus\n[00:20.00]Verse", [(10, "Chorus"), (20, "Verse"), (50, "Chorus")]),
        ("[00:10.00] [00:50.00] Chorus", [(10, "Chorus"), (50, "Chorus")]),
        ("[offset:+500]\n[00:10.00]sooner", [(9.5, "sooner")]),
        ("[00:10.00]later\n[Offset: -500]", [(10.5, "later")]),
        ("[offset:99999]\n[00:10.00]a\n[00:11.00]b", [(0, "a\nb")]),
        ("[00:10.00]<00:10.00>One <00:10.50>two<00:11>", [(10, "One two")]),
        ("[00:10.00]One [00:10.50]two", [(10, "One two")]),
        ("[ar:Somebody]\n[ti:Song]\n[00:01.00]a\n[by:x]", [(1, "a")]),
        ("[00:01.00]Hallo\nHello", [(1, "Hallo\nHello")]),
        ("[00:01.00]Hallo\n[00:01.00]Hello", [(1, "Hallo\nHello")]),
        ("[00:01.00][00:09.00]Hallo\nHello", [(1, "Hallo\nHello"), (9, "Hallo\nHello")]),
        ("[00:01.00]a\n[00:05.00]\n[00:09.00]b", [(1, "a"), (5, ""), (9, "b")]),
        ("no stamps\nat all", []),
        ("", []),
    ],
)
def test_what_files_write_is_understood(text: str, expected: list[tuple[float, str]]) -> None:
    assert lines_of(text) == expected


@given(_TIMES, st.data())
def test_lines_come_back_as_they_were_written(times: list[int], data: st.DataObject) -> None:
    lines = tuple(LyricLine(at_ms * 1000, data.draw(_WORDS)) for at_ms in times)
    assert parse_lrc(as_lrc(lines)) == lines


@given(st.one_of(st.text(), _PIECES))
def test_whatever_comes_in_times_rise_and_everything_is_bounded(text: str) -> None:
    lines = parse_lrc(text)
    times = [line.at_us for line in lines]
    assert times == sorted(set(times))
    assert all(0 <= at_us <= MAX_AT_US for at_us in times)
    assert all(len(line.text) <= MAX_LINE_CHARS for line in lines)


@given(st.one_of(st.text(), _PIECES))
def test_clean_text_stays_as_it_is(text: str) -> None:
    once = clean_lyrics(text)
    assert clean_lyrics(once) == once
    assert "\0" not in once and "\r" not in once


def test_hostile_lengths_end_soon_and_small() -> None:
    stamps = "[00:01.00]" * (MAX_BYTES // 10)
    assert len(parse_lrc(stamps)) == 1
    many = "\n".join(f"[{n // 60}:{n % 60:02d}.00]x" for n in range(8000))
    assert len(parse_lrc(many)) == MAX_LINES
    assert parse_lrc("[00:01.00]" + "a" * MAX_BYTES)[0].text == "a" * MAX_LINE_CHARS
    assert parse_lrc("[" * MAX_BYTES) == ()
    assert parse_lrc("[00:01.00]a\n" + "b\n" * (MAX_BYTES // 2))[0].text.startswith("a\nb\nb")


@given(st.text(max_size=200), st.integers(1, 3000))
def test_too_much_is_cut_at_a_line(line: str, times: int) -> None:
    text = clean_lyrics((line + "\n") * times)
    cut = cut_lyrics(text)
    assert len(cut.encode()) <= MAX_BYTES
    assert text.startswith(cut)


def test_text_is_synced_when_most_of_it_has_stamps() -> None:
    assert is_synced("[ar:x]\n[00:01]a\n[00:02]b\nc")
    assert not is_synced("[3:16] For example\nis a verse\nof something else")
    assert not is_synced("Just\nwords")
