"""`/api/sign-in/firebase`, `/api/sign-in/supabase`, `/api/identities`."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from sonix.accounts.accounts_of import begin_session
from sonix.accounts.cookie import SameOrigin
from sonix.accounts.password_endpoints import limit_confirmations
from sonix.accounts.password_rules import MAX_CHARS
from sonix.accounts.providers.entering import Door
from sonix.accounts.providers.identities import IdentityOut
from sonix.accounts.providers.verifier import MAX_TOKEN_CHARS
from sonix.accounts.providers.vouched import not_offered
from sonix.accounts.schemas import SessionOut
from sonix.rooms.ports import Identity
from sonix.web.dependencies import AccountUser, Address, Asker, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api", tags=["accounts"])
IdentityId = Annotated[str, Path(max_length=64, pattern=r"^[0-9a-z]+$")]
REFUSALS = problems(401, 403, 404, 409, 422, 429, 502, 503)


class LinkIn(BaseModel):
    """`password`: of the account that asks, when its sign-in is not of just now and something shall be linked."""

    password: str | None = Field(default=None, max_length=MAX_CHARS)


class FirebaseIn(LinkIn):
    """What `getIdToken()` of the Firebase client gives."""

    id_token: str = Field(min_length=1, max_length=MAX_TOKEN_CHARS)


class SupabaseIn(LinkIn):
    """What `session.access_token` of the Supabase client is."""

    access_token: str = Field(min_length=1, max_length=MAX_TOKEN_CHARS)


def limit_sign_ins(services: ServicesDep, address: str, step: str = "in") -> None:
    """Count one try of this address, each step of a sign-in by itself. Raises RateLimitedError."""
    per_minute = services.settings.limits.sign_ins_per_minute
    limit(services, f"provider-{step}:{address}", per_minute / 60, max(1.0, per_minute))


async def confirm_link(services: ServicesDep, visitor: Identity | None, password: str | None) -> None:
    """Whoever adds a way into an account shows that it is really them: a sign-in left open somewhere is not enough.

    Raises:
        SonixError: `sign_in_again`, `wrong_password`, 403.
    """
    if visitor is not None and visitor.kind == "account":
        limit_confirmations(services, visitor.user_id)
        await services.people.credentials.confirm(visitor, password, fresh_is_enough=True)


@router.post("/sign-in/firebase", dependencies=[SameOrigin], responses=REFUSALS)
async def sign_in_firebase(
    body: FirebaseIn, request: Request, response: Response, services: ServicesDep, address: Address, visitor: Asker
) -> SessionOut:
    """Sign in with a Firebase ID token; an account that asks is linked, a guest becomes the account."""
    limit_sign_ins(services, address)
    firebase = services.providers.firebase
    if firebase is None:
        raise not_offered()
    await confirm_link(services, visitor, body.password)
    door = Door(await firebase.vouch(body.id_token), services.settings.firebase.allow_registration)
    user_id = await services.providers.entrance.enter(door, visitor)
    return await begin_session(request, response, services, user_id)


@router.post("/sign-in/supabase", dependencies=[SameOrigin], responses=REFUSALS)
async def sign_in_supabase(
    body: SupabaseIn, request: Request, response: Response, services: ServicesDep, address: Address, visitor: Asker
) -> SessionOut:
    """Sign in with a Supabase access token; an account that asks is linked, a guest becomes the account."""
    limit_sign_ins(services, address)
    supabase = services.providers.supabase
    if supabase is None:
        raise not_offered()
    await confirm_link(services, visitor, body.password)
    vouched = await supabase.vouch(body.access_token)
    if not vouched.anonymous:
        vouched = replace(vouched, email_verified=await supabase.has_confirmed(vouched, body.access_token))
    door = Door(vouched, services.settings.supabase.allow_registration)
    user_id = await services.providers.entrance.enter(door, visitor)
    return await begin_session(request, response, services, user_id)


@router.get("/identities", responses=problems(401, 403))
async def list_identities(user: CurrentUser, services: ServicesDep) -> list[IdentityOut]:
    """The sign-ins elsewhere that lead to me."""
    return await services.providers.identities.list(user.user_id)


@router.delete("/identities/{identity_id}", status_code=204, responses=problems(401, 403, 404, 409, 422, 429))
async def unlink_identity(identity_id: IdentityId, user: AccountUser, services: ServicesDep) -> None:
    """Take one away; never the last way into my account."""
    limit(services, f"change:{user.user_id}", 5, 200)
    await services.providers.identities.unlink(identity_id, user.user_id)
