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
