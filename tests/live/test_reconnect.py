"""A lost socket, a restarted server: what a client finds when it comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from sonix.core.room.state import Room
from sonix.core.timeline import position_at
from sonix.live.outbox import Outbox
from sonix.protocol import client as c
from sonix.protocol import server as s
from sonix.rooms.batch import Reply
from sonix.rooms.ports import Batch, Identity
from tests.live.instance import Instance, running
from tests.live.person import person, replayed

pytestmark = pytest.mark.anyio


async def test_who_comes_back_gets_only_what_they_missed(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        before = await committed(instance, room)
        await anna.leave_without_a_word()
        await hanna.command(c.EnqueueCommand(("b",)))
        await hanna.command(c.PlayCommand())
        async with person(instance.url) as back:
            welcome = await back.hello(room.code, "anna:Anna", last_rev=before.rev)
        assert welcome.snapshot is None
        assert welcome.missed is not None
        assert replayed(before, welcome.missed) == await committed(instance, room)


async def test_who_leaves_and_comes_straight_back_is_in(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way back begins while the leaving is still being written: it would close the new socket, too."""
    room = await instance.room("a")
    writing, written, asked = asyncio.Event(), asyncio.Event(), asyncio.Event()
    commit, join = instance.store.commit, instance.rooms.join

    async def slow_commit(batch: Batch) -> bool:
        writing.set()
        await written.wait()
        return await commit(batch)

    async def noted_join(room_id: str, who: Identity) -> Reply | None:
        asked.set()
        return await join(room_id, who)

    async with person(instance.url) as anna, person(instance.url) as again:
        await anna.hello(room.code, "anna:Anna")
        monkeypatch.setattr(instance.store, "commit", slow_commit)
        monkeypatch.setattr(instance.rooms, "join", noted_join)
        await anna.send(c.CommandMessage(cmd_id="out", body=c.LeaveCommand()))
        await writing.wait()
        await again.say_hello(room.code, "anna:Anna")
        await asked.wait()
        written.set()
        await again.get(s.Welcome)
        assert (await anna.end())[0] == 4205
        assert isinstance(await again.command(c.RenameCommand(name="Anna again")), s.Ack)


async def test_who_missed_nothing_gets_nothing(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        rev = (await committed(instance, room)).rev
        async with person(instance.url) as again:
            welcome = await again.hello(room.code, last_rev=rev)
    assert welcome.snapshot is None
    assert welcome.missed == ()


@pytest.mark.parametrize("last_rev", [10**6, 0])
async def test_a_revision_the_log_does_not_lead_up_from_gets_a_snapshot(instance: Instance, last_rev: int) -> None:
    room = await instance.room("a")
    await instance.store.prune(room.room_id, 1)
    async with person(instance.url) as hanna:
        welcome = await hanna.hello(room.code, last_rev=last_rev)
    assert welcome.snapshot is not None
    assert welcome.missed is None


async def test_who_missed_a_lot_of_text_gets_a_snapshot(instance: Instance) -> None:
    """Few commits, each with hundreds of tracks in it: the way there is much longer than what is there now."""
    room = await instance.room(*(f"t{n}" for n in range(500)))
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        before = await committed(instance, room)
        for pair in range(3):
            await hanna.command(c.ClearCommand(), f"clear{pair}")
            await hanna.command(c.UndoCommand(f"clear{pair}"))
        async with person(instance.url) as again:
            welcome = await again.hello(room.code, last_rev=before.rev)
    assert welcome.missed is None
    assert welcome.snapshot is not None
    assert len(msgspec.json.encode(welcome)) < 100_000


async def test_a_welcome_is_not_held_against_a_slow_reader() -> None:
    outbox = Outbox(limit_bytes=100, now_us=lambda: 0)
    outbox.put("w" * 10_000, is_welcome=True)
    outbox.put("first news")
    assert outbox.closing is None
    outbox.put("n" * 200)
    outbox.put("one too many")
    assert outbox.closing is not None


async def test_news_and_welcome_leave_no_gap_while_others_are_busy(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        for number in range(40):
            await hanna.send(c.CommandMessage(cmd_id=f"c{number}", body=c.EnqueueCommand((f"t{number}",))))
        async with person(instance.url) as anna:
            welcome = await anna.hello(room.code, "anna:Anna")
            assert welcome.snapshot is not None
            last = await hanna.answer("c39")
            assert isinstance(last, s.Ack)
            if welcome.snapshot.rev < last.rev:
                await anna.get(s.EventsMessage, lambda message: message.revisions[-1].rev >= last.rev)
            told = [r.rev for m in anna.inbox if isinstance(m, s.EventsMessage) for r in m.revisions]
    assert told == list(range(welcome.snapshot.rev + 1, welcome.snapshot.rev + 1 + len(told)))


async def test_a_stop_tells_everybody_to_come_back(tmp_path: Path) -> None:
    async with running(tmp_path) as instance:
        room = await instance.room()
        async with person(instance.url) as hanna:
            await hanna.hello(room.code)
            await instance.stop()
            assert (await hanna.end())[0] == 4000


async def test_the_music_is_where_it_would_be_after_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as instance:
        room = await instance.room("a", "b")
        async with person(instance.url) as hanna:
            await hanna.hello(room.code)
            await hanna.command(c.PlayCommand())
            transport = await hanna.transport(lambda found: found.playing)
        clock_id = instance.clock.clock_id
    async with running(tmp_path) as instance, person(instance.url) as hanna:
        welcome = await hanna.hello(room.code)
        assert welcome.clock_id == clock_id
        assert welcome.snapshot is not None
        assert welcome.snapshot.transport == transport
        assert position_at(transport, welcome.now_us) > 0
        assert [entry.track.track_id for entry in welcome.snapshot.entries] == ["a", "b"]


async def committed(instance: Instance, room: Room) -> Room:
    found = await instance.store.load(room.room_id)
    assert found is not None
    return found
