"""The names a certificate has to carry so that every device in the house can verify this machine."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass

from sonix.server.addresses import lan_addresses

_DNS_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


@dataclass(frozen=True)
class Names:
    """Names and addresses of this machine; `host` is how people call it."""

    host: str
    domains: tuple[str, ...]
    addresses: tuple[str, ...]


def host_names() -> Names:
    """What this machine is called right now."""
    host = socket.gethostname().lower()
    short = host.partition(".")[0]
    wanted = ("localhost", host, short, f"{short}.local")
    domains = tuple(dict.fromkeys(name for name in wanted if _DNS_NAME.fullmatch(name)))
    return Names(short or "this machine", domains, ("127.0.0.1", "::1", *lan_addresses()))
