"""The connections of this node to one room, and what goes to them."""

from __future__ import annotations

import msgspec

from sonix.bus.port import News
from sonix.core.roles import has_right
from sonix.core.room.events import MemberUpserted
from sonix.core.room.state import Room
from sonix.live.connection import Connection
from sonix.live.presence import PresenceFeed
from sonix.live.reports import ReportFeed
from sonix.protocol.close import CloseCode
from sonix.protocol.server import EventsMessage, Knocks, PresenceMessage
from sonix.rooms.listeners import Listener, Listeners
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService

_encode = msgspec.json.Encoder().encode


class RoomHere:
    """Fans out what happens in a room. Each message is encoded once."""

    def __init__(self, room_id: str, listeners: Listeners, rooms: RoomService, clock: Clock) -> None:
        self.connections: dict[Connection, Listener] = {}
        self.feed = PresenceFeed(room_id, listeners, self.send)
        self.reports = ReportFeed(room_id, listeners, lambda: rooms.peek(room_id), clock)

    def send(self, message: PresenceMessage) -> None:
        """Queue for everybody."""
        frame = _encode(message).decode()
        for connection in tuple(self.connections):
            connection.outbox.put(frame)

    def fan_out(self, news: News, room: Room | None) -> None:
        """Take news of the room, which is `room` now as far as is known."""
        if news.gone:
            for connection in tuple(self.connections):
                connection.close(CloseCode.NO_SUCH_ROOM, "This room has been deleted.")
        if news.knocks is not None and room is not None:
            self._tell_of_knocks(Knocks(news.knocks), room)
        if news.revisions:
            self._tell_events(news)
            self._send_out(news)

    def of_member(self, member_id: str) -> list[Connection]:
        """The connections of one member, oldest first."""
        return [connection for connection, who in self.connections.items() if who.member_id == member_id]

    def _tell_events(self, news: News) -> None:
        frame = _encode(EventsMessage(news.revisions)).decode()
        last_rev = news.revisions[-1].rev
        for connection in tuple(self.connections):
            if connection.rev < last_rev:
                connection.rev = last_rev
                connection.outbox.put(frame)

    def _tell_of_knocks(self, message: Knocks, room: Room) -> None:
        frame = _encode(message).decode()
        for connection, who in tuple(self.connections.items()):
            if has_right(room, who.member_id, "admit"):
                connection.outbox.put(frame)

    def _send_out(self, news: News) -> None:
        """Close the sockets of whoever was sent out. Who leaves by themselves has an answer coming first."""
        for event in (event for revision in news.revisions for event in revision.events):
            if isinstance(event, MemberUpserted) and event.member.left and event.by is not None:
                for connection in self.of_member(event.member.member_id):
                    connection.close(CloseCode.DISMISSED, "You were removed from this room.")
