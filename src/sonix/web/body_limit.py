"""Bounds the body of every request, before anything reads it: what is no music is small, and nothing stalls."""

from __future__ import annotations

import asyncio
import re

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sonix.web.errors import HTTP_DETAILS, problem

MAX_BODY_BYTES = 65_536
BODY_WITHIN_S = 30.0
"""How long a small body may take as a whole."""
PIECE_WITHIN_S = 60.0
"""How long a stream of music may stand still: a phone between two cells."""
_STREAMED = re.compile(r"/api/(uploads/[^/]+|tracks/[^/]+/(cover|lyrics)|playlists/[^/]+/(cover|import))")
"""Requests (PUT) that read their body piece by piece, within bounds of their own."""


class BodyLimit:
    """ASGI middleware: 413 for a body longer than 64 KB, announced or not; 408 for one that does not come."""

    def __init__(self, app: ASGIApp, within_s: float = BODY_WITHIN_S, piece_within_s: float = PIECE_WITHIN_S) -> None:
        self.app = app
        self._within_s = within_s
        self._piece_within_s = piece_within_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at `Content-Length` first; count what arrives without one."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] == "PUT" and _STREAMED.fullmatch(scope["path"]):
            await self.app(scope, _Arriving(receive, None, self._piece_within_s), send)
        elif _announced(scope) > MAX_BODY_BYTES:
            # What follows is not read: the connection is of no more use.
            answer = problem(413, "too_large", HTTP_DETAILS[413], headers={"Connection": "close"})
            await answer(scope, receive, send)
        else:
            await self.app(scope, _Arriving(receive, self._within_s, self._within_s), send)


class _Arriving:
    """A body while it comes: all of it within `whole_s` and 64 KB, or, when that is None, each piece within `piece_s`.

    Once it is here, waiting for the client to hang up takes as long as it takes.
    """

    def __init__(self, receive: Receive, whole_s: float | None, piece_s: float) -> None:
        self._receive = receive
        self._small = whole_s is not None
        self._piece_s = piece_s
        self._due_s: float | None = None
        self._received = 0
        self._complete = False

    async def __call__(self) -> Message:
        """The next piece. Raises HTTPException 413 or 408."""
        if self._complete:
            return await self._receive()
        now_s = asyncio.get_running_loop().time()
        if self._due_s is None or not self._small:
            self._due_s = now_s + self._piece_s
        try:
            async with asyncio.timeout_at(self._due_s):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None
        self._complete = not message.get("more_body", False)
        self._received += len(message.get("body", b""))
        if self._small and self._received > MAX_BODY_BYTES:
            raise HTTPException(413, headers={"Connection": "close"})
        return message


def _announced(scope: Scope) -> int:
    """The body's length as the client states it; 0 when it does not, or not in a way that can be read."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value[:18]) if value.isdigit() else 0
    return 0
