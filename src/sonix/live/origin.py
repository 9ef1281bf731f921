"""Which pages may open a socket. A browser sends the page's origin with every socket, and no page can forge it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_allowed(origin: str | None, host: str | None, allowed: Iterable[str]) -> bool:
    """Whether a page of `origin` may talk to the server it reached as `host` (the Host header).

    No origin at all means no browser: such a client has nothing of anybody else's to abuse, and shows its own token in
    `hello`.
    """
    if origin is None:
        return True
    place = _place(origin)
    if place is None:
        return False
    if any(place == _place(other) for other in allowed):
        return True
    scheme, name, port = place
    return host is not None and _place(f"{scheme}://{host}") == (scheme, name, port)


def _place(origin: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for what is no web origin ("null" above all)."""
    try:
        parts = urlsplit(origin)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.hostname is None or port is None or parts.scheme not in _DEFAULT_PORTS:
        return None
    return parts.scheme, parts.hostname, port
