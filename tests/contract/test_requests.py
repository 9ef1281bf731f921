"""What members ask for, before it comes to the room's rules: tracks are looked up, names are cleaned."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from sonix.bus.memory import MemoryBus
from sonix.config import Rooms
from sonix.core.room.state import Room, Track
from sonix.db.engine import Database
from sonix.db.room_store import SqlRoomStore
from sonix.live.room_clock import RoomClock
from sonix.protocol.client import Body, ConfigureCommand, EnqueueCommand, RenameCommand
from sonix.protocol.server import Ack, Refused
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Identity
from sonix.rooms.service import RoomService
from tests.live.instance import EndlessLibrary

pytestmark = pytest.mark.anyio
WORDY = "wordy"


class ShrinkingLibrary(EndlessLibrary):
    """Tracks may be deleted from it; one has words without end."""

    def __init__(self) -> None:
        self.deleted: set[str] = set()

    async def resolve(self, track_ids: Sequence[str], user_id: str, room_id: str) -> list[Track]:
        found = await super().resolve([t for t in track_ids if t not in self.deleted], user_id, room_id)
        long = {"title": "t" * 5000, "artist": "\U0001f3a7" * 5000, "album": "a" * 5000}
        return [msgspec.structs.replace(t, **long) if t.track_id == WORDY else t for t in found]


@pytest.fixture
def library() -> ShrinkingLibrary:
    return ShrinkingLibrary()


@pytest.fixture
async def rooms(database: Database, library: ShrinkingLibrary) -> RoomService:
    clock = RoomClock()
    await clock.start(database)
    return RoomService(
        store=SqlRoomStore(database),
        bus=MemoryBus(),
        clock=clock,
        listeners=Listeners(),
        tracks=library,
        limits=Rooms(),
    )


@pytest.fixture
async def room(rooms: RoomService) -> Room:
    return await rooms.create("host", "Hanna", "Kitchen")


async def test_an_enqueue_that_was_done_is_answered_so_when_its_track_is_gone(
    rooms: RoomService, room: Room, library: ShrinkingLibrary
) -> None:
    first = await rooms.execute(room.room_id, "add", "host", EnqueueCommand(("t",)))
    library.deleted.add("t")
    assert first == Ack("add", 1)
    assert await rooms.execute(room.room_id, "add", "host", EnqueueCommand(("t",))) == first


async def test_a_list_with_tracks_that_are_gone_adds_nothing_and_says_so(
    rooms: RoomService, room: Room, library: ShrinkingLibrary
) -> None:
    library.deleted.update(("b", "c"))
    refused = await rooms.execute(room.room_id, "add", "host", EnqueueCommand(("a", "b", "c")))
    assert isinstance(refused, Refused)
    assert refused.code == "not_found"
    assert "2 of these 3 tracks" in refused.message
    found = await rooms.committed(room.room_id)
    assert found is not None
    assert not found.entries


async def test_a_room_keeps_no_endless_words_of_a_track(rooms: RoomService, room: Room) -> None:
    await rooms.execute(room.room_id, "add", "host", EnqueueCommand(("t" * 60,)))
    await rooms.execute(room.room_id, "long", "host", EnqueueCommand((WORDY,)))
    found = await rooms.committed(room.room_id)
    assert found is not None
    short, long = (entry.track for entry in found.entries.values())
    assert short.title == f"Title {'t' * 60}"
    assert {len(long.title), len(long.artist), len(long.album)} == {200}
    assert long.track_id == WORDY


async def test_names_are_one_line_of_visible_text(rooms: RoomService, room: Room) -> None:
    await rooms.execute(room.room_id, "n", "host", RenameCommand(" Jo\n\u202eha\x07nna "))
    await rooms.execute(room.room_id, "c", "host", ConfigureCommand(name="Ba\u2066th\u0000\troom"))
    await rooms.join(room.room_id, Identity("anna", "An\u200fna"))
    found = await rooms.committed(room.room_id)
    assert found is not None
    assert (found.members["host"].name, found.members["anna"].name, found.name) == ("Jo hanna", "Anna", "Bath room")


@pytest.mark.parametrize("body", [RenameCommand("\u200b\u200d \u2066"), ConfigureCommand(name=" \u200e\n")])
async def test_a_name_nobody_can_see_is_refused(rooms: RoomService, room: Room, body: Body) -> None:
    refused = await rooms.execute(room.room_id, "n", "host", body)
    assert isinstance(refused, Refused)
    assert refused.code == "bad_name"
