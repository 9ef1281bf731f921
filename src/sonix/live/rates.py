"""Token buckets: so many a second on average, five seconds' worth at once."""

from __future__ import annotations

BURST_S = 5.0


class TokenBucket:
    """Allows `per_s` events a second, and a burst of `burst_s` seconds' worth.

    Time is handed in, in µs, so that the bucket needs no clock.
    """

    def __init__(self, per_s: float, burst_s: float = BURST_S) -> None:
        self._per_us = per_s / 1e6
        self._capacity = max(1.0, per_s * burst_s)
        self._tokens = self._capacity
        self._at_us: int | None = None

    def take(self, now_us: int) -> bool:
        """Take one token; False when there is none."""
        self._refill(now_us)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _refill(self, now_us: int) -> None:
        if self._at_us is not None:
            self._tokens = min(self._capacity, self._tokens + max(0, now_us - self._at_us) * self._per_us)
        self._at_us = now_us
