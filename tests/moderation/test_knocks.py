"""Whoever knocks waits, measures the clock meanwhile, and is let in or not by those who may."""

from __future__ import annotations

import pytest

from sonix.core.errors import SonixError
from sonix.core.room import commands as c
from sonix.core.room.state import Room
from sonix.protocol import server as s
from sonix.protocol.close import CloseCode
from tests.live.instance import Instance
from tests.live.person import person
from tests.moderation.house import HOST, do, doors, fresh

pytestmark = pytest.mark.anyio


async def answer(instance: Instance, room: Room, who: str, *, admit: bool, actor: str = HOST) -> None:
    await instance.moderation.office.answer(await fresh(instance, room), actor, who, admit=admit)


async def test_who_is_let_in_comes_in_by_itself(instance: Instance) -> None:
    room = await doors(instance, await instance.room("a"), knock=True)
    async with person(instance.url) as hanna, person(instance.url) as ben:
        await hanna.hello(room.code, device_id="hers")
        await ben.say_hello(room.code, "ben:Ben", device_id="his")
        waiting = await ben.get(s.Waiting)
        assert (waiting.why, waiting.room_name) == ("knock", "Kitchen")
        await ben.heard()
        knocks = await hanna.get(s.Knocks)
        assert [(one.user_id, one.name) for one in knocks.waiting] == [("ben", "Ben")]
        assert "ben" not in (await fresh(instance, room)).members
        await answer(instance, room, "ben", admit=True)
        assert (await ben.get(s.Welcome)).member_id == "ben"
        await hanna.get(s.Knocks, lambda told: not told.waiting)
    async with person(instance.url) as back:
        await back.hello(room.code, "ben:Ben", device_id="his")


async def test_who_is_not_let_in_is_told_and_does_not_disturb_again_for_a_while(instance: Instance) -> None:
    room = await doors(instance, await instance.room(), knock=True)
    async with person(instance.url) as ben:
        await ben.say_hello(room.code, "ben:Ben", device_id="his")
        await ben.get(s.Waiting)
        await answer(instance, room, "ben", admit=False)
        assert (await ben.end())[0] == CloseCode.NOT_ADMITTED
    async with person(instance.url) as ben:
        await ben.say_hello(room.code, "ben:Ben", device_id="his")
        assert (await ben.end())[0] == CloseCode.NOT_ADMITTED
    await answer(instance, room, "ben", admit=True)
    async with person(instance.url) as ben:
        await ben.hello(room.code, "ben:Ben", device_id="his")


async def test_who_was_let_in_and_sent_out_again_has_to_knock_again(instance: Instance) -> None:
    room = await doors(instance, await instance.room(), knock=True)
    async with person(instance.url) as ben:
        await ben.say_hello(room.code, "ben:Ben", device_id="his")
        await ben.get(s.Waiting)
        await answer(instance, room, "ben", admit=True)
        await ben.get(s.Welcome)
        await instance.moderation.office.dismiss(await fresh(instance, room), HOST, "ben", "")
        await ben.end()
    async with person(instance.url) as ben:
        await ben.say_hello(room.code, "ben:Ben", device_id="his")
        await ben.get(s.Waiting)


async def test_who_gives_up_is_not_asked_about_any_more(instance: Instance) -> None:
    room = await doors(instance, await instance.room(), knock=True)
    async with person(instance.url) as hanna:
        await hanna.hello(room.code, device_id="hers")
        async with person(instance.url) as ben:
            await ben.say_hello(room.code, "ben:Ben", device_id="his")
            await hanna.get(s.Knocks, lambda told: len(told.waiting) == 1)
            hanna.forget()
        await hanna.get(s.Knocks, lambda told: not told.waiting)
        with pytest.raises(SonixError, match="not at the door"):
            await answer(instance, room, "ben", admit=True)


async def test_a_door_that_is_opened_to_all_lets_in_who_waits_and_one_that_is_locked_sends_them_off(
    instance: Instance,
) -> None:
    room = await doors(instance, await instance.room(), knock=True)
    async with person(instance.url) as ben:
        await ben.say_hello(room.code, "ben:Ben", device_id="his")
        await ben.get(s.Waiting)
        await doors(instance, room)
        await ben.get(s.Welcome)
    await doors(instance, room, knock=True)
    async with person(instance.url) as cleo:
        await cleo.say_hello(room.code, "cleo:Cleo", device_id="hers")
        await cleo.get(s.Waiting)
        await doors(instance, room, knock=True, locked=True)
        assert (await cleo.end())[0] == CloseCode.ROOM_LOCKED


async def test_only_those_who_may_open_hear_of_knocks(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as hanna, person(instance.url) as dan, person(instance.url) as ben:
        await hanna.hello(room.code, device_id="hers")
        await dan.hello(room.code, "dan:Dan", device_id="dans")
        room = await doors(instance, room, knock=True)
        await ben.say_hello(room.code, "ben:Ben", device_id="his")
        await hanna.get(s.Knocks)
        await dan.heard()
        assert not [told for told in dan.inbox if isinstance(told, s.Knocks)]
        with pytest.raises(SonixError) as refused:
            await answer(instance, room, "ben", admit=True, actor="dan")
        assert refused.value.code == "not_allowed"
        await do(instance, room, c.Configure(rights={"admit": ("listener",)}))
        await answer(instance, room, "ben", admit=True, actor="dan")
        await ben.get(s.Welcome)


async def test_no_more_than_five_knock_from_one_address(instance: Instance) -> None:
    room = await doors(instance, await instance.room(), knock=True)
    knocks, now_us = instance.moderation.office.knocks, instance.clock.now_us()
    for number in range(5):
        await knocks.knock(room.room_id, f"guest{number}", "Guest", "here", now_us)
    with pytest.raises(SonixError) as refused:
        await knocks.knock(room.room_id, "guest5", "Guest", "here", now_us)
    assert refused.value.code == "too_many_knocks"
    await knocks.knock(room.room_id, "guest5", "Guest", "elsewhere", now_us)
    assert len(await knocks.waiting(room.room_id, now_us)) == 6
    assert not await knocks.waiting(room.room_id, now_us + 16 * 60_000_000)
