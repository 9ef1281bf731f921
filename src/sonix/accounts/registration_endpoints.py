"""`/api/accounts`: make an account."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from sonix.accounts.accounts_of import come_in
from sonix.accounts.asking_browser import mark_browser, mark_of
from sonix.accounts.cookie import SameOrigin
from sonix.accounts.credential_schemas import AccountIn, Sent, VerifyIn
from sonix.accounts.emails import key_of
from sonix.accounts.registration import Wanted
from sonix.accounts.schemas import SessionOut
from sonix.rooms.ports import Identity
from sonix.web.dependencies import Address, Asker, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api/accounts", tags=["accounts"])
LINKS_PER_S = 0.5
LINKS_AT_ONCE = 20
LETTERS_PER_S = 1 / 600
LETTERS_AT_ONCE = 5
"""Letters to one mailbox that one network address asks for."""
MAILBOX_PER_S = 1 / 120
MAILBOX_AT_ONCE = 25
"""Letters to one mailbox, whoever asks: nobody is flooded by us, and a stranger alone uses up nobody's share."""


def limit_letters(services: ServicesDep, email: str, address: str) -> None:
    """Count a letter to that mailbox, whether anybody lives there or not. Raises RateLimitedError."""
    key = key_of(email)
    limit(services, f"letters:{key}:{address}", LETTERS_PER_S, LETTERS_AT_ONCE)
    limit(services, f"letters:{key}", MAILBOX_PER_S, MAILBOX_AT_ONCE)


@router.post(
    "",
    status_code=202,
    dependencies=[SameOrigin],
    response_model=Sent | SessionOut,
    responses={201: {"model": SessionOut}, **problems(401, 403, 409, 422, 429, 503)},
)
async def create_account(
    body: AccountIn, request: Request, response: Response, services: ServicesDep, address: Address, asker: Asker
) -> Sent | SessionOut:
    """Ask for an account; a guest who asks becomes it. With mail 202: it is made when the link is opened. Else 201."""
    per_hour = services.settings.limits.registrations_per_hour
    limit(services, f"accounts:{address}", per_hour / 3600, max(1.0, per_hour))
    if services.people.mailer.enabled:
        limit_letters(services, body.email, address)
    base = (await services.addresses.get()).public
    mark = mark_browser(request, response, services) if services.people.mailer.enabled else None
    wanted = Wanted(body.name, body.email, body.password, body.invitation, asker, mark, address)
    user_id = await services.people.registration.ask(wanted, base)
    if user_id is None:
        return Sent(sent=True)
    response.status_code = 201
    return await _first_session(request, response, services, user_id, asker)


@router.post("/verify", dependencies=[SameOrigin], responses=problems(401, 403, 409, 410, 422, 429, 503))
async def verify_account(
    body: VerifyIn, request: Request, response: Response, services: ServicesDep, address: Address, asker: Asker
) -> SessionOut:
    """Open the link of a letter: the account is made, and whoever opened it is signed in.

    In another browser than the one that asked, `password` must be the one it was asked for with. Whoever is a guest
    there, and another than the one who becomes the account, brings rooms, music and history along.
    """
    limit(services, f"links:{address}", LINKS_PER_S, LINKS_AT_ONCE)
    user_id = await services.people.registration.verify(body.token, mark_of(request, services), body.password)
    return await _first_session(request, response, services, user_id, asker)


async def _first_session(
    request: Request, response: Response, services: ServicesDep, user_id: str, asker: Identity | None
) -> SessionOut:
    """Whoever was signed in as the guest no longer is: what may now be done takes the new password.

    The account may have another name than the guest had, who is in rooms under theirs.
    """
    await services.sessions.revoke_all(user_id)
    await services.rooms.call_everywhere(await services.users.get(user_id))
    return await come_in(request, response, services, user_id, asker)
