"""A start waits for those who are still buffering, but for nobody longer than the gate."""

from __future__ import annotations

import pytest

from sonix.core.room.state import Room, Transport
from sonix.protocol import client as c
from sonix.protocol import server as s
from tests.live.instance import Instance
from tests.live.person import Person, person

pytestmark = pytest.mark.anyio


def everything_of(room: Room) -> list[c.Buffered]:
    return [c.Buffered(entry_id=entry_id, from_us=0, to_us=60_000_000) for entry_id in room.entries]


async def play(person: Person) -> Transport:
    """Press play, and return what everybody is told first."""
    await person.command(c.PlayCommand())
    return await person.transport(lambda transport: transport.playing)


async def test_nobody_waits_when_all_have_the_music(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.status(*everything_of(room))
        assert (await play(hanna)).gate_until_us is None


async def test_a_gate_opens_as_soon_as_everybody_is_ready(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        await hanna.status(*everything_of(room))
        await anna.status()
        shut = await play(hanna)
        assert shut.gate_until_us == shut.at_us
        await anna.send(c.Ready(epoch=shut.epoch))
        opened = await hanna.transport(lambda transport: transport.epoch == shut.epoch and not transport.gate_until_us)
        assert opened.at_us < shut.at_us


async def test_buffers_named_in_a_status_open_the_gate_too(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.status()
        shut = await play(hanna)
        await hanna.status(*everything_of(room))
        opened = await hanna.transport(lambda transport: transport.gate_until_us is None and transport.playing)
        assert opened.epoch == shut.epoch


async def test_the_gate_no_longer_waits_for_somebody_who_is_gone(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.status(*everything_of(room))
        async with person(instance.url) as anna:
            await anna.hello(room.code, "anna:Anna")
            await anna.status()
            shut = await play(hanna)
        opened = await hanna.transport(lambda transport: transport.gate_until_us is None and transport.playing)
        assert opened.at_us < shut.at_us


async def test_a_member_may_start_at_once(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.status()
        shut = await play(hanna)
        assert isinstance(await hanna.command(c.StartNowCommand(epoch=shut.epoch)), s.Ack)
        opened = await hanna.transport(lambda transport: transport.gate_until_us is None and transport.playing)
        assert opened.at_us < shut.at_us


async def test_who_never_answers_holds_nobody_up(instance: Instance) -> None:
    """The gate needs no message to open: the transport says itself when the music starts, and so when it ends."""
    room = await instance.room("t-0.5")
    async with person(instance.url) as hanna, person(instance.url) as mute:
        await hanna.hello(room.code)
        await mute.hello(room.code, "mute:Mute")
        await hanna.status(*everything_of(room))
        await mute.status()
        shut = await play(hanna)
        ended = await hanna.transport(lambda transport: transport.ended)
        assert ended.at_us == shut.at_us + 500_000


async def test_the_lead_follows_the_slowest_listener(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.status(*everything_of(room), rtt_us=200_000, jitter_us=50_000, arm_ms=40, latency_ms=160)
        assert instance.listeners.lead_us(room.room_id, instance.clock.now_us()) == 500_000
