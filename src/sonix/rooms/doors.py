"""The one door of a room: whoever wants in, or to look in, is asked here, by a socket and by a request alike.

What is asked stands in slices of their own, each a `Door`; a slice that keeps somebody out puts its door into the row.
A door that raises keeps them out, and says why. Being a member is no way around them: each door says for itself whom it
lets pass.

Between that question and a place among the listeners there is time, in which somebody may be banned: a door that is a
`Threshold`, too, is asked once more when the visitor is in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import msgspec

from sonix.core.errors import SonixError
from sonix.core.room.state import Room
from sonix.protocol.client import Hello
from sonix.protocol.server import ServerMessage
from sonix.rooms.codes import RoomCodes
from sonix.rooms.ports import Identity
from sonix.rooms.service import RoomService

MOST_ROUNDS = 20
"""So often a visitor who waited is asked again by every door; whoever comes this far is told to come back."""


class Lobby(Protocol):
    """Where a visitor waits for a door to open."""

    def tell(self, message: ServerMessage) -> None:
        """Say something to the visitor."""
        ...

    async def wait(self, news: asyncio.Event, longest_s: float) -> None:
        """Wait for `news`, or so long. Raises `SonixError` `gone` when the visitor has given up."""
        ...


class WaitedError(Exception):
    """Raised by a door that has let its visitor wait: much may have changed, and every door is asked again."""


class Visit(msgspec.Struct, frozen=True):
    """Somebody at the door, with what they show.

    Attributes:
        address: as `counted_as` gives it.
        device_id: what the browser calls itself; empty for a request.
        password: of the room, as it was typed; None: none was.
        returns: a page that was in the room a moment ago, or asks for a part of it.
        lobby: where they can wait; None for a request, which cannot.
    """

    room: Room
    who: Identity
    address: str
    device_id: str = ""
    password: str | None = None
    returns: bool = False
    lobby: Lobby | None = None

    @property
    def is_host(self) -> bool:
        """Whether the room is theirs."""
        return self.who.user_id == self.room.host_id

    @property
    def is_member(self) -> bool:
        """Whether they have been let in before, and have not left for good."""
        return is_member(self.room, self.who.user_id)


class Door(Protocol):
    """One reason to stay outside."""

    async def check(self, visit: Visit) -> None:
        """Let them pass, after a wait in the lobby if need be.

        Raises:
            SonixError: the reason why not; its code tells the page what to show.
            WaitedError: they had to wait, and now everything is to be asked anew.
        """
        ...


@runtime_checkable
class Threshold(Protocol):
    """A door with a last word."""

    async def entered(self, visit: Visit) -> None:
        """They are in. Raises SonixError when they may not stay."""
        ...


class Doors:
    """All doors, in the order they are asked."""

    def __init__(self, rooms: RoomService, codes: RoomCodes, doors: Sequence[Door] = ()) -> None:
        self._rooms = rooms
        self._codes = codes
        self._doors = tuple(doors)

    async def admit(self, visit: Visit) -> None:
        """Let somebody in. Raises SonixError with the reason why not."""
        for door in self._doors:
            await door.check(visit)

    async def enter(self, hello: Hello, who: Identity, address: str, lobby: Lobby) -> str:
        """The room somebody says hello to, once they may come in.

        Raises:
            SonixError: `no_such_room`, 404; whatever a door says, 403.
            RateLimitedError: too many wrong codes came from there.
        """
        for _ in range(MOST_ROUNDS):
            room = await self.find(hello.room, address)
            try:
                await self.admit(_visit(room, hello, who, address, lobby))
            except WaitedError:
                continue
            return room.room_id
        raise SonixError("not_admitted", "The room did not open. Try again later.", status=403)

    async def entered(self, room_id: str, hello: Hello, who: Identity, address: str) -> None:
        """The last word of every door that has one, about somebody who is in. Raises SonixError: they may not stay."""
        room = await self._rooms.committed(room_id)
        if room is None:
            raise SonixError("no_such_room", "This room has been deleted.", status=404)
        for door in self._doors:
            if isinstance(door, Threshold):
                await door.entered(_visit(room, hello, who, address, None))

    async def look_in(self, code: str, who: Identity, address: str) -> Room:
        """The room of a code as it is now, for somebody who may see its inside.

        Raises:
            SonixError: `no_such_room`, 404; whatever a door says, 403.
            RateLimitedError: too many wrong codes came from there.
        """
        room = await self.find(code, address)
        await self.admit(Visit(room, who, address, returns=True))
        return room

    async def find(self, code: str, address: str) -> Room:
        """The room of a code as it is now: what anybody who has the code may know of it is the caller's business.

        Raises:
            SonixError: `no_such_room`, 404.
            RateLimitedError: too many wrong codes came from there.
        """
        room = await self._rooms.get(await self._codes.room_id(code, address))
        if room is None:
            raise SonixError("no_such_room", "There is no room with this code. Check it and try again.", status=404)
        return room


def _visit(room: Room, hello: Hello, who: Identity, address: str, lobby: Lobby | None) -> Visit:
    return Visit(room, who, address, hello.device_id, hello.password, hello.last_rev is not None, lobby)


def is_member(room: Room, user_id: str) -> bool:
    """Whether somebody has joined and not left for good."""
    member = room.members.get(user_id)
    return member is not None and not member.left
