"""Lyrics of strangers' files as text: the letters they were written in, where that can be told."""

from __future__ import annotations

import re

from sonix.core.lyrics import MAX_BYTES, clean_lyrics, cut_lyrics
from sonix.media.text import decoded

_KANA = re.compile("[\u3041-\u30fe]")
_HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uff5e]")
_READ_BYTES = 4 * MAX_BYTES


def lyrics_of_bytes(data: bytes) -> str:
    """Clean text of a `.lrc` or text file, at most 100 kB of it in whole lines; "" when there is none."""
    return tidy_lyrics(_text_of(data[:_READ_BYTES]))


def tidy_lyrics(text: str) -> str:
    """The same for what is text already."""
    return cut_lyrics(clean_lyrics(text))


def _text_of(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "ignore")
    if data[:200].count(b"\0") > 0.3 * len(data[:200]):
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "ignore")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _eastern(data) or decoded(data.decode("latin-1"))


def _eastern(data: bytes) -> str | None:
    """Shift JIS and GB 18030 take nearly any bytes, so they are believed only where letters of theirs come out."""
    for encoding, letters in (("shift_jis", _KANA), ("gb18030", _HAN)):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        foreign = [letter for letter in text if letter > "\x7f"]
        eastern = [letter for letter in foreign if _HAN.match(letter) or _KANA.match(letter)]
        if len(foreign) >= 4 and len(eastern) >= 0.9 * len(foreign) and letters.search(text):
            return text
    return None
