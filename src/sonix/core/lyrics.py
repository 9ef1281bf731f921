"""Lyrics as text, and lines of them on the music's own time: LRC, as files and tags have it.

An LRC line is `[mm:ss.xx]words`, with several stamps where words come back. Stamps of single words are passed over:
lyrics follow to the line. What has no stamp goes on with the line before it, as translations do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

import msgspec

LyricsKind = Literal["synced", "plain", "none"]
MAX_BYTES = 100_000
"""Of the whole text, in UTF-8."""
MAX_LINES = 5_000
MAX_LINE_CHARS = 500
MAX_AT_US = 24 * 3600 * 1_000_000
_MAX_STAMPS = 100
_MAX_MORE = 8
"""Rows without a stamp that go on with a line."""
_STAMP = re.compile(r"\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_WORD_STAMP = re.compile(r"[<\[]\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?[>\]]")
_OFFSET = re.compile(r"\[\s*offset\s*:\s*([+-]?\d{1,7})\s*\]", re.IGNORECASE)
_ABOUT = re.compile(r"\[\s*[A-Za-z#][A-Za-z_# ]{0,15}:[^\]]*\]")
_TURNS_LETTERS = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_UNSEEN = ("Cc", "Cs")


class LyricLine(msgspec.Struct, frozen=True):
    """One line; it is sung from `at_us` of the music on. Without words: nothing is sung from there on."""

    at_us: int
    text: str


def parse_lrc(text: str) -> tuple[LyricLine, ...]:
    """The lines in order of time, each time once; what is sung at the same time stands in one line, on rows of its own.

    Never fails: what is no line of lyrics is passed over. At most 5,000 lines of at most 500 characters come out.
    """
    found: list[tuple[int, str]] = []
    latest, more = 0, 0
    offset_us = 0
    for row in text.splitlines():
        if told := _OFFSET.fullmatch(row.strip()):
            offset_us = int(told[1]) * 1000
            continue
        stamps, words = _stamps(row.strip())
        if stamps:
            latest, more = len(found), 0
            found += [(at_us, words) for at_us in stamps]
        elif words and found and more < _MAX_MORE and not _ABOUT.fullmatch(words):
            more += 1
            found[latest:] = [(at_us, _joined(before, words)) for at_us, before in found[latest:]]
        if len(found) >= MAX_LINES:
            break
    return _in_order((min(MAX_AT_US, max(0, at_us - offset_us)), words) for at_us, words in found[:MAX_LINES])


def is_synced(text: str) -> bool:
    """Whether the text is LRC: at least as many rows are stamped as are not."""
    rows = [row.strip() for row in text.splitlines()]
    told = [row for row in rows if row and not _ABOUT.fullmatch(row) and not _OFFSET.fullmatch(row)]
    stamped = sum(1 for row in told if _STAMP.match(row))
    return stamped > 0 and 2 * stamped >= len(told)


def as_lrc(lines: Iterable[LyricLine]) -> str:
    """The same lines as text, to the millisecond."""
    return "\n".join(f"[{_clock(line.at_us)}]{line.text}" for line in lines)


def clean_lyrics(text: str) -> str:
    """Composed, one kind of line end, no controls, nothing that turns letters around beyond its line."""
    composed = unicodedata.normalize("NFC", _TURNS_LETTERS.sub("", text))
    rows = composed.replace("\t", " ").splitlines()
    seen = ("".join(c for c in row if unicodedata.category(c) not in _UNSEEN).rstrip() for row in rows)
    return "\n".join(seen).strip("\n")


def cut_lyrics(text: str) -> str:
    """As many whole lines of `text` as fit."""
    data = text.encode("utf-8", "ignore")
    if len(data) <= MAX_BYTES:
        return text
    return data[:MAX_BYTES].decode("utf-8", "ignore").rpartition("\n")[0]


def _stamps(row: str) -> tuple[list[int], str]:
    """Times at the head of a row, in µs, and the words after them."""
    stamps: list[int] = []
    at = 0
    while len(stamps) < _MAX_STAMPS and (stamp := _STAMP.match(row, at)):
        minutes, seconds, fraction = stamp.groups()
        millis = int((fraction or "0").ljust(3, "0"))
        stamps.append((int(minutes) * 60_000 + int(seconds) * 1000 + millis) * 1000)
        at = stamp.end()
        while row[at : at + 1] == " " and _STAMP.match(row, at + 1):
            at += 1
    words = _WORD_STAMP.sub(" ", row[at:]) if stamps else row
    return stamps, " ".join(words.split())[:MAX_LINE_CHARS]


def _in_order(found: Iterable[tuple[int, str]]) -> tuple[LyricLine, ...]:
    at: dict[int, str] = {}
    for at_us, words in sorted(found, key=lambda one: one[0]):
        at[at_us] = _joined(at[at_us], words) if at_us in at else words
    return tuple(LyricLine(at_us, words) for at_us, words in at.items())


def _joined(before: str, words: str) -> str:
    return "\n".join(each for each in (before, words) if each)[:MAX_LINE_CHARS].rstrip()


def _clock(at_us: int) -> str:
    minutes, millis = divmod(at_us // 1000, 60_000)
    return f"{minutes:02d}:{millis // 1000:02d}.{millis % 1000:03d}"
