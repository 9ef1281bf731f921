"""Which network addresses a program may be sent to by an address that somebody typed in.

Public ones; and, where an operator says so, those of a home or office network. Never what only machines talk to: the
link-local network, the metadata services of clouds, multicast. IPv6 forms that carry an IPv4 address count as that one.
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7")
)
_METADATA = frozenset(
    ipaddress.ip_address(text)
    for text in ("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_TEREDO = ipaddress.IPv6Network("2001::/32")


def is_public(text: str) -> bool:
    """Whether this is the address of a machine on the internet."""
    address = _plain(text)
    if address is None or address in _METADATA or is_private(text):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def is_private(text: str) -> bool:
    """Whether this is an address of a home or office network, of a private mesh, or of this machine."""
    address = _plain(text)
    if address is None or address in _METADATA:
        return False
    return any(address.version == network.version and address in network for network in _PRIVATE)


def _plain(text: str) -> Address | None:
    """The address that packets end up at; None for what is none, or can't be told."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.is_site_local:
        return None  # deprecated, and some networks still route it inside
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _SIX_TO_FOUR or address in _TEREDO:
        return None
    return address


def is_loopback(host: str) -> bool:
    """Whether a host leads to this machine and no further."""
    address = _plain(host.strip("[]"))
    return host == "localhost" if address is None else address.is_loopback
