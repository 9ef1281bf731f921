"""`/api/guests`, `/api/me`, `/api/admin/claim`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from sonix.accounts.accounts_of import begin_session, user_out
from sonix.accounts.cookie import SameOrigin
from sonix.accounts.schemas import ClaimIn, GuestIn, NameIn, SessionOut, User
from sonix.core.errors import SonixError
from sonix.web.dependencies import Address, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api", tags=["accounts"])


@router.post("/guests", status_code=201, dependencies=[SameOrigin], responses=problems(403, 422, 429))
async def create_guest(
    body: GuestIn, request: Request, response: Response, services: ServicesDep, address: Address
) -> SessionOut:
    """Become a guest: a name is all it takes, where guests are let in."""
    per_minute = services.settings.limits.guests_per_minute
    limit(services, f"guests:{address}", per_minute / 60, max(1.0, per_minute))
    if not services.settings.accounts.guests and not await _may_be_first(services, body.admin_token):
        text = "This Sonix is for people with an account. Sign in, or ask for an invitation."
        raise SonixError("no_guests", text, status=403)
    guest = await services.users.create_guest(body.name)
    return await begin_session(request, response, services, guest.user_id)


async def _may_be_first(services: ServicesDep, admin_token: str | None) -> bool:
    return admin_token is not None and await services.users.is_admin_token(admin_token)


@router.get("/me", responses=problems(401, 403))
async def read_me(user: CurrentUser, services: ServicesDep) -> User:
    """Who the token speaks for."""
    return await user_out(services.database, user.user_id)


@router.patch("/me", responses=problems(401, 403, 422, 429))
async def rename_me(body: NameIn, user: CurrentUser, services: ServicesDep) -> User:
    """Change my name, in every room I am in, too."""
    limit(services, f"rename:{user.user_id}", 0.5, 10)
    await services.rooms.call_everywhere(await services.users.rename(user.user_id, body.name))
    return await user_out(services.database, user.user_id)


@router.post("/admin/claim", responses=problems(401, 403, 422, 429))
async def claim_admin(body: ClaimIn, user: CurrentUser, services: ServicesDep, address: Address) -> User:
    """Become administrator with the link printed at the first start."""
    limit(services, f"claim:{address}", 1 / 10, 5)
    await services.users.claim_admin(user.user_id, body.token)
    return await user_out(services.database, user.user_id)
