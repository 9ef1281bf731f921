"""The connections to one room on this node, and what goes to all of them."""

from __future__ import annotations

import msgspec

from sonix.live.connection import Connection
from sonix.live.presence import PresenceFeed
from sonix.live.reports import ReportFeed
from sonix.protocol.server import PresenceMessage
from sonix.rooms.listeners import Listener, Listeners
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService

_encode = msgspec.json.Encoder().encode


class RoomHere:
    """The connections to one room, and what goes to all of them."""

    def __init__(self, room_id: str, listeners: Listeners, rooms: RoomService, clock: Clock) -> None:
        self.connections: dict[Connection, Listener] = {}
        self.feed = PresenceFeed(room_id, listeners, self.send)
        self.reports = ReportFeed(room_id, listeners, lambda: rooms.peek(room_id), clock)

    def send(self, message: PresenceMessage) -> None:
        """Encode once, queue for everybody."""
        frame = _encode(message).decode()
        for connection in tuple(self.connections):
            connection.outbox.put(frame)
