"""Whose business a room's past is."""

from __future__ import annotations

import time

from sonix.accounts.access import unauthenticated
from sonix.core.errors import SonixError
from sonix.core.room.state import Room
from sonix.rooms.doors import Visit, is_member
from sonix.rooms.ports import Identity
from sonix.web.services import Services


async def room_with_past(services: Services, code: str, who: Identity | None, address: str) -> Room:
    """The room of a code, for its members; a public one that anybody may enter, for everybody.

    Raises:
        SonixError: `unauthenticated`, 401; `members_only`, or whatever a door says, 403; `no_such_room`, 404.
        RateLimitedError: too many wrong codes came from there.
    """
    room = await services.doors.find(code, address)
    if who is not None and is_member(room, who.user_id):
        await services.doors.admit(Visit(room, who, address, returns=True))
        return room
    doors, listing = room.settings.doors, await services.party.told.store.get(room.room_id)
    is_shown = listing.public and services.settings.directory.who != "nobody"
    is_open = listing.password_hash is None and not doors.locked and not doors.knock
    if is_shown and is_open and listing.phase(time.time()) == "open":
        return room
    if who is None:
        raise unauthenticated()
    raise SonixError("members_only", "What was played here is shown to those who have joined. Join first.", status=403)
