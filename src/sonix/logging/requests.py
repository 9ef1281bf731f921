"""One line for each HTTP request, and a request id on every line written while it is answered."""

from __future__ import annotations

import secrets
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = structlog.stdlib.get_logger("sonix.requests")


class RequestLog:
    """ASGI middleware. Logs the path without its query, since that may hold a signature.

    What was answered well is a debug line when it only read, an info line when it may have changed something; errors of
    the server are warnings. The id is answered as `X-Request-Id`, so that a person can name it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(6)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            if scope["type"] == "websocket":
                await self.app(scope, receive, send)
            else:
                await self._answer(scope, receive, send, request_id)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        status = 500
        began_s = time.perf_counter()

        async def noted_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (b"x-request-id", request_id.encode())]}
            await send(message)

        try:
            await self.app(scope, receive, noted_send)
        finally:
            self._note(scope, status, (time.perf_counter() - began_s) * 1000)

    def _note(self, scope: Scope, status: int, took_ms: float) -> None:
        fields = {"method": scope["method"], "path": scope["path"], "status": status, "took_ms": round(took_ms, 1)}
        if status >= 500:
            _log.warning("request", **fields)
        elif scope["method"] in ("GET", "HEAD", "OPTIONS"):
            _log.debug("request", **fields)
        else:
            _log.info("request", **fields)
