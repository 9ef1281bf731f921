"""Rate limits: token buckets, one a key, in memory. The port is there so that several nodes can share them later."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from sonix.core.errors import SonixError

MAX_BUCKETS = 100_000


class RateLimitedError(SonixError):
    """Too many requests; `retry_after_s` tells when one may succeed."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("rate_limited", "That was a bit fast. Please wait a moment.", status=429, retryable=True)
        self.retry_after_s = max(1, math.ceil(retry_after_s))


def counted_as(host: str) -> str:
    """Who a peer's address counts as: an IPv6 one as its /64, since a client has all of that."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)


class RateLimiter(Protocol):
    """Decides whether something may happen now."""

    def take(self, key: str, rate_per_s: float, burst: float) -> float:
        """Take one token of `key`; returns 0.0 when there was one, else after how many seconds there will be."""
        ...

    def give_back(self, key: str, burst: float) -> None:
        """Put a token back that turned out not to be due."""
        ...


class MemoryRateLimiter:
    """Buckets of this process. The ones unused for longest are forgotten first, so a flood of keys fills no memory."""

    def __init__(self, monotonic_s: Callable[[], float] = time.monotonic, max_buckets: int = MAX_BUCKETS) -> None:
        self._now_s = monotonic_s
        self._max_buckets = max_buckets
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, rate_per_s: float, burst: float) -> float:
        """See `RateLimiter.take`."""
        now_s = self._now_s()
        tokens, then_s = self._buckets.pop(key, (burst, now_s))
        tokens = min(burst, tokens + (now_s - then_s) * rate_per_s)
        allowed = tokens >= 1.0
        self._buckets[key] = (tokens - 1.0 if allowed else tokens, now_s)
        if len(self._buckets) > self._max_buckets:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1.0 - tokens) / rate_per_s

    def give_back(self, key: str, burst: float) -> None:
        """See `RateLimiter.give_back`."""
        if key not in self._buckets:
            return
        tokens, then_s = self._buckets[key]
        if tokens + 1.0 >= burst:  # as good as never asked for: nobody can drive out others' buckets with such
            del self._buckets[key]
        else:
            self._buckets[key] = (tokens + 1.0, then_s)
