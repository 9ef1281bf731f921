"""The mail server, spoken to as its URL says: `smtp://` with STARTTLS, or `smtps://` with TLS from the first byte."""

from __future__ import annotations

import ipaddress
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import anyio.to_thread
from aiosmtplib import SMTP

from sonix.config.sections_people import Mail

TIMEOUT_S = 30.0
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}


class MailServer:
    """One connection for each letter: there are few."""

    def __init__(self, settings: Mail) -> None:
        self._settings = settings

    async def send(self, message: EmailMessage) -> None:
        """Hand a letter over.

        Raises:
            SMTPException, OSError, TimeoutError: it was not taken.
        """
        async with await self._connection() as connection:
            await connection.send_message(message)

    async def greet(self) -> None:
        """Connect, sign in, and leave again. Raises as `send` does."""
        async with await self._connection() as connection:
            await connection.noop()

    async def _connection(self) -> SMTP:
        url = urlsplit(self._settings.url or "")
        host = url.hostname or "localhost"
        user = unquote(url.username) if url.username else None
        password = await anyio.to_thread.run_sync(self._settings.secret, "password") if user else None
        tls = url.scheme == "smtps"
        return SMTP(
            hostname=host,
            port=url.port or DEFAULT_PORTS[url.scheme],
            username=user,
            password=password,
            use_tls=tls,
            start_tls=_starts_tls(host, has_password=password is not None) if not tls else False,
            timeout=TIMEOUT_S,
        )


def _starts_tls(host: str, *, has_password: bool) -> bool | None:
    """True: without it nothing is sent. None: when it is offered. A password never travels in the clear."""
    return True if has_password and not _is_this_machine(host) else None


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
