"""What endpoints are given: services, who asks, from where, and how often they may."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

from sonix.accounts.tokens import unauthenticated
from sonix.core.errors import SonixError
from sonix.rooms.ports import Identity
from sonix.web.services import Services


class RateLimitedError(SonixError):
    """Too many requests; `retry_after_s` tells when one may succeed."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("rate_limited", "That was a bit fast. Please wait a moment.", status=429, retryable=True)
        self.retry_after_s = max(1, math.ceil(retry_after_s))


def get_services(request: Request) -> Services:
    """The instance's services, built once in the lifespan."""
    services: Services = request.app.state.services
    return services


def get_address(request: Request) -> str:
    """Who is counted for rate limits: the client's address, an IPv6 one by its /64, since a client has all of that."""
    host = request.client.host if request.client else "unknown"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)


def get_token(request: Request) -> str:
    """The bearer token. Raises SonixError `unauthenticated` when there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise unauthenticated()
    return token.strip()


ServicesDep = Annotated[Services, Depends(get_services)]
Address = Annotated[str, Depends(get_address)]
BearerToken = Annotated[str, Depends(get_token)]


async def get_user(services: ServicesDep, token: BearerToken) -> Identity:
    """Who asks. Raises SonixError `unauthenticated`."""
    return await services.users.verify(token)


async def get_user_or_none(request: Request, services: ServicesDep) -> Identity | None:
    """Who asks, where not being anybody is fine; a bad token is refused all the same."""
    if "authorization" not in request.headers:
        return None
    return await services.users.verify(get_token(request))


CurrentUser = Annotated[Identity, Depends(get_user)]
MaybeUser = Annotated[Identity | None, Depends(get_user_or_none)]


def limit(services: Services, key: str, rate_per_s: float, burst: float) -> None:
    """Take one token of `key`'s bucket. Raises RateLimitedError."""
    wait_s = services.limiter.take(key, rate_per_s, burst)
    if wait_s > 0.0:
        raise RateLimitedError(wait_s)


@contextmanager
def limit_misses(services: Services, key: str, rate_per_s: float) -> Iterator[Callable[[], None]]:
    """Count what fails in the block, a minute's worth at once; calling what is yielded tells that it did not fail."""
    burst = max(1.0, rate_per_s * 60)
    limit(services, key, rate_per_s, burst)
    yield lambda: services.limiter.give_back(key, burst)
