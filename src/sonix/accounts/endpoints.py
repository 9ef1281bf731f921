"""`/api/guests`, `/api/me`, `/api/admin/claim`."""

from __future__ import annotations

from fastapi import APIRouter

from sonix.accounts.schemas import ClaimIn, GuestOut, Me, NameIn, User
from sonix.rooms.ports import Identity
from sonix.web.dependencies import Address, BearerToken, CurrentUser, ServicesDep, limit

router = APIRouter(prefix="/api", tags=["accounts"])


@router.post("/guests", status_code=201)
async def create_guest(body: NameIn, services: ServicesDep, address: Address) -> GuestOut:
    """Become a guest: a name is all it takes."""
    per_minute = services.settings.limits.guests_per_minute
    limit(services, f"guests:{address}", per_minute / 60, max(1.0, per_minute))
    identity, token = await services.users.create_guest(body.name)
    return GuestOut(token=token, user=as_user(identity))


@router.get("/me")
async def read_me(user: CurrentUser, token: BearerToken, services: ServicesDep) -> Me:
    """Who the token speaks for, and a fresh token when this one is getting old."""
    await services.users.seen(user.user_id)
    return Me(user_id=user.user_id, name=user.name, is_admin=user.is_admin, token=services.tokens.renewed(token))


@router.patch("/me")
async def rename_me(body: NameIn, user: CurrentUser, services: ServicesDep) -> User:
    """Change my name."""
    limit(services, f"rename:{user.user_id}", 0.5, 10)
    return as_user(await services.users.rename(user.user_id, body.name))


@router.post("/admin/claim")
async def claim_admin(body: ClaimIn, user: CurrentUser, services: ServicesDep, address: Address) -> User:
    """Become administrator with the link printed at the first start."""
    limit(services, f"claim:{address}", 1 / 10, 5)
    return as_user(await services.users.claim_admin(user.user_id, body.token))


def as_user(identity: Identity) -> User:
    """The REST shape of an identity."""
    return User(user_id=identity.user_id, name=identity.name, is_admin=identity.is_admin)
