"""The cookie that carries the refresh token, and the rule of who may make a browser send or take it.

No script reads it (HttpOnly), no other site makes it travel (SameSite=Strict), and on an https page it is bound to this
very host (`__Host-`, Secure). Cookies know no ports, so the name has a mark of this instance: another one on the same
host has cookies of its own. What is left of cross-site request forgery is caught by `Origin` and `Sec-Fetch-Site`,
which browsers write and pages can't, and by a header of ours that no form and no foreign page can send.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from sonix.accounts.rotation import SESSION_LIFE_S
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.live.origin import is_allowed
from sonix.web.dependencies import ServicesDep
from sonix.web.services import Services

REFRESH = "sonix-refresh"
PAGE_HEADER = "X-Sonix"


def is_https(request: Request, settings: Settings) -> bool:
    """Whether the page is https, as far as anybody tells: the connection, a trusted proxy, or the browser itself."""
    if request.url.scheme == "https":
        return True
    origin = request.headers.get("origin")
    if origin is not None:
        return origin.startswith("https://")
    public = urlsplit(settings.public_url or "")
    return public.scheme == "https" and public.netloc == request.headers.get("host")


def cookie_name(kind: str, request: Request, services: Services) -> str:
    """What a cookie of ours is called on the page that asks."""
    return f"{_unmarked(kind, request, services)}-{services.people.cookie_mark}"


def read_refresh(request: Request, services: Services) -> str | None:
    """The refresh token that came along."""
    marked = request.cookies.get(cookie_name(REFRESH, request, services))
    return _of_before(request, services) if marked is None else marked


def set_refresh(request: Request, response: Response, services: Services, refresh: str) -> None:
    """Give the browser a refresh token."""
    _write(request, response, services, refresh, SESSION_LIFE_S)


def clear_refresh(request: Request, response: Response, services: Services) -> None:
    """Take it away."""
    _write(request, response, services, "", 0)


def _write(request: Request, response: Response, services: Services, value: str, max_age_s: int) -> None:
    secure = is_https(request, services.settings)
    written = {cookie_name(REFRESH, request, services): (value, max_age_s)}
    if _of_before(request, services) is not None:
        written[_unmarked(REFRESH, request, services)] = ("", 0)
    for name, (text, life_s) in written.items():
        response.set_cookie(name, text, max_age=life_s, path="/", secure=secure, httponly=True, samesite="strict")


def _of_before(request: Request, services: Services) -> str | None:
    """The token under the name it had before names had a mark, if it is ours: another instance may not be as new.

    None is left half a year after the last server of before, when the sessions that began under it are over.
    """
    token = request.cookies.get(_unmarked(REFRESH, request, services))
    return token if token is not None and services.sessions.is_ours(token) else None


def _unmarked(kind: str, request: Request, services: Services) -> str:
    return f"__Host-{kind}" if is_https(request, services.settings) else kind


def check_origin(request: Request, services: ServicesDep) -> None:
    """Refuse what a page of another site sends.

    Raises:
        SonixError: `cross_site`, 403.
    """
    public = services.settings.public_url
    headers = request.headers
    own = is_allowed(headers.get("origin"), headers.get("host"), [public] if public else [])
    if not own or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise SonixError("cross_site", "Another web site has sent this. Do it on the page of Sonix itself.", status=403)


def check_page(request: Request, services: ServicesDep) -> None:
    """As `check_origin`, and demand `X-Sonix: 1`: for whatever the cookie alone would let pass.

    Raises:
        SonixError: `cross_site`, 403.
    """
    check_origin(request, services)
    if request.headers.get(PAGE_HEADER) != "1":
        raise SonixError("cross_site", f"The header {PAGE_HEADER}: 1 is missing.", status=403)


SameOrigin = Depends(check_origin)
FromPage = Depends(check_page)
