"""Security headers on every answer (docs/security.md says what each is for). Pure ASGI: nothing is buffered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sonix.config import Settings
from sonix.storage.opening import direct_origin
from sonix.web.elsewhere import other_origins

_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?")
SELF = "'self'"
NOBODY_ELSE: Mapping[str, str] = {}
_HSTS = "max-age=15552000"
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        public = urlsplit(settings.public_url or "")
        self._others = other_origins(settings)
        self._hsts_host = public.netloc if public.scheme == "https" else None
        self._media_origin = direct_origin(settings.storage)
        self._others = other_origins(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through, and put the headers on the head of each answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = _host(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
                policy = content_security_policy(host, self._media_origin, self._others)
                headers.setdefault("Content-Security-Policy", policy)
                if scope["scheme"] == "https" and self._hsts_host is not None and host == self._hsts_host:
                    headers.setdefault("Strict-Transport-Security", _HSTS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def content_security_policy(
    host: str | None, media_origin: str | None = None, others: Mapping[str, str] = NOBODY_ELSE
) -> str:
    """The policy for pages served as `host`; sockets are named because older Safari does not count them as 'self'.

    `media_origin`: where music and covers are read from past this program.
    `others`: origins of sign-in services, by directive.
    """
    sockets = f" ws://{host} wss://{host}" if host else ""
    bucket = f" {media_origin}" if media_origin else ""
    rules = {
        "default-src": "'self'",
        "script-src": "'self' 'wasm-unsafe-eval'",
        "style-src": "'self'",
        "img-src": f"'self' data: blob:{bucket}",
        "media-src": "'self' data: blob:",
        "connect-src": f"'self'{sockets}{bucket}",
        "worker-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    for name, origins in others.items():
        rules[name] = f"{rules.get(name, SELF)} {origins}"
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _host(scope: Scope) -> str | None:
    """The Host header when it looks like one: it is written into a header of ours."""
    for name, value in scope["headers"]:
        if name == b"host":
            text = value.decode("latin-1")
            return text if _HOST.fullmatch(text) else None
    return None
