"""Which other origins the page may speak to: those of the sign-in services that are set up, and no others."""

from __future__ import annotations

from urllib.parse import urlsplit

from sonix.config import Settings
from sonix.web.instance import ways_in

FIREBASE_API = "https://identitytoolkit.googleapis.com https://securetoken.googleapis.com"
GOOGLE_POPUP = "https://apis.google.com"
"""Where Firebase's client fetches what opens Google's window and listens to it."""


def other_origins(settings: Settings) -> dict[str, str]:
    """What the content security policy allows beside `'self'`, by directive; empty when nobody signs in elsewhere."""
    ways = ways_in(settings)
    connect: list[str] = []
    rules: dict[str, str] = {}
    if ways.firebase is not None:
        emulator = ways.firebase.emulator_url
        connect += [FIREBASE_API, emulator or ""]
        if "google" in ways.firebase.ways:
            rules["script-src"] = GOOGLE_POPUP
            rules["frame-src"] = emulator or _origin(f"https://{ways.firebase.auth_domain}")
    if ways.supabase is not None:
        connect.append(_origin(ways.supabase.url))
    if connect:
        rules["connect-src"] = " ".join(filter(None, connect))
    return rules


def _origin(url: str) -> str:
    """Scheme, host and port of an address of the settings: nothing else belongs into a header."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
