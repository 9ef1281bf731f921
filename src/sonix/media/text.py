"""Text from strangers' files: the right letters where they can be told, nothing that breaks a page or a line."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 200
_UNSEEN = {"Cc", "Cs", "Co", "Cn"}
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u200b\u2060]")
_JOINERS = "\u200d\ufe0f\ufe0e"
_WESTERN_LETTERS = re.compile("[\u00c0-\u00ff]")


def decoded(raw: str) -> str:
    """`raw` holds one byte a character (Latin-1): UTF-8 as it should be, else Windows Western, then known accidents."""
    data = raw.encode("latin-1", "replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return _cyrillic(_twice_encoded(text))


def _twice_encoded(text: str) -> str:
    """UTF-8 that some tool took for Western text and encoded once more."""
    for encoding in ("cp1252", "latin-1"):
        try:
            again = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return again
    return text


def _cyrillic(text: str) -> str:
    """Windows Cyrillic in a field that claims Latin-1: words almost all of accents exist nowhere else."""
    letters = [letter for letter in text if letter.isalpha()]
    western = _WESTERN_LETTERS.findall(text)
    if len(western) < 4 or len(western) < 0.8 * len(letters):
        return text
    try:
        return text.encode("latin-1").decode("cp1251")
    except UnicodeError:
        return text


def clean(text: str, limit: int = MAX_CHARACTERS) -> str:
    """One line, composed, no control or direction characters, at most `limit` characters, no half emoji at the end."""
    composed = unicodedata.normalize("NFC", _DIRECTION_MARKS.sub("", text[: 8 * limit]))
    seen = "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in composed)
    line = " ".join(seen.split())
    if len(line) <= limit:
        return line
    end = limit
    while end > 0 and (unicodedata.combining(line[end]) or line[end] in _JOINERS or line[end - 1] in _JOINERS[0]):
        end -= 1
    return line[:end].rstrip()
