"""Keys for places in a list: of the same kind as a queue's, drawn so that many at one spot stay short."""

from __future__ import annotations

from sonix.core.playlist.state import Entry
from sonix.core.room.queue import key_between, keys_between, spread


def keys_after(entries: list[Entry], at: int, count: int) -> list[str]:
    """`count` rising keys between the entry before place `at` and the one at it."""
    low = entries[at - 1].order_key if at > 0 else None
    high = entries[at].order_key if at < len(entries) else None
    if high is None:
        return keys_between(low, None, count)
    if low is None:
        keys: list[str] = []
        for _ in range(count):
            high = key_between(None, high)
            keys.append(high)
        return keys[::-1]
    return _halving(low, high, count)


def spread_keys(count: int) -> list[str]:
    """`count` fresh keys."""
    return spread(count)


def _halving(low: str, high: str, count: int) -> list[str]:
    """Each key in the middle of its gap: a thousand keys are two digits longer than one."""
    if count == 0:
        return []
    middle = key_between(low, high)
    before = (count - 1) // 2
    return [*_halving(low, middle, before), middle, *_halving(middle, high, count - 1 - before)]
