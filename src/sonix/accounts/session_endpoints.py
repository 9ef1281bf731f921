"""`/api/sessions`: renew a sign-in, list the devices, sign out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from sonix.accounts.access import unauthenticated
from sonix.accounts.accounts_of import answer_session, begin_session
from sonix.accounts.cookie import FromPage, clear_refresh, read_refresh
from sonix.accounts.schemas import DeviceOut, ExchangeIn, SessionOut, SignedOut
from sonix.web.dependencies import Address, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api/sessions", tags=["accounts"])
SessionId = Annotated[str, Path(max_length=64, pattern=r"^[0-9a-z]+$")]
REFRESHES_PER_S = 1.0
REFRESHES_AT_ONCE = 120.0
"""A school or an office behind one address wakes up all at once."""


@router.post("/refresh", dependencies=[FromPage], responses=problems(401, 403, 429, 503))
async def refresh_session(request: Request, response: Response, services: ServicesDep, address: Address) -> SessionOut:
    """Exchange the refresh token in the cookie for a new one, and for an access token of 15 minutes."""
    limit(services, f"refresh:{address}", REFRESHES_PER_S, REFRESHES_AT_ONCE)
    refresh = read_refresh(request, services.settings)
    if refresh is None:
        raise unauthenticated()
    tokens = await services.sessions.refresh(refresh, address)
    return await answer_session(request, response, services, tokens)


@router.post("/exchange", dependencies=[FromPage], responses=problems(401, 403, 422, 429))
async def exchange_token(
    body: ExchangeIn, request: Request, response: Response, services: ServicesDep, address: Address
) -> SessionOut:
    """Turn a guest's token of before into a session."""
    limit(services, f"refresh:{address}", REFRESHES_PER_S, REFRESHES_AT_ONCE)
    user = await services.people.exchange.redeem(body.token)
    return await begin_session(request, response, services, user.user_id)


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
    clear_refresh(request, response, services.settings)


@router.delete("/{session_id}", status_code=204, responses=problems(401, 403, 404, 422))
async def sign_out_device(session_id: SessionId, user: CurrentUser, services: ServicesDep) -> None:
    """Sign one of my devices out; its sockets close at once."""
    await services.sessions.revoke(session_id, user.user_id)


@router.delete("", responses=problems(401, 403))
async def sign_out_others(user: CurrentUser, services: ServicesDep) -> SignedOut:
    """Sign all my other devices out."""
    return SignedOut(signed_out=await services.sessions.revoke_all(user.user_id, but=user.session_id))
