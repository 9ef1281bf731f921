"""Text of a chat: several lines of visible letters, and the words a room does without."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sonix.core.text import clean_line

MAX_CHARS = 2000
_MAX_EMPTY_LINES = 1


def clean_text(text: str) -> str:
    """Lines of visible text: no controls or direction marks, no more than one empty line in a row, none at the ends."""
    lines: list[str] = []
    empty = 0
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        kept = _clean_indented(line)
        empty = 0 if kept else empty + 1
        if empty <= _MAX_EMPTY_LINES:
            lines.append(kept)
    return "\n".join(lines).strip()


def _clean_indented(line: str) -> str:
    """Spaces inside and in front stay: code is written with them."""
    words = [clean_line(word) for word in line.expandtabs(4).split(" ")]
    return " ".join(words).rstrip()


def blocked_word(text: str, blocked: Iterable[str]) -> str | None:
    """The first of the room's blocked words that stands in `text` as a whole word, whatever its case and accents."""
    plain = f" {_plain(text)} "
    return next((word for word in blocked if (folded := _plain(word)) and f" {folded} " in plain), None)


def _plain(text: str) -> str:
    """Letters and digits without case or accents, words apart by one space."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = (c for c in folded if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())
