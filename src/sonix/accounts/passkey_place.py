"""Where passkeys belong: to the host name of the page. A browser never shows one to a page of another name."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from sonix.core.errors import SonixError


@dataclass(frozen=True)
class Place:
    """The page's origin and, as WebAuthn calls it, the id of the relying party: the origin's host name."""

    rp_id: str
    origin: str


def place_of(origin: str | None, public_url: str | None) -> Place:
    """The place of a page whose origin has been found to be our own.

    With a public address, passkeys are for its name; this machine's own names go on working for whoever is at home.

    Raises:
        SonixError: `no_passkeys_here`, 409.
    """
    host = urlsplit(origin or "").hostname
    public = urlsplit(public_url).hostname if public_url else None
    if not origin or not host or _is_address(host) or (public and host not in {public, *_own_names()}):
        better = f" Open {public_url}." if public_url else " Open Sonix by a name, not by an address."
        raise SonixError("no_passkeys_here", f"Passkeys do not work at this address.{better}", status=409)
    return Place(host, origin)


def _own_names() -> set[str]:
    host = socket.gethostname().lower()
    short = host.partition(".")[0]
    return {"localhost", host, f"{short}.local"}


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
