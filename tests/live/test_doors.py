"""What a socket is asked at the door of a room."""

from __future__ import annotations

import pytest

from sonix.core.room.state import Room
from sonix.listings.schemas import DetailChanges
from sonix.protocol.close import CloseCode
from sonix.rooms.ports import Identity
from tests.live.instance import Instance
from tests.live.person import person

pytestmark = pytest.mark.anyio
HOST = Identity("host", "Hanna")


async def locked(instance: Instance, password: str) -> Room:
    room = await instance.room("t-1")
    await set_password(instance, room, password)
    return room


async def set_password(instance: Instance, room: Room, password: str) -> None:
    await instance.listings.change(room, HOST, DetailChanges(password=password))


async def refused(instance: Instance, room: Room, who: str, **more: str) -> str:
    async with person(instance.url) as guest:
        await guest.say_hello(room.code, who, **more)
        code, reason = await guest.end()
        assert code == CloseCode.ROOM_PASSWORD, reason
        return reason


async def test_a_password_opens_the_door_and_is_asked_once(instance: Instance) -> None:
    room = await locked(instance, "open sesame")
    assert "has a password" in await refused(instance, room, "g:Gil")
    assert "not this room's" in await refused(instance, room, "g:Gil", password="open barley")
    for listening in (True, False):
        async with person(instance.url) as guest:
            welcome = await guest.hello(room.code, "g:Gil", password="open sesame", listening=listening)
            assert welcome.snapshot is not None
    async with person(instance.url) as guest:
        await guest.hello(room.code, "g:Gil")
    async with person(instance.url) as host:
        await host.hello(room.code)


async def test_looking_needs_the_password_too(instance: Instance) -> None:
    room = await locked(instance, "open sesame")
    async with person(instance.url) as guest:
        await guest.say_hello(room.code, "g:Gil", listening=False)
        assert (await guest.end())[0] == CloseCode.ROOM_PASSWORD


async def test_another_password_keeps_those_who_are_in(instance: Instance) -> None:
    room = await locked(instance, "open sesame")
    async with person(instance.url) as gil:
        await gil.hello(room.code, "g:Gil", password="open sesame")
        await set_password(instance, room, "another one")
        await gil.heard()
        assert gil.closed is None
    async with person(instance.url) as gil:
        await gil.hello(room.code, "g:Gil")
    await refused(instance, room, "n:Nora", password="open sesame")


async def test_guessing_is_slow_and_slows_nobody_else(instance: Instance) -> None:
    room, other = await locked(instance, "open sesame"), await locked(instance, "barley")
    for _ in range(5):
        assert "not this room's" in await refused(instance, room, "g:Gil", password="wrong")
    assert "Too many" in await refused(instance, room, "g:Gil", password="open sesame")
    async with person(instance.url) as guest:
        await guest.hello(other.code, "g:Gil", password="barley")
    async with person(instance.url) as host:
        await host.hello(room.code)
