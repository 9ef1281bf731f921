"""Which browser asked for an account: a cookie, whose hash goes with the link that is sent.

Anybody can ask for an account with somebody else's address and a password of their own. If opening the letter were
enough, its reader would have an account that the asker can sign in to. So whoever opens it in another browser than the
one that asked is asked for the password, which only the asker knows.
"""

from __future__ import annotations

import hashlib
import secrets

from fastapi import Request, Response

from sonix.accounts.cookie import cookie_name, is_https
from sonix.accounts.links import LIFE_S
from sonix.web.services import Services

ASKED = "sonix-asked"
MAX_CHARS = 100


def mark_browser(request: Request, response: Response, services: Services) -> str:
    """Give the browser a mark, or leave it the one it has; returns what to keep of it."""
    mark = _cookie_of(request, services) or secrets.token_urlsafe(24)
    name, secure, life_s = cookie_name(ASKED, request, services), is_https(request, services.settings), LIFE_S["verify"]
    response.set_cookie(name, mark, max_age=life_s, path="/", secure=secure, httponly=True, samesite="strict")
    return _hashed(mark)


def mark_of(request: Request, services: Services) -> str | None:
    """What was kept of the mark this browser has; None when it has none."""
    mark = _cookie_of(request, services)
    return None if mark is None else _hashed(mark)


def _cookie_of(request: Request, services: Services) -> str | None:
    mark = request.cookies.get(cookie_name(ASKED, request, services))
    return mark if mark and len(mark) <= MAX_CHARS and mark.isascii() else None


def _hashed(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()
