"""Who listens now, in which room, and to what. From memory: it holds for this server."""

from __future__ import annotations

from sonix.accounts.users import Users
from sonix.admin.rooms import wall_s
from sonix.admin.schemas import Listening, ListeningNow, RoomNow
from sonix.core.room.queue import current
from sonix.core.room.state import Room
from sonix.rooms.listeners import Listener, Listeners
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService

MAX_ROOMS = 100
MAX_LISTENERS = 100


class Overhearing:
    """What an administrator sees of the rooms that sound."""

    def __init__(self, rooms: RoomService, listeners: Listeners, clock: Clock, users: Users) -> None:
        self._rooms = rooms
        self._listeners = listeners
        self._clock = clock
        self._users = users

    async def now(self) -> ListeningNow:
        """The fullest 100 rooms with 100 listeners of each, and how many there are in all."""
        in_rooms = {room_id: self._listeners.of(room_id) for room_id in self._listeners.rooms()}
        members = {room_id: _members(connections) for room_id, connections in in_rooms.items()}
        sounding = sorted((room_id for room_id in members if members[room_id]), key=lambda r: -len(members[r]))
        shown = sounding[:MAX_ROOMS]
        listed = {room_id: list(members[room_id].values())[:MAX_LISTENERS] for room_id in shown}
        names = await self._users.names({one.member_id for some in listed.values() for one in some})
        found = [(await self._rooms.get(room_id), listed[room_id]) for room_id in shown]
        return ListeningNow(
            rooms=[self._room(room, some, len(members[room.room_id]), names) for room, some in found if room],
            more_rooms=len(sounding) - len(shown),
            listeners=len({member_id for some in members.values() for member_id in some}),
            connections=sum(len(connections) for connections in in_rooms.values()),
        )

    def _room(self, room: Room, some: list[Listener], count: int, names: dict[str, str]) -> RoomNow:
        return RoomNow(
            room_id=room.room_id,
            code=room.code,
            name=room.name,
            track=_track(room),
            listeners=[self._one(room, listener, names) for listener in some],
            more=count - len(some),
        )

    def _one(self, room: Room, listener: Listener, names: dict[str, str]) -> Listening:
        member = room.members.get(listener.member_id)
        name = member.name if member else names.get(listener.member_id, "")
        since_s = wall_s(self._clock, listener.connected_at_us)
        return Listening(user_id=listener.member_id, name=name, since_s=since_s)


def _members(connections: list[Listener]) -> dict[str, Listener]:
    """Who listens, each by their oldest connection."""
    found: dict[str, Listener] = {}
    for connection in connections:
        if connection.listening:
            found.setdefault(connection.member_id, connection)
    return found


def _track(room: Room) -> str | None:
    """What sounds, as people say it."""
    entry = current(room)
    if entry is None or room.transport.ended or not room.transport.playing:
        return None
    return " · ".join(part for part in (entry.track.title, entry.track.artist) if part)
