"""Ports, addresses and the certificate: what other people's devices meet."""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import json
from urllib.parse import urlsplit

from cryptography import x509

from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.doctor.finding import Finding, fail, ok, warn
from sonix.server.addresses import addresses, lan_addresses
from sonix.server.ports import open_ports
from sonix.tls import certificate_files, server_context

_SOON = dt.timedelta(days=14)


def plain_port(settings: Settings) -> Finding:
    """Free, or taken by the Sonix that runs already."""
    without_tls = settings.model_copy(update={"tls": settings.tls.model_copy(update={"enabled": False})})
    try:
        ports, _ = open_ports(without_tls)
    except SonixError as taken:
        if _sonix_answers(settings.port):
            return ok("Port http", f"{settings.port}, Sonix is running there")
        return fail("Port http", f"{settings.port} can't be had", taken.message)
    ports.close()
    return ok("Port http", f"{settings.port} is free")


def secure_port(settings: Settings) -> Finding:
    """Sonix goes on without https, but phones don't play in step then."""
    if not settings.tls.enabled:
        if settings.proxy.behind:
            return ok("Port https", "off; the proxy does https")
        return warn("Port https", "off", "Phones play in step only over https: set SONIX_TLS__ENABLED=true.")
    ports, _ = open_ports(settings.model_copy(update={"port": 0}))
    ports.close()
    if ports.notice is None:
        return ok("Port https", f"{settings.tls.port} is free")
    if _sonix_answers(settings.port):
        return ok("Port https", f"{settings.tls.port}, Sonix is running there")
    return warn("Port https", f"{settings.tls.port} can't be had", ports.notice)


def lan(settings: Settings) -> Finding:
    """Whether anything but this machine can reach it."""
    where = addresses(settings)
    if where.lan is None and settings.public_url is None:
        advice = "Join a network, or set SONIX_HOST=0.0.0.0 if it names this machine only."
        return warn("Network", "only this machine can reach Sonix", advice)
    return ok("Network", ", ".join(lan_addresses()) or "no address in a local network")


def public_url(settings: Settings) -> Finding:
    """The form of the address that links carry."""
    if settings.public_url is None:
        return ok("Public address", f"not set; links carry {addresses(settings).public} and work in this network only")
    url = urlsplit(settings.public_url)
    if _is_this_machine(url.hostname or ""):
        advice = "Set SONIX_PUBLIC_URL to an address that other people's devices can open."
        return fail("Public address", f"{settings.public_url} means something else on every device", advice)
    if url.scheme != "https":
        advice = "Use https: phones play in step only on a secure page. docs/deploy.md shows how."
        return warn("Public address", f"{settings.public_url} is not secure", advice)
    return ok("Public address", settings.public_url)


def certificate(settings: Settings) -> Finding:
    """Given files must fit together and be valid; our own are issued anew as needed."""
    if not settings.tls.enabled:
        return ok("Certificate", "not needed")
    if settings.tls.cert_file is None and not (settings.data_dir / "tls" / "server.crt").exists():
        return ok("Certificate", "will be made at the first start")
    files = certificate_files(settings)
    try:
        server_context(files)
    except SonixError as wrong:
        return fail("Certificate", wrong.message, "Check SONIX_TLS__CERT_FILE and SONIX_TLS__KEY_FILE.")
    leaf = x509.load_pem_x509_certificate(files.chain.read_bytes())
    left = leaf.not_valid_after_utc - dt.datetime.now(dt.UTC)
    shown = f"{'our own' if files.own else files.chain}, valid until {leaf.not_valid_after_utc:%Y-%m-%d}"
    if left < dt.timedelta(0):
        return fail("Certificate", f"{shown}: it has run out", "Renew it and restart Sonix.")
    return warn("Certificate", shown, "Renew it soon.") if left < _SOON else ok("Certificate", shown)


def _sonix_answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/api/instance")
        answer = connection.getresponse()
        return answer.status == 200 and "protocol" in json.loads(answer.read(65_536))
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()


def _is_this_machine(host: str) -> bool:
    if host in ("localhost", ""):
        return True
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return False
    return parsed.is_loopback or parsed.is_unspecified
