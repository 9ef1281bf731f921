"""`GET /api/socket`: the room's one WebSocket, on Starlette for now."""

from __future__ import annotations

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from sonix.core.ids import new_id
from sonix.core.rate_limits import counted_as
from sonix.live.hub import Hub
from sonix.live.origin import is_allowed


async def socket_endpoint(websocket: WebSocket) -> None:
    """Serve one socket. A page of another origin gets 403 before the socket opens."""
    hub: Hub = websocket.app.state.services.hub
    settings = hub.settings
    headers = websocket.headers
    allowed = [*settings.allowed_origins, *([settings.public_url] if settings.public_url else [])]
    if not is_allowed(headers.get("origin"), headers.get("host"), allowed):
        await websocket.close()
        return
    await websocket.accept()
    address = counted_as(websocket.client.host if websocket.client is not None else "unknown")
    with structlog.contextvars.bound_contextvars(socket_id=new_id()):
        await hub.serve(StarletteSocket(websocket), address)


class StarletteSocket:
    """A Starlette WebSocket as `sonix.live.connection.Socket`."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def receive(self) -> str | bytes | None:
        """Return the next frame, None once the peer is gone."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        text: str | None = message.get("text")
        data: bytes | None = message.get("bytes")
        return text if text is not None else data or b""

    async def send(self, text: str) -> None:
        """Write one text frame."""
        try:
            await self._websocket.send_text(text)
        except (WebSocketDisconnect, RuntimeError, OSError):
            return  # a RuntimeError is Starlette's word for a peer that was closed meanwhile

    async def close(self, code: int, reason: str) -> None:
        """Close, unless the peer has already."""
        if self._websocket.client_state is WebSocketState.DISCONNECTED:
            return
        try:
            await self._websocket.close(code, reason)
        except (WebSocketDisconnect, RuntimeError, OSError):
            return
