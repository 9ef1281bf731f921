"""The cookie that carries the refresh token, and the rule of who may make a browser send or take it.

No script reads it (HttpOnly), no other site makes it travel (SameSite=Strict), and on an https page it is bound to this
very host (`__Host-`, Secure). What is left of cross-site request forgery is caught by `Origin` and `Sec-Fetch-Site`,
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

SECURE_NAME = "__Host-sonix-refresh"
PLAIN_NAME = "sonix-refresh"
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


def read_refresh(request: Request, settings: Settings) -> str | None:
    """The refresh token that came along."""
    return request.cookies.get(SECURE_NAME if is_https(request, settings) else PLAIN_NAME)


def set_refresh(request: Request, response: Response, settings: Settings, refresh: str) -> None:
    """Give the browser a refresh token."""
    _write(request, response, settings, refresh, SESSION_LIFE_S)


def clear_refresh(request: Request, response: Response, settings: Settings) -> None:
    """Take it away."""
    _write(request, response, settings, "", 0)


def _write(request: Request, response: Response, settings: Settings, value: str, max_age_s: int) -> None:
    secure = is_https(request, settings)
    name = SECURE_NAME if secure else PLAIN_NAME
    response.set_cookie(name, value, max_age=max_age_s, path="/", secure=secure, httponly=True, samesite="strict")


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
