"""Byte ranges (RFC 9110, section 14), decided without touching a file.

One range is honoured; several at once are answered with the whole (allowed, and no client of ours asks for several).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Slice:
    """What to send: `length` bytes from `start` on. `partial`: as 206 with a Content-Range."""

    start: int
    length: int
    partial: bool


def choose(size_bytes: int, etag: str, range_header: str | None, if_range: str | None) -> Slice | None:
    """What to send of a file of `size_bytes`; None means 416.

    A header that can't be read, names several ranges or another unit, or an `If-Range` that is not this very `etag`,
    asks for the whole.
    """
    whole = Slice(0, size_bytes, partial=False)
    if range_header is None or (if_range is not None and if_range.strip() != etag):
        return whole
    match = _ONE_RANGE.fullmatch(range_header.strip())
    if match is None:
        return whole
    first, last = match.groups()
    if first == "":
        return _suffix(size_bytes, last, whole)
    start, end = int(first), int(last) if last else size_bytes - 1
    if last and end < start:
        return whole
    if start >= size_bytes:
        return None
    return Slice(start, min(end, size_bytes - 1) - start + 1, partial=True)


def _suffix(size_bytes: int, last: str, whole: Slice) -> Slice | None:
    """`bytes=-N`: the last N bytes."""
    if last == "":
        return whole
    length = min(int(last), size_bytes)
    if length == 0:
        return None
    return Slice(size_bytes - length, length, partial=True)
