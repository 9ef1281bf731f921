"""Votes, skipping by vote and limits over real sockets: told to everybody, kept over a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonix.core.room.events import EntriesReordered, EntryVoted, SkipVoted
from sonix.core.room.queue import ordered
from sonix.core.room.queue_settings import QueueRules
from sonix.protocol import client as c
from sonix.protocol.server import Ack, Refused, Votes
from tests.live.instance import Instance, running
from tests.live.person import Person, person

pytestmark = pytest.mark.anyio

VOTES = QueueRules(mode="votes")


async def told(who: Person, body: c.Body) -> Ack:
    """Ask for something that is granted."""
    reply = await who.command(body)
    assert isinstance(reply, Ack), reply
    return reply


async def order(instance: Instance, room_id: str) -> list[str]:
    room = await instance.rooms.committed(room_id)
    assert room is not None
    return [entry.track.track_id for entry in ordered(room)]


async def test_a_vote_reorders_the_queue_for_everybody_and_stays(tmp_path: Path) -> None:
    async with running(tmp_path) as instance:
        room = await instance.room("a", "b", "c")
        wanted = next(entry for entry in room.entries.values() if entry.track.track_id == "c")
        async with person(instance.url) as host, person(instance.url) as ben:
            await host.hello(room.code)
            await ben.hello(room.code, "ben:Ben")
            await told(host, c.ConfigureCommand(queue=VOTES))
            await told(ben, c.VoteCommand(wanted.entry_id))
            voted = await host.event(EntryVoted)
            assert (voted.member_id, voted.wanted, voted.votes) == ("ben", True, 1)
            assert wanted.entry_id in (await host.event(EntriesReordered)).keys
            assert await order(instance, room.room_id) == ["a", "c", "b"]
    async with running(tmp_path) as again, person(again.url) as ben, person(again.url) as host:
        mine = (await ben.hello(room.code, "ben:Ben")).snapshot
        theirs = (await host.hello(room.code)).snapshot
        assert mine is not None
        assert theirs is not None
        assert mine.votes == {wanted.entry_id: Votes(1, mine=True)}
        assert theirs.votes == {wanted.entry_id: Votes(1, mine=False)}
        await told(ben, c.VoteCommand(wanted.entry_id, wanted=False))
        assert await order(again, room.room_id) == ["a", "b", "c"]


async def test_a_share_of_those_who_hear_the_music_skips_it(instance: Instance) -> None:
    room = await instance.room("a", "b")
    async with person(instance.url) as host, person(instance.url) as ben, person(instance.url) as cleo:
        for who, name in ((host, "host:Hanna"), (ben, "ben:Ben"), (cleo, "cleo:Cleo")):
            await who.hello(room.code, name)
            await who.status()
        await told(host, c.ConfigureCommand(queue=QueueRules(skip_share=60)))
        entry_id = room.transport.entry_id or ""
        refused = await ben.command(c.SkipCommand(entry_id))
        assert isinstance(refused, Refused)
        assert refused.code == "votes_skip"
        await told(ben, c.VoteSkipCommand(entry_id))
        assert (await cleo.event(SkipVoted)).votes == 1
        assert (await instance.rooms.committed(room.room_id) or room).transport.entry_id == entry_id
        await told(cleo, c.VoteSkipCommand(entry_id))
        await host.transport(lambda now: now.entry_id != entry_id)


async def test_votes_suffice_once_others_have_gone(instance: Instance) -> None:
    room = await instance.room("a", "b")
    async with person(instance.url) as host, person(instance.url) as ben:
        await host.hello(room.code)
        await told(host, c.ConfigureCommand(queue=QueueRules(skip_share=60)))
        entry_id = room.transport.entry_id or ""
        async with person(instance.url) as cleo:
            for who, name in ((ben, "ben:Ben"), (cleo, "cleo:Cleo")):
                await who.hello(room.code, name)
                await who.status()
            await told(ben, c.VoteSkipCommand(entry_id))
        await ben.transport(lambda now: now.entry_id != entry_id)


async def test_what_did_not_fit_is_told_each_time_it_is_asked(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as host, person(instance.url) as ben:
        await host.hello(room.code)
        await ben.hello(room.code, "ben:Ben")
        await told(host, c.ConfigureCommand(queue=QueueRules(max_waiting=2)))
        body = c.EnqueueCommand(track_ids=("x", "y", "z"))
        first = await ben.command(body, "once")
        assert isinstance(first, Ack)
        assert first.note is not None
        assert first.note.startswith("2 tracks added, 1 left out.")
        ben.forget()
        assert await ben.command(body, "once") == first
        assert await order(instance, room.room_id) == ["a", "x", "y"]


async def test_what_the_room_played_lately_is_looked_up(instance: Instance) -> None:
    room = await instance.room("a", "b")
    async with person(instance.url) as host, person(instance.url) as ben:
        await host.hello(room.code)
        await ben.hello(room.code, "ben:Ben")
        await told(host, c.ConfigureCommand(queue=QueueRules(repeat_h=2)))
        await told(host, c.PlayCommand())
        await told(host, c.SkipCommand(room.transport.entry_id or ""))
        refused = await ben.command(c.EnqueueCommand(track_ids=("a",)))
        assert isinstance(refused, Refused)
        assert refused.code == "played_lately"
        assert "You can add it again in 2 hours." in refused.message


@pytest.mark.parametrize("bad", ['{"mode":"best"}', '{"max_waiting":-1}', '{"skip_share":101}', '{"token_h":0}'])
async def test_settings_out_of_bounds_are_not_taken(instance: Instance, bad: str) -> None:
    room = await instance.room("a")
    async with person(instance.url) as host:
        await host.hello(room.code)
        command = '{"type":"command","cmd_id":"x","body":{"type":"configure","queue":' + bad + "}}"
        await host.socket.send(command)
        assert (await host.end())[0] == 4200
