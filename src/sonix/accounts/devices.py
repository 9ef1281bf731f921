"""The name of a device in the list of devices, from what its browser says about itself."""

from __future__ import annotations

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""The order matters: most browsers also claim to be those further down."""
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
MAX_READ_CHARS = 500


def device_name(user_agent: str) -> str:
    """Something like "Firefox on Linux": enough to know one's devices apart, too little to store about anybody."""
    text = user_agent[:MAX_READ_CHARS]
    browser = next((name for mark, name in _BROWSERS if mark in text), None)
    system = next((name for mark, name in _SYSTEMS if mark in text), None)
    if browser is None:
        return "An unknown program" if system is None else f"A program on {system}"
    return browser if system is None else f"{browser} on {system}"
