"""Where a socket waits between its hello and its welcome."""

from __future__ import annotations

import asyncio

from sonix.core.errors import SonixError
from sonix.live.connection import Connection
from sonix.protocol.server import ServerMessage


class SocketLobby:
    """`sonix.rooms.doors.Lobby` of one connection. Whoever waits in it may measure the clock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tell(self, message: ServerMessage) -> None:
        """Say something to the page."""
        self._connection.send(message)

    async def wait(self, news: asyncio.Event, longest_s: float) -> None:
        """Wait for news, or so long. Raises SonixError `gone` once the socket is over."""
        ended = self._connection.ended
        waits = [asyncio.create_task(event.wait()) for event in (news, ended)]
        try:
            await asyncio.wait(waits, timeout=longest_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if ended.is_set():
            raise SonixError("gone", "The page has gone.", status=410)
