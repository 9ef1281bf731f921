"""Signing in with a password, changing it, and choosing a new one when it is forgotten."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from sonix.accounts.accounts_of import come_in
from sonix.accounts.cookie import SameOrigin
from sonix.accounts.credential_schemas import ForgottenIn, PasswordIn, ResetIn, Sent, SignInIn
from sonix.accounts.registration_endpoints import LINKS_AT_ONCE, LINKS_PER_S, limit_letters
from sonix.accounts.schemas import SessionOut
from sonix.web.dependencies import AccountUser, Address, Asker, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api", tags=["accounts"])
CONFIRMATIONS_PER_S = 1 / 20
CONFIRMATIONS_AT_ONCE = 10


@router.post("/sessions", dependencies=[SameOrigin], responses=problems(401, 403, 422, 429, 503))
async def sign_in(
    body: SignInIn, request: Request, response: Response, services: ServicesDep, address: Address, asker: Asker
) -> SessionOut:
    """Sign in with address and password. A guest who asks brings rooms, music and history along."""
    proven = await services.people.password_sign_in.sign_in(body.email, body.password, address)
    return await come_in(request, response, services, proven.user_id, asker, proven.password_hash)


@router.put("/me/password", status_code=204, responses=problems(401, 403, 409, 422, 429, 503))
async def change_password(body: PasswordIn, user: AccountUser, services: ServicesDep) -> None:
    """Choose another password, or a first one. All other devices are signed out."""
    limit_confirmations(services, user.user_id)
    await services.people.credentials.change_password(user, body.old, body.new)


@router.post("/passwords/forgotten", status_code=202, dependencies=[SameOrigin], responses=problems(403, 409, 422, 429))
async def forgotten(body: ForgottenIn, services: ServicesDep, address: Address) -> Sent:
    """Have a link to a new password sent. The answer is the same whether the address has an account or not."""
    per_minute = services.settings.limits.sign_ins_per_minute
    limit(services, f"forgotten:{address}", per_minute / 60, max(1.0, per_minute))
    limit_letters(services, body.email, address)
    base = (await services.addresses.get()).public
    await services.people.password_reset.forgotten(body.email, base, address)
    return Sent(sent=True)


@router.post("/passwords/reset", dependencies=[SameOrigin], responses=problems(401, 403, 410, 422, 429, 503))
async def reset(
    body: ResetIn, request: Request, response: Response, services: ServicesDep, address: Address, asker: Asker
) -> SessionOut:
    """Choose a new password with a one-time link. Every device is signed out, but for the one that asks.

    A guest who asks brings rooms, music and history along.
    """
    limit(services, f"links:{address}", LINKS_PER_S, LINKS_AT_ONCE)
    user_id = await services.people.password_reset.reset(body.token, body.new)
    return await come_in(request, response, services, user_id, asker)


def limit_confirmations(services: ServicesDep, user_id: str) -> None:
    """A stolen sign-in is no way to guess the password. Raises RateLimitedError."""
    limit(services, f"confirm:{user_id}", CONFIRMATIONS_PER_S, CONFIRMATIONS_AT_ONCE)
