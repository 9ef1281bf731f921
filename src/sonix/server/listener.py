"""uvicorn with two ports for one application, and a stop that sends nobody away rudely."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import ssl
from collections.abc import Awaitable, Callable, Generator
from socket import socket

import uvicorn
from starlette.types import ASGIApp

from sonix.config import Settings
from sonix.server.connections import REQUEST_WITHIN_S, guarded_protocol

_STOPPING = (signal.SIGINT, signal.SIGTERM)
_GRACE_S = 2
_HANDSHAKE_TIMEOUT_S = 10


def uvicorn_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How uvicorn is run. Compression of sockets is off: it costs three times the memory and twice the time a message.

    The lifespan is run by us, once, around everything.
    """
    return uvicorn.Config(
        app,
        loop="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=2 * settings.limits.message_bytes,
        proxy_headers=settings.proxy.behind,
        forwarded_allow_ips=list(settings.proxy.trusted),
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_GRACE_S,
    )


class TwoPortServer(uvicorn.Server):
    """Listens on an http and, with a context, an https socket. `say_goodbye` runs before connections are closed."""

    def __init__(
        self,
        config: uvicorn.Config,
        settings: Settings,
        sockets: list[tuple[socket, ssl.SSLContext | None]],
        say_goodbye: Callable[[], Awaitable[None]],
        now_us: Callable[[], int],
        request_within_s: float = REQUEST_WITHIN_S,
    ) -> None:
        super().__init__(config)
        self._protocol_class = guarded_protocol(config, settings, now_us, request_within_s)
        self._sockets = sockets
        self._say_goodbye = say_goodbye
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start to accept on all sockets. The scheme of a request is told by its own transport."""
        loop = asyncio.get_running_loop()
        self.servers = []
        for opened, context in self._sockets:
            timeout_s = _HANDSHAKE_TIMEOUT_S if context else None
            self.servers.append(
                await loop.create_server(
                    self._protocol, sock=opened, ssl=context, backlog=2048, ssl_handshake_timeout=timeout_s
                )
            )
        self.started = True
        self.ready.set()

    def _protocol(self) -> asyncio.Protocol:
        return self._protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state={}
        )

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Accept nobody new, tell the sockets to come back, then close what is left."""
        for server in self.servers:
            server.close()
        await self._say_goodbye()
        log = logging.getLogger("uvicorn.error")
        log.addFilter(_cancels_something)
        try:
            await super().shutdown()
        finally:
            log.removeFilter(_cancels_something)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """SIGTERM and Ctrl+C stop in good order and are not raised again, so that a clean stop exits with 0."""
        loop = asyncio.get_running_loop()
        for number in _STOPPING:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in _STOPPING:
                loop.remove_signal_handler(number)


def _cancels_something(record: logging.LogRecord) -> bool:
    """A browser that keeps an idle connection open is closed on, which is a clean stop and no error to report."""
    return not (str(record.msg).startswith("Cancel %s running task") and record.args == (0,))
