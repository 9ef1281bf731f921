"""`/api/me/email`: another address."""

from __future__ import annotations

from fastapi import APIRouter

from sonix.accounts.cookie import SameOrigin
from sonix.accounts.credential_schemas import EmailIn, EmailLinkIn, EmailOut, Sent
from sonix.accounts.password_endpoints import limit_confirmations
from sonix.accounts.registration_endpoints import LINKS_AT_ONCE, LINKS_PER_S, limit_letters
from sonix.web.dependencies import AccountUser, Address, Asker, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api/me/email", tags=["accounts"])


@router.post("", status_code=202, responses=problems(401, 403, 409, 422, 429, 503))
async def change_email(body: EmailIn, user: AccountUser, services: ServicesDep, address: Address) -> Sent:
    """Ask for another address. With mail, it counts when the link sent to it is opened; without, from now on."""
    limit_confirmations(services, user.user_id)
    if services.people.mailer.enabled:
        limit_letters(services, body.email, address)
    base = (await services.addresses.get()).public
    return Sent(sent=await services.people.credentials.change_email(user, body.email, body.password, base))


@router.post("/verify", dependencies=[SameOrigin], responses=problems(401, 403, 409, 410, 422, 429, 503))
async def verify_email(body: EmailLinkIn, services: ServicesDep, address: Address, asker: Asker) -> EmailOut:
    """Open the link that was sent to the new address: where the account is signed in, or with its `password`."""
    limit(services, f"links:{address}", LINKS_PER_S, LINKS_AT_ONCE)
    credentials = services.people.credentials
    owner_id = await credentials.owner_of_link(body.token)
    if asker is None or asker.user_id != owner_id:
        if body.password is not None:
            limit_confirmations(services, owner_id)
        await credentials.confirm_elsewhere(owner_id, body.password)
    return EmailOut(email=await credentials.verify_email(body.token))
