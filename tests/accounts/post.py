"""A real mail server on 127.0.0.1 that keeps what it is given, and how a test waits for a letter."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import anyio.to_thread
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PATIENCE_S = 60
_LINK = re.compile(r"https?://\S+#\S+")


@dataclass
class Delivered:
    """A letter as the mail server got it."""

    envelope: Envelope
    secure: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.envelope.original_content or b"", policy=policy.default)

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return str(self.message.get_content())

    @property
    def link(self) -> str:
        """The one link in it."""
        (found,) = _LINK.findall(self.text)
        return str(found)

    @property
    def token(self) -> str:
        """What the page would send of that link."""
        return self.link.partition("#")[2].partition("=")[2]


@dataclass
class Post:
    """The mail server: `refusals` are answered to the next letters in turn, instead of taking them."""

    port: int = 0
    letters: list[Delivered] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    refused: int = 0
    news: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name aiosmtpd calls
        """Called by the server for each letter."""
        if self.refusals:
            self.refused += 1
            return self.refusals.pop(0)
        user = session.auth_data.login.decode() if isinstance(session.auth_data, LoginPassword) else None
        with self.news:
            self.letters.append(Delivered(envelope, session.ssl is not None, user))
            self.news.notify_all()
        return "250 OK"

    async def letter(self, number: int = 1) -> Delivered:
        """The `number`th letter, once it is here."""
        return await anyio.to_thread.run_sync(self.wait_for, number)

    def wait_for(self, number: int) -> Delivered:
        """As `letter`, where there is no loop."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.letters) >= number, PATIENCE_S), "no letter has come"
            return self.letters[number - 1]


class _OnAnyPort(Controller):
    """Knocks at the port it was given, not at 0, to see that it listens."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def post_office(
    tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None, **more: Any
) -> AsyncIterator[Post]:
    """Run one, as `running` does, from within a loop."""
    made = running(tls, login, **more)
    post = await anyio.to_thread.run_sync(made.__enter__)
    try:
        yield post
    finally:
        await anyio.to_thread.run_sync(made.__exit__, None, None, None)


@contextmanager
def running(tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None, **more: Any) -> Iterator[Post]:
    """Run one. With `tls` it demands STARTTLS, with `login` that very name and password."""
    post = Post()

    def authenticator(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        right = (data.login.decode(), data.password.decode()) == login
        return AuthResult(success=right, handled=False, auth_data=data)

    if tls is not None:
        more |= {"tls_context": tls, "require_starttls": True}
    if login is not None:
        more |= {"authenticator": authenticator, "auth_required": tls is not None, "auth_require_tls": tls is not None}
    controller = _OnAnyPort(post, hostname="127.0.0.1", port=0, enable_SMTPUTF8=True, **more)
    controller.start()
    try:
        post.port = controller.port
        yield post
    finally:
        controller.stop()
