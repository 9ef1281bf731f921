"""Music never stops: what the system adds in a room with listeners, over its own socket."""

from __future__ import annotations

import pytest

from sonix.core.room.blend_rules import BlendRules
from sonix.core.room.events import EntriesUpserted
from sonix.core.room.fallback_rules import NOBODY
from sonix.protocol import client as c
from tests.live.instance import UNKNOWN_LIST, Instance
from tests.live.person import Person, person

pytestmark = pytest.mark.anyio


async def kept_going(hanna: Person) -> list[str]:
    """Ids of the tracks that the system adds next."""
    added = await hanna.event(EntriesUpserted, lambda event: all(e.added_by == NOBODY for e in event.entries))
    return [entry.track.track_id for entry in added.entries]


async def test_a_queue_that_runs_out_goes_on_with_what_the_room_has_played(instance: Instance) -> None:
    room = await instance.room("a-0.3", "b-0.3", "c-0.3", "d-0.3")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.command(c.PlayCommand())
        await hanna.transport(lambda transport: transport.ended)
        await hanna.command(c.ConfigureCommand(blend=BlendRules(fallback="history")))
        added = await kept_going(hanna)
        assert len(added) == 3
        assert set(added) < {"a-0.3", "b-0.3", "c-0.3", "d-0.3"}
        await hanna.transport(lambda transport: transport.playing)
        hanna.forget()
        assert await kept_going(hanna), "more comes as tracks go by"


async def test_a_playlist_goes_on_and_what_was_played_where_it_is_gone(instance: Instance) -> None:
    room = await instance.room("a-60")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        await hanna.command(c.PlayCommand())
        await hanna.command(c.ConfigureCommand(blend=BlendRules(fallback="list")))
        assert sorted(await kept_going(hanna)) == ["list-1", "list-2"]
        await hanna.event(EntriesUpserted, lambda event: len(event.entries) == 1)  # three ahead, also of a list of two
        await hanna.command(c.ConfigureCommand(blend=BlendRules(fallback=UNKNOWN_LIST)))
        hanna.forget()
        await hanna.command(c.ClearCommand())
        assert await kept_going(hanna) == ["a-60"]


async def test_a_room_nobody_listens_to_is_left_alone(instance: Instance) -> None:
    room = await instance.room("a-60")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code, listening=False)
        settings = c.ConfigureCommand(blend=BlendRules(fallback="history"))
        await instance.rooms.execute(room.room_id, "set", "host", settings)
        await instance.rooms.execute(room.room_id, "play", "host", c.PlayCommand())
        await instance.rooms.execute(room.room_id, "name", "host", c.RenameCommand("Hanna K."))
    found = await instance.store.load(room.room_id)
    assert found is not None
    assert len(found.entries) == 1
