"""Bounds the body of every request, before anything reads it: what is not music or a picture is small."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sonix.web.errors import HTTP_DETAILS, problem

MAX_BODY_BYTES = 65_536
_STREAMED = re.compile(r"/api/(uploads/[^/]+|tracks/[^/]+/cover)")
"""Requests (PUT) that read their body piece by piece, within bounds of their own."""


class BodyLimit:
    """ASGI middleware: 413 for a body longer than 64 KB, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at `Content-Length` first; count what arrives without one."""
        if scope["type"] != "http" or (scope["method"] == "PUT" and _STREAMED.fullmatch(scope["path"])):
            await self.app(scope, receive, send)
            return
        if _announced(scope) > MAX_BODY_BYTES:
            # What follows is not read: the connection is of no more use.
            answer = problem(413, "too_large", HTTP_DETAILS[413], headers={"Connection": "close"})
            await answer(scope, receive, send)
            return
        received = 0

        async def counted_receive() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > MAX_BODY_BYTES:
                    raise HTTPException(413, headers={"Connection": "close"})
            return message

        await self.app(scope, counted_receive, send)


def _announced(scope: Scope) -> int:
    """The body's length as the client states it; 0 when it does not, or not in a way that can be read."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value[:18]) if value.isdigit() else 0
    return 0
