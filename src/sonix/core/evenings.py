"""Evenings of a room: spans in which music was heard or somebody was there, with no gap of three hours. Pure.

Also how long each track sounded: until the next one began, and no longer than it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

GAP_US = 3 * 3600 * 1_000_000


class Span(msgspec.Struct, frozen=True, order=True):
    """From when to when, in µs of the room timeline."""

    from_us: int
    to_us: int

    def overlaps(self, other: Span) -> bool:
        """Whether they have an instant in common."""
        return self.from_us <= other.to_us and other.from_us <= self.to_us

    def within(self, other: Span) -> int:
        """How much of it, in µs, lies in the other one."""
        return max(0, min(self.to_us, other.to_us) - max(self.from_us, other.from_us))


def evenings(spans: Iterable[Span], gap_us: int = GAP_US) -> list[Span]:
    """What `spans` come to when gaps shorter than `gap_us` are closed, oldest first."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.from_us - found[-1].to_us < gap_us:
            found[-1] = Span(found[-1].from_us, max(found[-1].to_us, span.to_us))
        else:
            found.append(span)
    return found


def airtimes(starts_us: Sequence[int], lengths_us: Sequence[int]) -> list[int]:
    """How long each of some tracks sounded, given when they began, oldest first, and how long they are, in µs.

    The last one is taken to have been heard to its end.
    """
    nexts = [*starts_us[1:], None][: len(starts_us)]
    pairs = zip(starts_us, lengths_us, nexts, strict=True)
    return [length if after is None else max(0, min(length, after - start)) for start, length, after in pairs]
