"""Where this instance can be reached: on this machine, in the local network, and by the address its links carry.

Other people's machines reach neither `localhost` nor a container's bridge, so links never carry those when anything
better is known.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from sonix.config import Settings

_VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "podman", "cni", "flannel", "lxc", "lxd", "utun")
_SIOCGIFADDR = 0x8915
_ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound to


@dataclass(frozen=True)
class Addresses:
    """What is printed at the start and put into links.

    Attributes:
        local: http on this machine.
        lan: http in the local network; None when only this machine can reach it.
        secure: https in the local network (or on this machine); None without an https port.
        public: what links carry: the public address when one is set, else the best of the others.
        lan_only: whether `public` works only in this network.
        only_here: whether `public` works only on this machine.
    """

    local: str
    lan: str | None
    secure: str | None
    public: str
    lan_only: bool
    only_here: bool = False


def addresses(settings: Settings) -> Addresses:
    """The addresses of an instance whose ports are final (not 0)."""
    host = settings.host
    outside = best_lan_address() if host in _ANYWHERE else host
    if outside is not None and _is_loopback(outside):
        outside = None
    local_host = "localhost" if host in _ANYWHERE or _is_loopback(host) else host
    local = _url("http", local_host, settings.port)
    lan = _url("http", outside, settings.port) if outside else None
    secure = _url("https", outside or local_host, settings.tls.port) if settings.tls.enabled else None
    if settings.public_url:
        return Addresses(local, lan, secure, settings.public_url.rstrip("/"), lan_only=False)
    return Addresses(local, lan, secure, secure or lan or local, lan_only=True, only_here=lan is None)


async def look_up(settings: Settings) -> Addresses:
    """`addresses`, off the loop: asking for the host's name may take seconds where no name server answers."""
    return await asyncio.to_thread(addresses, settings)


def best_lan_address() -> str | None:
    """The address of the interface that leads to the network, else any private one, else None."""
    candidates = lan_addresses()
    return next((address for address in candidates if ":" not in address), candidates[0] if candidates else None)


def lan_addresses() -> tuple[str, ...]:
    """All addresses other devices may know this machine by, the best first. Link-local and loopback are left out."""
    by_interface = {address: name for name, address in _interface_addresses()}
    found = [_route_address(), *by_interface, *_host_name_addresses()]
    unique = dict.fromkeys(address for address in found if address and _is_reachable(address))
    return tuple(sorted(unique, key=lambda address: by_interface.get(address, "").startswith(_VIRTUAL)))


def _route_address() -> str | None:
    """The source address of the default route. A UDP connect sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def _interface_addresses() -> list[tuple[str, str]]:
    """(interface, address) pairs as Linux tells them; elsewhere the host name has to do."""
    if not sys.platform.startswith("linux"):
        return []
    import fcntl

    found: list[tuple[str, str]] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, name.encode()[:15].ljust(40, b"\0"))
            except OSError:
                continue
            found.append((name, socket.inet_ntoa(answer[20:24])))
    return found + _ipv6_interface_addresses()


def _ipv6_interface_addresses() -> list[tuple[str, str]]:
    table = Path("/proc/net/if_inet6")
    if not table.exists():
        return []
    rows = [line.split() for line in table.read_text().splitlines()]
    return [(row[5], str(ipaddress.IPv6Address(bytes.fromhex(row[0])))) for row in rows]


def _host_name_addresses() -> list[str]:
    try:
        rows = socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return [str(row[4][0]).partition("%")[0] for row in rows]


def _is_reachable(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified or parsed.is_multicast)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _url(scheme: str, host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    default = 443 if scheme == "https" else 80
    return f"{scheme}://{shown}" if port == default else f"{scheme}://{shown}:{port}"
