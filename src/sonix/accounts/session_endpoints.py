"""`/api/sessions`: renew a sign-in, list the devices, sign out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from sonix.accounts.access import unauthenticated
from sonix.accounts.accounts_of import answer_session, begin_session
from sonix.accounts.cookie import FromPage, clear_refresh, read_refresh
from sonix.accounts.links import LIFE_S
from sonix.accounts.schemas import CarriedIn, CarryOut, DeviceOut, ExchangeIn, SessionOut, SignedOut
from sonix.core.errors import SonixError
from sonix.rooms.ports import Identity
from sonix.web.dependencies import Address, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api/sessions", tags=["accounts"])
SessionId = Annotated[str, Path(max_length=64, pattern=r"^[0-9a-z]+$")]
REFRESHES_PER_S = 1.0
REFRESHES_AT_ONCE = 120.0
"""A school or an office behind one address wakes up all at once."""
CARRIES_PER_S = 0.2
CARRIES_AT_ONCE = 10.0


@router.post("/refresh", dependencies=[FromPage], responses=problems(401, 403, 429, 503))
async def refresh_session(request: Request, response: Response, services: ServicesDep, address: Address) -> SessionOut:
    """Exchange the refresh token in the cookie for a new one, and for an access token of 15 minutes."""
    limit(services, f"refresh:{address}", REFRESHES_PER_S, REFRESHES_AT_ONCE)
    refresh = read_refresh(request, services)
    if refresh is None:
        raise unauthenticated()
    tokens = await services.sessions.refresh(refresh, address)
    return await answer_session(request, response, services, tokens)


@router.post("/exchange", dependencies=[FromPage], responses=problems(401, 403, 422, 429, 503))
async def exchange_token(
    body: ExchangeIn, request: Request, response: Response, services: ServicesDep, address: Address
) -> SessionOut:
    """Turn a guest's token of before into a session."""
    limit(services, f"refresh:{address}", REFRESHES_PER_S, REFRESHES_AT_ONCE)
    user = await services.people.exchange.redeem(body.token)
    return await begin_session(request, response, services, user.user_id)


@router.post("/carry", dependencies=[FromPage], responses=problems(401, 403, 429))
async def carry_session(request: Request, user: CurrentUser, services: ServicesDep) -> CarryOut:
    """A code for the fragment of this Sonix's secure address, where this browser is a stranger: cookies stay behind."""
    limit(services, f"carry:{user.user_id}", CARRIES_PER_S, CARRIES_AT_ONCE)
    code = await services.people.carrying.code_for(user, read_refresh(request, services))
    return CarryOut(code=code, expires_in_s=LIFE_S["carry"])


@router.post("/carried", dependencies=[FromPage], responses=problems(403, 409, 410, 422, 429, 503))
async def take_carried_session(
    body: CarriedIn, request: Request, response: Response, services: ServicesDep, address: Address
) -> SessionOut:
    """Sign in with such a code. 409 unless this browser is that person already: ask, then `confirmed`."""
    limit(services, f"refresh:{address}", REFRESHES_PER_S, REFRESHES_AT_ONCE)
    coming = await services.people.carrying.read(body.code)
    if not body.confirmed:
        await _ask_first(request, services, coming)
    await services.people.carrying.use(body.code)
    return await begin_session(request, response, services, coming.user_id)


async def _ask_first(request: Request, services: ServicesDep, coming: Identity) -> None:
    """A link may be anybody's: following it alone makes nobody somebody else, and signs nobody out.

    A guest without a room has nothing to lose, and is asked as a stranger is.
    """
    refresh = read_refresh(request, services)
    holder = await services.sessions.holder(refresh) if refresh is not None else None
    if holder is not None and holder[0] == coming.user_id:
        return
    here = await services.users.get(holder[0]) if holder is not None else None
    if here is not None and (here.kind == "account" or await services.rooms.known_to(here.user_id, limit=1)):
        text = f"{here.name} is signed in here. Sign them out, and go on as {coming.name}?"
        raise SonixError("somebody_else", text, status=409)
    raise SonixError("unconfirmed", f"On the page you come from you are {coming.name}. Is that you?", status=409)


@router.get("", responses=problems(401, 403))
async def list_sessions(user: CurrentUser, services: ServicesDep) -> list[DeviceOut]:
    """The devices I am signed in on, last used first."""
    return [
        DeviceOut(
            session_id=device.session_id,
            device=device.device,
            address=device.address,
            created_at_s=device.created_at_s,
            seen_at_s=device.seen_at_s,
            current=device.session_id == user.session_id,
        )
        for device in await services.sessions.list(user.user_id)
    ]


@router.delete("/current", status_code=204, dependencies=[FromPage], responses=problems(401, 403))
async def sign_out(request: Request, response: Response, user: CurrentUser, services: ServicesDep) -> None:
    """Sign this device out."""
    if user.session_id is not None:
        await services.sessions.revoke(user.session_id, user.user_id)
    clear_refresh(request, response, services)


@router.delete("/{session_id}", status_code=204, responses=problems(401, 403, 404, 422))
async def sign_out_device(session_id: SessionId, user: CurrentUser, services: ServicesDep) -> None:
    """Sign one of my devices out; its sockets close at once."""
    await services.sessions.revoke(session_id, user.user_id)


@router.delete("", responses=problems(401, 403))
async def sign_out_others(user: CurrentUser, services: ServicesDep) -> SignedOut:
    """Sign all my other devices out."""
    return SignedOut(signed_out=await services.sessions.revoke_all(user.user_id, but=user.session_id))
