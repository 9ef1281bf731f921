"""`/api/me/email`: another address."""

from __future__ import annotations

from fastapi import APIRouter

from sonix.accounts.cookie import SameOrigin
from sonix.accounts.credential_schemas import EmailIn, EmailOut, LinkIn, Sent
from sonix.accounts.password_endpoints import limit_confirmations
from sonix.accounts.registration_endpoints import LINKS_AT_ONCE, LINKS_PER_S, limit_letters
from sonix.web.dependencies import AccountUser, Address, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api/me/email", tags=["accounts"])


@router.post("", status_code=202, responses=problems(401, 403, 409, 422, 429, 503))
async def change_email(body: EmailIn, user: AccountUser, services: ServicesDep) -> Sent:
    """Ask for another address. With mail, it counts when the link sent to it is opened; without, from now on."""
    limit_confirmations(services, user.user_id)
    if services.people.mailer.enabled:
        limit_letters(services, body.email)
    base = (await services.addresses.get()).public
    return Sent(sent=await services.people.credentials.change_email(user, body.email, body.password, base))


@router.post("/verify", dependencies=[SameOrigin], responses=problems(401, 403, 409, 410, 422, 429))
async def verify_email(body: LinkIn, services: ServicesDep, address: Address) -> EmailOut:
    """Open the link that was sent to the new address, on any device."""
    limit(services, f"links:{address}", LINKS_PER_S, LINKS_AT_ONCE)
    return EmailOut(email=await services.people.credentials.verify_email(body.token))
