"""What the system itself does in a room: write track ends down, and pause rooms nobody listens to."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonix.config import Rooms, Settings
from sonix.core.room.commands import MarkSilent
from sonix.core.room.events import SilenceChanged
from sonix.core.timeline import position_at
from sonix.db.engine import Database, sqlite_url
from sonix.protocol import client as c
from sonix.protocol.server import Ack
from tests.live.instance import Instance, running
from tests.live.person import person

pytestmark = pytest.mark.anyio


async def test_track_ends_are_written_down_and_told(instance: Instance) -> None:
    room = await instance.room("a-0.3", "b-0.3", "c-0.3")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.command(c.PlayCommand())
        start = await hanna.transport(lambda transport: transport.playing)
        ended = await hanna.transport(lambda transport: transport.ended)
        assert ended.at_us == start.at_us + 900_000
    played = await instance.rooms.history(room.room_id)
    assert [one.track.track_id for one in played] == ["c-0.3", "b-0.3", "a-0.3"]
    assert [one.at_us - start.at_us for one in played] == [600_000, 300_000, 0]


async def test_the_last_listener_leaving_makes_a_room_silent(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as looking:
        await looking.hello(room.code, "anna:Anna", listening=False)
        async with person(instance.url) as hanna:
            await hanna.hello(room.code)
            assert (await looking.event(SilenceChanged)).silent_since_us is None
            left_from_us = instance.clock.now_us()
        silent = await looking.event(SilenceChanged, lambda event: event.silent_since_us is not None)
        assert silent.silent_since_us is not None
        assert left_from_us <= silent.silent_since_us <= instance.clock.now_us()


async def test_a_reload_does_not_make_a_room_silent(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.command(c.PlayCommand())
    found = await instance.store.load(room.room_id)
    assert found is not None
    assert found.silent_since_us is None


async def test_a_room_found_after_a_long_silence_is_paused_where_its_last_listener_left_it(instance: Instance) -> None:
    room = await instance.room("a-3600")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.command(c.PlayCommand())
        start = await hanna.transport(lambda transport: transport.playing)
    long_ago_us = start.at_us - 400_000_000
    earlier = await instance.store.load(room.room_id)
    assert earlier is not None
    silenced = await instance.rooms.execute(room.room_id, "silence", None, MarkSilent(since_us=long_ago_us))
    assert isinstance(silenced, Ack)
    async with person(instance.url) as hanna:
        welcome = await hanna.hello(room.code)
    assert welcome.snapshot is not None
    assert not welcome.snapshot.transport.playing


async def test_a_server_that_died_leaves_rooms_silent_since_it_was_last_seen(tmp_path: Path) -> None:
    """The room says somebody listens, since nobody was left to write the silence down."""
    async with running(tmp_path) as instance:
        room = await instance.room("a-3600")
        async with person(instance.url) as hanna:
            await hanna.hello(room.code)
            await hanna.command(c.PlayCommand())
            start = await hanna.transport(lambda transport: transport.playing)
            await instance.stop()
    died_us = start.at_us + 60_000_000
    await died(tmp_path, at_us=died_us, ago_us=1000_000_000)
    async with running(tmp_path) as instance, person(instance.url) as hanna:
        welcome = await hanna.hello(room.code)
    assert welcome.snapshot is not None
    assert not welcome.snapshot.transport.playing
    assert welcome.snapshot.transport.position_us == position_at(start, died_us)


async def test_a_short_outage_is_no_silence(tmp_path: Path) -> None:
    async with running(tmp_path, Settings(data_dir=tmp_path, rooms=Rooms(silence_limit_s=300))) as instance:
        room = await instance.room("a-3600")
        async with person(instance.url) as hanna:
            await hanna.hello(room.code)
            await hanna.command(c.PlayCommand())
            start = await hanna.transport(lambda transport: transport.playing)
            await instance.stop()
    await died(tmp_path, at_us=start.at_us + 60_000_000, ago_us=200_000_000)
    async with running(tmp_path) as instance, person(instance.url) as hanna:
        welcome = await hanna.hello(room.code)
    assert welcome.snapshot is not None
    assert welcome.snapshot.transport.playing


async def died(data_dir: Path, at_us: int, ago_us: int) -> None:
    """Make the instance one whose server was last seen at `at_us`, `ago_us` before now."""
    from sqlalchemy import update

    from sonix.db.tables import clocks
    from sonix.live.room_clock import monotonic_us

    database = Database(sqlite_url(data_dir / "sonix.db"))
    async with database.transaction() as connection:
        offset_us = at_us + ago_us - monotonic_us()
        await connection.execute(update(clocks).values(seen_us=at_us, offset_us=offset_us))
    await database.stop()


async def test_who_comes_while_the_silence_is_written_down_is_heard_all_the_same(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await instance.rooms.execute(room.room_id, "late", None, MarkSilent(since_us=instance.clock.now_us()))
        await hanna.event(SilenceChanged, lambda event: event.silent_since_us is not None)
        await hanna.event(SilenceChanged, lambda event: event.silent_since_us is None)
