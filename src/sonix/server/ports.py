"""Opens the listening sockets before anything else is started, so that a taken port is told at once."""

from __future__ import annotations

import errno
import socket
import ssl
from dataclasses import dataclass

from sonix.config import Settings
from sonix.core.errors import SonixError


@dataclass
class Ports:
    """Bound sockets, not listening yet. `secure` is None without https; `notice` then says why, if it was wanted."""

    plain: socket.socket
    secure: socket.socket | None
    notice: str | None

    def with_context(self, context: ssl.SSLContext | None) -> list[tuple[socket.socket, ssl.SSLContext | None]]:
        """Each socket with what encrypts it."""
        plain: list[tuple[socket.socket, ssl.SSLContext | None]] = [(self.plain, None)]
        return plain if self.secure is None else [*plain, (self.secure, context)]

    def close(self) -> None:
        """Give the ports back."""
        self.plain.close()
        if self.secure is not None:
            self.secure.close()


def open_ports(settings: Settings) -> tuple[Ports, Settings]:
    """Bind both ports; returns them and the settings as they came true (port numbers, https or not).

    Raises:
        SonixError: `port_taken`, `port_refused` or `bad_host`: the http port can't be had. Without https Sonix goes on.
    """
    plain = _bind(settings.host, settings.port, "SONIX_PORT")
    secure, notice = _bind_secure(settings)
    tls = settings.tls.model_copy(
        update={"enabled": secure is not None, "port": _number(secure) if secure else settings.tls.port}
    )
    return Ports(plain, secure, notice), settings.model_copy(update={"port": _number(plain), "tls": tls})


def _bind_secure(settings: Settings) -> tuple[socket.socket | None, str | None]:
    if not settings.tls.enabled:
        return None, None
    try:
        return _bind(settings.host, settings.tls.port, "SONIX_TLS__PORT"), None
    except SonixError as refused:
        return None, f"{refused.message} Until then Sonix goes on without https."


def _bind(host: str, port: int, setting: str) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as wrong:
        raise SonixError("bad_host", f"SONIX_HOST is {host!r}, which is no address of this machine.") from wrong
    opened = socket.socket(family, kind, protocol)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind(address)
        opened.listen(2048)
    except OSError as wrong:
        opened.close()
        raise _refusal(wrong, host, port, setting) from wrong
    opened.setblocking(False)
    return opened


def _refusal(wrong: OSError, host: str, port: int, setting: str) -> SonixError:
    match wrong.errno:
        case errno.EADDRINUSE:
            advice = f"Stop the program that uses it, or set {setting} to another number, such as {port + 1}."
            return SonixError("port_taken", f"Port {port} is already in use. {advice}", status=500)
        case errno.EACCES:
            advice = f"Set {setting} to a number above 1023."
            return SonixError("port_refused", f"This user may not open port {port}. {advice}", status=500)
        case errno.EADDRNOTAVAIL:
            return SonixError("bad_host", f"SONIX_HOST is {host!r}, which is no address of this machine.", status=500)
        case _:
            message = f"Port {port} on {host} can't be opened: {wrong.strerror}. Set {setting} to another number."
            return SonixError("port_refused", message, status=500)


def _number(opened: socket.socket) -> int:
    return int(opened.getsockname()[1])
