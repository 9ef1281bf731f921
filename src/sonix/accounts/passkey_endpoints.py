"""`/api/passkeys`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from sonix.accounts.accounts_of import come_in
from sonix.accounts.cookie import SameOrigin
from sonix.accounts.passkey_place import Place, place_of
from sonix.accounts.passkey_schemas import (
    CREDENTIAL_ID,
    ConfirmIn,
    PasskeyIn,
    PasskeyNameIn,
    PasskeyOut,
    PasskeySignInIn,
)
from sonix.accounts.password_endpoints import limit_confirmations
from sonix.accounts.schemas import SessionOut
from sonix.web.dependencies import AccountUser, Address, Asker, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api/passkeys", tags=["accounts"])
CredentialPath = Annotated[str, Path(pattern=CREDENTIAL_ID)]
OPTIONS_PER_S = 1.0
OPTIONS_AT_ONCE = 60
"""The sign-in page asks at every visit, and many may visit from one address."""


def get_place(request: Request, services: ServicesDep) -> Place:
    """The page that asks."""
    return place_of(request.headers.get("origin"), services.settings.public_url)


PagePlace = Annotated[Place, Depends(get_place)]


@router.get("", responses=problems(401, 403))
async def list_passkeys(user: AccountUser, services: ServicesDep) -> list[PasskeyOut]:
    """My passkeys."""
    return await services.people.passkeys.list(user.user_id)


@router.post("/options", dependencies=[SameOrigin], responses=problems(401, 403, 409, 422, 429, 503))
async def begin_passkey(
    user: AccountUser, services: ServicesDep, place: PagePlace, body: ConfirmIn | None = None
) -> dict[str, Any]:
    """Begin to make a passkey: the options for `navigator.credentials.create`."""
    limit_confirmations(services, user.user_id)
    password = body.password if body is not None else None
    await services.people.credentials.confirm(user, password, fresh_is_enough=True)
    return await services.people.passkeys.options(user.user_id, place)


@router.post("", status_code=201, dependencies=[SameOrigin], responses=problems(401, 403, 409, 422))
async def add_passkey(body: PasskeyIn, user: AccountUser, services: ServicesDep, place: PagePlace) -> PasskeyOut:
    """Keep the passkey that was made."""
    return await services.people.passkeys.add(user.user_id, body.credential, body.name, place)


@router.patch("/{credential_id}", responses=problems(401, 403, 404, 422))
async def rename_passkey(
    credential_id: CredentialPath, body: PasskeyNameIn, user: AccountUser, services: ServicesDep
) -> PasskeyOut:
    """Call one of my passkeys something else."""
    return await services.people.passkeys.rename(user.user_id, credential_id, body.name)


@router.delete("/{credential_id}", status_code=204, responses=problems(401, 403, 404, 409, 422))
async def remove_passkey(credential_id: CredentialPath, user: AccountUser, services: ServicesDep) -> None:
    """Remove one of my passkeys, unless it is my last way in."""
    await services.people.passkeys.remove(user.user_id, credential_id)


@router.post("/sign-in/options", dependencies=[SameOrigin], responses=problems(403, 409, 429))
async def begin_sign_in(services: ServicesDep, place: PagePlace, address: Address) -> dict[str, Any]:
    """Begin to sign in: the options for `navigator.credentials.get`, the same for everybody."""
    limit(services, f"passkey-options:{address}", OPTIONS_PER_S, OPTIONS_AT_ONCE)
    return await services.people.passkeys.sign_in_options(place)


@router.post("/sign-in", dependencies=[SameOrigin], responses=problems(401, 403, 409, 422, 429, 503))
async def sign_in(
    body: PasskeySignInIn,
    request: Request,
    response: Response,
    services: ServicesDep,
    place: PagePlace,
    address: Address,
    asker: Asker,
) -> SessionOut:
    """Sign in with a passkey. A guest who asks brings rooms, music and history along."""
    limit(services, f"passkey:{address}", OPTIONS_PER_S, OPTIONS_AT_ONCE)
    user_id = await services.people.passkeys.sign_in(body.credential, place)
    return await come_in(request, response, services, user_id, asker)
