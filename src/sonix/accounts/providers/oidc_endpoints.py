"""`/api/sign-in/oidc/{name}`: out to a provider and back. The browser navigates here, so answers are redirects."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated
from urllib.parse import quote, urlsplit

import structlog
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse
from msgspec.structs import replace

from sonix.accounts.accounts_of import begin_session
from sonix.accounts.cookie import cookie_name, is_https, read_refresh
from sonix.accounts.providers.endpoints import confirm_link, limit_sign_ins
from sonix.accounts.providers.entering import Door
from sonix.accounts.providers.oidc import OidcProvider
from sonix.accounts.providers.oidc_flow import LIFE_S, Trip, Visitor
from sonix.accounts.providers.vouched import not_offered
from sonix.core.errors import SonixError
from sonix.rooms.ports import Identity
from sonix.web.dependencies import Address, ServicesDep
from sonix.web.errors import problems

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/api/sign-in/oidc", tags=["accounts"])
ARRIVED = "/account/signed-in"
LINKED = "/account"
TRIP = "sonix-oidc"
MAX_ANSWER_CHARS = 4096
Name = Annotated[str, Path(max_length=64, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Text = Annotated[str | None, Query(max_length=MAX_ANSWER_CHARS)]
ANSWERS = {302: {"description": "On to the provider, or back to the page."}, **problems(404, 422)}


@router.get("/{name}", status_code=302, response_class=RedirectResponse, responses=ANSWERS)
async def leave_for_provider(
    name: Name, request: Request, services: ServicesDep, address: Address, link: bool = False
) -> RedirectResponse:
    """Go to the provider. With `link`, what is signed in there is linked to the account of this browser."""
    provider = _provider(services, name)
    try:
        limit_sign_ins(services, address, "out")
        visitor = await _visitor(request, services)
        if link:
            await _check_link(services, visitor)
        cookie = request.cookies.get(cookie_name(TRIP, request, services))
        trip = await services.providers.trips.begin(name, cookie, link=link, visitor=visitor)
        there = await provider.address(_way_back(request, services, name), trip.state, trip.nonce, trip.verifier)
    except SonixError as error:
        return _failed(error)
    response = RedirectResponse(there, 302)
    secure = is_https(request, services.settings)
    response.set_cookie(
        cookie_name(TRIP, request, services), trip.cookie, max_age=LIFE_S, secure=secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/{name}/callback", status_code=302, response_class=RedirectResponse, responses=ANSWERS)
async def return_from_provider(
    name: Name,
    request: Request,
    services: ServicesDep,
    address: Address,
    code: Text = None,
    state: Text = None,
    error: Text = None,
    iss: Text = None,
) -> RedirectResponse:
    """Come back from the provider: signed in, or with the reason why not in the fragment."""
    provider = _provider(services, name)
    try:
        limit_sign_ins(services, address)
        cookie = request.cookies.get(cookie_name(TRIP, request, services))
        trip = await services.providers.trips.finish(name, state or "", cookie)
        if error is not None or code is None:
            log.info("oidc_declined", provider=name, said=(error or "")[:100])
            cancelled = error in ("access_denied", "login_required", "interaction_required", "consent_required")
            raise SonixError("cancelled" if cancelled else "bad_provider_token", "It was stopped there.", status=401)
        vouched = await provider.vouch(code, iss, _way_back(request, services, name), trip.nonce, trip.verifier)
        door = Door(vouched, services.settings.oidc[name].allow_registration)
        user_id = await services.providers.entrance.enter(door, await _still_there(trip, services))
        return await _arrived(request, services, trip, user_id)
    except SonixError as problem:
        return _failed(problem)


async def _arrived(request: Request, services: ServicesDep, trip: Trip, user_id: str) -> RedirectResponse:
    """A session of their own, unless they were signed in and only linked something.

    The browser sends no strict cookie on the way back from another site, so the session it had is ended by its name.
    """
    if trip.link:
        return RedirectResponse(LINKED, 302)
    if trip.visitor is not None:
        with suppress(SonixError):  # it is over already
            await services.sessions.revoke(trip.visitor.session_id, trip.visitor.user_id)
    response = RedirectResponse(ARRIVED, 302)
    await begin_session(request, response, services, user_id)
    return response


async def _check_link(services: ServicesDep, visitor: Visitor | None) -> None:
    """Only an account links, and only soon after signing in. Raises SonixError `no_session` or `sign_in_again`."""
    who = None if visitor is None else await services.users.get(visitor.user_id)
    if visitor is None or who is None or who.kind != "account":
        raise SonixError("no_session", "Sign in to your account first.", status=401)
    await confirm_link(services, replace(who, session_id=visitor.session_id), None)


async def _visitor(request: Request, services: ServicesDep) -> Visitor | None:
    refresh = read_refresh(request, services)
    held = None if refresh is None else await services.sessions.holder(refresh)
    return None if held is None else Visitor(*held)


async def _still_there(trip: Trip, services: ServicesDep) -> Identity | None:
    """Who set out, if it matters: a guest becomes the account; an account is linked only when that was asked for.

    Whoever was signed out meanwhile is nobody any more. Raises SonixError `no_session`, 401, if that was to be linked.
    """
    if trip.visitor is None:
        return None
    session_id = trip.visitor.session_id
    if (await services.sessions.ended([session_id])).get(session_id) == "signed_out":
        if trip.link:
            raise SonixError("no_session", "You were signed out meanwhile. Sign in, and begin again.", status=401)
        return None
    try:
        who = await services.users.get(trip.visitor.user_id)
    except SonixError:
        if trip.link:
            raise
        return None
    return who if trip.link or who.kind == "guest" else None


def _provider(services: ServicesDep, name: str) -> OidcProvider:
    found = services.providers.oidc.get(name)
    if found is None:
        raise not_offered()
    return found


def _way_back(request: Request, services: ServicesDep, name: str) -> str:
    """The address registered with the provider: under the public address, else where the browser is now."""
    public = services.settings.public_url
    if public is None:
        scheme = "https" if is_https(request, services.settings) else "http"
        public = f"{scheme}://{urlsplit(str(request.url)).netloc}"
    return f"{public.rstrip('/')}/api/sign-in/oidc/{name}/callback"


def _failed(error: SonixError) -> RedirectResponse:
    log.info("oidc_failed", code=error.code, reason=error.message)
    return RedirectResponse(f"{ARRIVED}#error={quote(error.code)}", 302)
