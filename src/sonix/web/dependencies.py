"""What endpoints are given: services, who asks, from where, and how often they may."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Depends, Request

from sonix.accounts.access import unauthenticated
from sonix.core.errors import SonixError
from sonix.core.rate_limits import RateLimitedError, counted_as
from sonix.rooms.ports import Identity
from sonix.web.services import Services


def get_services(request: Request) -> Services:
    """The instance's services, built once in the lifespan."""
    services: Services = request.app.state.services
    return services


def get_address(request: Request) -> str:
    """Who is counted for rate limits: the client's address, an IPv6 one by its /64, since a client has all of that."""
    return counted_as(request.client.host if request.client else "unknown")


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
    """Who asks; from here on, the request's log lines name them. Raises SonixError `unauthenticated` or `banned`."""
    user = await services.users.verify(token)
    structlog.contextvars.bind_contextvars(member_id=user.user_id)
    return user


CurrentUser = Annotated[Identity, Depends(get_user)]


async def get_asker(request: Request, services: ServicesDep) -> Identity | None:
    """Who asks, or None when nobody says who they are. A token that is no good is refused, not overlooked."""
    if "authorization" not in request.headers:
        return None
    return await get_user(services, get_token(request))


Asker = Annotated[Identity | None, Depends(get_asker)]


async def get_open_asker(request: Request, services: ServicesDep) -> Identity | None:
    """As `get_asker`, for what everybody may ask: whose token is no good is asked as nobody."""
    try:
        return await get_asker(request, services)
    except SonixError as error:
        if error.retryable:
            raise
        return None


OpenAsker = Annotated[Identity | None, Depends(get_open_asker)]


def get_account(user: CurrentUser) -> Identity:
    """Who asks, when they have an account. Raises SonixError `account_needed` for guests."""
    if user.kind != "account":
        raise SonixError("account_needed", "This is for people with an account. Make one, or sign in.", status=403)
    return user


def get_admin(user: CurrentUser) -> Identity:
    """Who asks, when they are an administrator. Raises SonixError `admin_needed`."""
    if not user.is_admin:
        raise SonixError("admin_needed", "Only an administrator of this Sonix may do that.", status=403)
    return user


AccountUser = Annotated[Identity, Depends(get_account)]
AdminUser = Annotated[Identity, Depends(get_admin)]


def limit(services: Services, key: str, rate_per_s: float, burst: float) -> None:
    """Take one token of `key`'s bucket. Raises RateLimitedError."""
    wait_s = services.limiter.take(key, rate_per_s, burst)
    if wait_s > 0.0:
        raise RateLimitedError(wait_s)
