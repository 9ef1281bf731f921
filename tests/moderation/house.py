"""A room with people in it, for tests of its doors."""

from __future__ import annotations

from sonix.core.ids import new_id
from sonix.core.room import commands as c
from sonix.core.room.state import DoorRules, Room
from sonix.moderation.office import Wanted
from sonix.protocol.server import Ack
from tests.live.instance import Instance

HOST = "host"


async def fresh(instance: Instance, room: Room) -> Room:
    """The room as it is now."""
    found = await instance.rooms.committed(room.room_id)
    assert found is not None
    return found


async def do(instance: Instance, room: Room, command: c.Command, actor: str = HOST) -> Room:
    """Do something in the room that must succeed."""
    reply = await instance.rooms.execute(room.room_id, new_id(), actor, command)
    assert isinstance(reply, Ack), reply
    return await fresh(instance, room)


async def two_cohosts_and_dan(instance: Instance) -> Room:
    """A room of the host, Ben and Cleo as co-hosts, and Dan."""
    room = await instance.room()
    for name in ("ben", "cleo", "dan"):
        room = await do(instance, room, c.Join(name.title()), name)
    for name in ("ben", "cleo"):
        room = await do(instance, room, c.SetRole(name, "cohost"))
    return room


async def doors(instance: Instance, room: Room, *, locked: bool = False, knock: bool = False) -> Room:
    """Set the doors."""
    return await do(instance, room, c.Configure(doors=DoorRules(locked=locked, knock=knock)))


async def ban(instance: Instance, room: Room, user_id: str, *, actor: str = HOST, address: bool = False) -> str:
    """Ban somebody and their device; returns the ban's id."""
    wanted = Wanted(user_id, "too loud", device=True, address=address)
    return (await instance.moderation.office.ban(await fresh(instance, room), actor, wanted)).ban_id
