"""Join, steer, be told: what a member does in a room."""

from __future__ import annotations

import pytest

from sonix.core.room.events import EntriesUpserted, HostChanged, MemberUpserted
from sonix.protocol import client as c
from sonix.protocol import server as s
from sonix.rooms.ports import Identity
from tests.live.instance import UNKNOWN_TRACK, Instance
from tests.live.person import person

pytestmark = pytest.mark.anyio


async def test_a_welcome_carries_the_room_the_clock_and_addresses_of_what_plays_next(instance: Instance) -> None:
    room = await instance.room("a", "b")
    async with person(instance.url) as anna:
        welcome = await anna.hello(room.code, "anna:Anna")
    assert welcome.member_id == "anna"
    assert welcome.clock_id == instance.clock.clock_id
    assert welcome.missed is None
    assert welcome.snapshot is not None
    assert [entry.track.track_id for entry in welcome.snapshot.entries] == ["a", "b"]
    assert {grant.rendition_id for grant in welcome.grants} == {"r-a", "r-b"}
    assert {member.member_id for member in welcome.snapshot.members} == {"host", "anna"}


async def test_everybody_is_told_of_a_newcomer(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        joined = await hanna.event(MemberUpserted)
        assert joined.member.name == "Anna"
        presence = await hanna.get(s.PresenceMessage, lambda m: m.listeners == 2)
        assert any(one.member_id == "anna" and one.connected for one in presence.changed)


async def test_everybody_is_told_of_a_new_name(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        await instance.rooms.call_everywhere(Identity("anna", "Johanna"))
        told = await hanna.event(MemberUpserted, lambda event: event.member.name == "Johanna")
        assert told.member.member_id == "anna"


async def test_who_comes_again_goes_by_the_name_they_have_now(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as anna:
        first = await anna.hello(room.code, "anna:Anna")
        assert first.snapshot is not None
    async with person(instance.url) as back:
        await back.hello(room.code, "anna:Johanna", last_rev=first.snapshot.rev)
        found = await instance.rooms.committed(room.room_id)
        assert found is not None
        assert found.members["anna"].name == "Anna", "a lost socket is no coming again"
    async with person(instance.url) as anew:
        welcome = await anew.hello(room.code, "anna:Johanna")
    assert welcome.snapshot is not None
    assert {member.name for member in welcome.snapshot.members} == {"Hanna", "Johanna"}


async def test_a_page_that_only_looks_is_no_member(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as guest:
        welcome = await guest.hello(room.code, "anna:Anna", listening=False)
        assert welcome.snapshot is not None
        assert {member.member_id for member in welcome.snapshot.members} == {"host"}
        assert isinstance(await guest.command(c.PlayCommand()), s.Refused)


async def test_play_is_acknowledged_and_told_to_everybody_at_one_instant(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        ack = await anna.command(c.PlayCommand())
        assert isinstance(ack, s.Ack)
        one = await hanna.transport(lambda transport: transport.playing)
        other = await anna.transport(lambda transport: transport.playing)
        assert one == other


async def test_a_queue_grows_in_the_order_of_the_commands_of_one_socket(instance: Instance) -> None:
    room = await instance.room()
    wanted = [f"t{number}" for number in range(8)]
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        for track_id in wanted:
            await hanna.send(c.CommandMessage(cmd_id=f"add-{track_id}", body=c.EnqueueCommand((track_id,))))
        for track_id in wanted:
            assert isinstance(await hanna.answer(f"add-{track_id}"), s.Ack)
    found = await instance.store.load(room.room_id)
    assert found is not None
    in_order = sorted(found.entries.values(), key=lambda entry: entry.order_key)
    assert [entry.track.track_id for entry in in_order] == wanted


async def test_the_same_command_sent_again_is_answered_again_and_not_done_again(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        first = await hanna.command(c.EnqueueCommand(("a",)), "same")
        hanna.forget()
        again = await hanna.command(c.EnqueueCommand(("a",)), "same")
    assert first == again
    found = await instance.store.load(room.room_id)
    assert found is not None
    assert len(found.entries) == 1


async def test_a_refusal_says_why(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as anna:
        await anna.hello(room.code, "anna:Anna")
        refused = await anna.command(c.ConfigureCommand(control="host"))
        assert isinstance(refused, s.Refused)
        assert refused.code == "not_allowed"
        unknown = await anna.command(c.EnqueueCommand((UNKNOWN_TRACK,)))
        assert isinstance(unknown, s.Refused)
        assert unknown.code == "not_found"


async def test_a_clear_is_taken_back_by_the_id_of_its_command(instance: Instance) -> None:
    room = await instance.room("a", "b", "c")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.command(c.ClearCommand(), "sweep")
        assert isinstance(await hanna.command(c.UndoCommand("sweep")), s.Ack)
    found = await instance.store.load(room.room_id)
    assert found is not None
    assert len(found.entries) == 3


async def test_leaving_closes_every_socket_of_the_member(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as phone, person(instance.url) as desk, person(instance.url) as hanna:
        await hanna.hello(room.code)
        await phone.hello(room.code, "anna:Anna")
        await desk.hello(room.code, "anna:Anna")
        await phone.command(c.LeaveCommand())
        assert (await phone.end())[0] == 4205
        assert (await desk.end())[0] == 4205
        assert (await hanna.event(MemberUpserted, lambda event: event.member.left)).member.member_id == "anna"


async def test_a_host_who_leaves_hands_over(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        await hanna.command(c.LeaveCommand())
        assert (await anna.event(HostChanged)).host_id == "anna"


async def test_a_code_may_be_typed_in_small_letters(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as anna:
        welcome = await anna.hello(room.code.lower(), "anna:Anna")
    assert welcome.snapshot is not None
    assert welcome.snapshot.room_id == room.room_id


async def test_a_clock_probe_comes_back_with_the_room_time(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as anna:
        welcome = await anna.hello(room.code, "anna:Anna")
        await anna.send(c.Time(id=7, t1=-123))
        reply = await anna.get(s.TimeReply)
    assert (reply.id, reply.t1) == (7, -123)
    assert welcome.now_us <= reply.t2 <= reply.t3 <= instance.clock.now_us()


async def test_a_welcome_shows_a_long_queue_only_near_the_music(instance: Instance) -> None:
    room = await instance.room(*[f"t{number}" for number in range(80)])
    async with person(instance.url) as anna:
        welcome = await anna.hello(room.code, "anna:Anna")
        assert welcome.snapshot is not None
        assert len(welcome.snapshot.entries) == 51
        assert welcome.snapshot.upcoming_count == 79
        await anna.command(c.EnqueueCommand(("late",)))
        assert (await anna.event(EntriesUpserted)).entries[0].track.track_id == "late"
