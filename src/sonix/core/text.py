"""Text from strangers as it may be shown: it must not break a line, turn letters around, or look like nothing."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def clean_line(text: str) -> str:
    """One line of visible text: NFC, white space folded, no controls or direction marks; joiners stay, for emoji."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(c for c in composed if c.isspace() or c == _JOINER or unicodedata.category(c) not in _UNSEEN)
    return " ".join(seen.split()).strip(f" {_JOINER}")


def span(us: int) -> str:
    """A length of time in words for people, rounded up: "40 seconds", "3 minutes", "2 hours 20 minutes"."""
    seconds = max(1, -(-us // 1_000_000))
    if seconds < 60:
        return counted(seconds, "second")
    minutes = -(-seconds // 60)
    if minutes < 60:
        return counted(minutes, "minute")
    hours, minutes = divmod(minutes, 60)
    return counted(hours, "hour") + (f" {counted(minutes, 'minute')}" if minutes else "")


def counted(number: int, noun: str) -> str:
    """The number and what it counts: "1 track", "2 tracks"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
