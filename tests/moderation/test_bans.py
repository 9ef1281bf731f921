"""Who is banned stays out, by whatever name they come, until somebody who may lets them back in."""

from __future__ import annotations

import asyncio

import pytest

from sonix.core.errors import SonixError
from sonix.core.room import commands as c
from sonix.core.room.events import MemberUpserted
from sonix.core.room.state import Room
from sonix.protocol.close import CloseCode
from sonix.rooms.doors import Visit
from tests.live.instance import Instance
from tests.live.person import person
from tests.moderation.house import HOST, ban, do, doors, fresh, two_cohosts_and_dan

pytestmark = pytest.mark.anyio


async def tried(instance: Instance, room: Room, who: str, **more: object) -> int:
    """The code a hello is closed with."""
    async with person(instance.url) as caller:
        await caller.say_hello(room.code, who, **more)
        return (await caller.end())[0]


async def test_a_ban_closes_every_socket_and_keeps_the_person_out(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as hanna, person(instance.url) as ben, person(instance.url) as again:
        await hanna.hello(room.code, device_id="hers")
        await ben.hello(room.code, "ben:Ben", device_id="his")
        await again.hello(room.code, "ben:Ben", device_id="his")
        await ban(instance, room, "ben")
        assert (await ben.end())[0] == CloseCode.DISMISSED
        assert (await again.end())[0] == CloseCode.DISMISSED
        gone = await hanna.event(MemberUpserted, lambda event: event.member.left)
        assert (gone.member.member_id, gone.by) == ("ben", HOST)
    assert await tried(instance, room, "ben:Ben", device_id="new") == CloseCode.ROOM_BANNED
    assert await tried(instance, room, "ben:Ben", device_id="new", listening=False) == CloseCode.ROOM_BANNED


async def test_a_ban_follows_the_device_to_a_new_name_and_no_further(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as ben:
        await ben.hello(room.code, "ben:Ben", device_id="his")
        await ban(instance, room, "ben")
        await ben.end()
    assert await tried(instance, room, "bob:Bob", device_id="his") == CloseCode.ROOM_BANNED
    async with person(instance.url) as cleo:
        await cleo.hello(room.code, "cleo:Cleo", device_id="hers")
    other = await instance.rooms.create(HOST, "Hanna", "Attic")
    async with person(instance.url) as ben:
        await ben.hello(other.code, "ben:Ben", device_id="his")


async def test_an_address_keeps_out_only_who_is_new_and_never_the_host(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as ben, person(instance.url) as cleo:
        await ben.hello(room.code, "ben:Ben", device_id="his")
        await cleo.hello(room.code, "cleo:Cleo", device_id="hers")
        await ban(instance, room, "ben", address=True)
        await ben.end()
    assert await tried(instance, room, "dan:Dan", device_id="other") == CloseCode.ROOM_BANNED
    for who in ("cleo:Cleo", "host:Hanna"):
        async with person(instance.url) as back:
            await back.hello(room.code, who, device_id="his" if who == "host:Hanna" else "hers")


async def test_a_ban_is_lifted_by_the_host_by_who_did_it_and_by_nobody_below(instance: Instance) -> None:
    room = await instance.room()
    office = instance.moderation.office
    for name in ("ben", "cleo", "dan"):
        room = await do(instance, room, c.Join(name.title()), name)
    for name in ("ben", "cleo"):
        room = await do(instance, room, c.SetRole(name, "cohost"))
    ban_id = await ban(instance, room, "dan", actor="ben")
    room = await fresh(instance, room)
    with pytest.raises(SonixError, match="Only the host"):
        await office.unban(room, "cleo", ban_id)
    await office.unban(room, "ben", ban_id)
    by_host = await ban(instance, room, "dan")
    with pytest.raises(SonixError, match="Only the host"):
        await office.unban(room, "ben", by_host)
    await office.unban(room, HOST, by_host)
    with pytest.raises(SonixError, match="lifted already"):
        await office.unban(room, HOST, by_host)
    async with person(instance.url) as dan:
        await dan.hello(room.code, "dan:Dan", device_id="his")


async def test_nobody_moderates_who_stands_as_high(instance: Instance) -> None:
    room = await two_cohosts_and_dan(instance)
    office = instance.moderation.office
    for actor, about in (("ben", "cleo"), ("ben", HOST), ("ben", "ben"), ("dan", "cleo"), ("stranger", "dan")):
        for act in (
            lambda a=actor, b=about: office.dismiss(room, a, b, ""),
            lambda a=actor, b=about: ban(instance, room, b, actor=a),
            lambda a=actor, b=about: office.mute(room, a, b, 5, ""),
        ):
            with pytest.raises(SonixError) as refused:
                await act()
            assert refused.value.code in ("outranked", "not_allowed")
    assert not any(member.left for member in (await fresh(instance, room)).members.values())


async def test_somebody_banned_while_they_come_in_is_not_in(instance: Instance) -> None:
    """At each moment between the first question and the welcome."""
    room = await instance.room()
    room = await do(instance, room, c.Join("Ben"), "ben")
    room = await do(instance, room, c.Leave(), "ben")
    door = _SlowDoor()
    instance.hub._doors._doors += (door,)
    for moment in ("check", "entered"):
        door.reached, door.go = asyncio.Event(), asyncio.Event()
        door.at = moment
        async with person(instance.url) as ben:
            await ben.say_hello(room.code, "ben:Ben", device_id="his")
            await door.reached.wait()
            ban_id = await ban(instance, room, "ben")
            door.go.set()
            code, _ = await ben.end()
        assert code in (CloseCode.ROOM_BANNED, CloseCode.DISMISSED)
        found = await fresh(instance, room)
        assert found.members["ben"].left
        assert not instance.listeners.of_member(room.room_id, "ben")
        await instance.moderation.office.unban(found, HOST, ban_id)


async def test_a_lock_that_comes_while_somebody_enters_does_not_half_admit_them(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as ben:
        await ben.hello(room.code, "ben:Ben", device_id="his")
        await doors(instance, room, locked=True)
        assert await tried(instance, room, "cleo:Cleo", device_id="hers") == CloseCode.ROOM_LOCKED
        assert "cleo" not in (await fresh(instance, room)).members
    async with person(instance.url) as back:
        await back.hello(room.code, "ben:Ben", device_id="his")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code, device_id="hers")


class _SlowDoor:
    """Stands open, and takes its time at one of its questions."""

    at = ""

    def __init__(self) -> None:
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    async def check(self, visit: Visit) -> None:
        await self._wait("check")

    async def entered(self, visit: Visit) -> None:
        await self._wait("entered")

    async def _wait(self, at: str) -> None:
        if at == self.at:
            self.reached.set()
            await self.go.wait()
