"""Listings, openings and visits on each of the databases, with several at it at once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import insert, select, update

from sonix.accounts.passwords import Passwords
from sonix.config import Directory as DirectoryRules
from sonix.core.errors import SonixError
from sonix.core.room.create import new_room
from sonix.core.room.state import Room
from sonix.db.engine import Database
from sonix.db.room_store import SqlRoomStore
from sonix.db.tables import room_history
from sonix.db.tables_accounts import users
from sonix.db.tables_listings import room_visits
from sonix.listings.directory import Directory
from sonix.listings.opening import Opener
from sonix.listings.schemas import DetailChanges, NewSchedule
from sonix.listings.service import Listings, iso
from sonix.listings.store import ListingStore
from sonix.live.room_clock import RoomClock
from sonix.rooms.listeners import Listener, Listeners
from sonix.rooms.ports import Identity
from sonix.statistics.service import Statistics
from sonix.statistics.visits import Visits

pytestmark = pytest.mark.anyio
ANA = Identity("ana", "Ana", kind="account")
RULES = DirectoryRules(who="everyone")
TRACK = '{"track_id":"t","title":"T","artist":"","album":"","rendition":{"rendition_id":"r","samples":480000}}'


@pytest.fixture
def listings(database: Database) -> Listings:
    return Listings(database, ListingStore(database), Passwords(1, passes=1, memory_kib=64), RULES)


async def started(database: Database, number: int = 0, name: str = "Kitchen") -> Room:
    room = new_room(f"room-{number}", f"ABC{number:03d}", name, "ana", "Ana", number)
    assert await SqlRoomStore(database).create(room)
    return room


async def test_of_two_who_want_one_name_one_gets_it(database: Database, listings: Listings) -> None:
    rooms = [await started(database, number) for number in range(4)]

    async def claim(room: Room) -> str:
        try:
            await listings.change(room, ANA, DetailChanges(link_name="friday-night", tags=["Jazz", "Jázz", "JAZZ"]))
        except SonixError as refused:
            return refused.code
        return "mine"

    assert sorted(await asyncio.gather(*map(claim, rooms))) == ["mine", *["name_taken"] * 3]
    assert await ListingStore(database).room_called("Friday-Night") in {room.code for room in rooms}


class NoRooms:
    """A server that has no room in memory: nothing plays."""

    def peek(self, room_id: str) -> None:
        return None


async def test_the_directory_finds_words_tags_and_pages(database: Database, listings: Listings) -> None:
    for number in range(30):
        name = "Björk's Küche 🎧" if number == 7 else f"Room {number}"
        room = await started(database, number, name)
        await listings.change(room, ANA, DetailChanges(public=True, description="100%_x", tags=[f"tag {number % 3}"]))
    directory = Directory(database, NoRooms(), Listeners(), RULES)  # type: ignore[arg-type]
    first = await directory.page()
    second = await directory.page(cursor=first.next)
    names = [room.name for room in (*first.rooms, *second.rooms)]
    assert (len(names), len(set(names)), second.next) == (30, 30, None)
    assert [tag.rooms for tag in first.tags] == [10, 10, 10]
    assert [room.name for room in (await directory.page("KUCHE bjork")).rooms] == ["Björk's Küche 🎧"]
    assert len((await directory.page("", "TAG 1")).rooms) == 10
    assert (await directory.page("100y")).rooms == []


async def test_a_room_is_opened_by_one_of_many_servers(database: Database, listings: Listings) -> None:
    now_s = 2_000_000_000
    told: list[str] = []
    listings._now_s = lambda: now_s - 1000
    for number in range(3):
        schedule = NewSchedule(starts_at=iso(now_s - 10 if number < 2 else now_s + 10), zone="UTC")
        await listings.schedule(await started(database, number), ANA, schedule)
    openers = [Opener(database, told.append, lambda: now_s) for _ in range(4)]
    await asyncio.gather(*(opener.open_due() for opener in openers))
    assert sorted(told) == ["room-0", "room-1"]
    await asyncio.gather(*(opener.open_due() for opener in openers))
    assert len(told) == 2
    again = NewSchedule(starts_at=iso(now_s - 5), zone="UTC")
    room = await SqlRoomStore(database).load("room-0")
    assert room is not None
    await listings.schedule(room, ANA, again)
    await openers[0].open_due()
    assert sorted(told) == ["room-0", "room-0", "room-1"]


async def test_visits_and_plays_make_evenings(database: Database) -> None:
    room = await started(database)
    clock, listeners = RoomClock(), Listeners()
    await clock.start(database)
    visits = Visits(database, listeners, clock)
    for who in ("ana", "ben"):
        listeners.add(Listener("room-0", who, True, 0))
    listeners.add(Listener("gone", "ana", True, 0))
    await asyncio.gather(visits.look(), visits.look())
    async with database.transaction() as connection:
        rows = (await connection.execute(select(room_visits))).all()
        assert sorted(row.member_id for row in rows) == ["ana", "ben"]
        earlier = clock.now_us() - 20 * 3_600_000_000
        play = {"room_id": "room-0", "entry_id": "e", "track_id": "t", "track": TRACK, "added_by": "ana"}
        plays = [{**play, "seq": seq, "at_us": earlier + seq * 4_000_000} for seq in range(3)]
        await connection.execute(insert(room_history), plays)
        ben = update(room_visits).where(room_visits.c.member_id == "ben")
        await connection.execute(ben.values(from_us=earlier, to_us=earlier + 60_000_000))
    statistics = Statistics(database, clock)
    page = await statistics.evenings(room)
    assert [(evening.tracks, evening.people) for evening in page.evenings] == [(0, 1), (3, 1)]
    top = await statistics.top(room)
    assert (top.plays, top.airtime_s, top.tracks[0].plays) == (3, 18, 3)
    assert [(person.member_id, person.present_s) for person in top.people] == [("ana", 0), ("ben", 60)]


async def test_a_visit_between_two_looks_is_noted_once_and_not_of_who_has_left_this_sonix(database: Database) -> None:
    await started(database)
    clock, listeners = RoomClock(), Listeners()
    await clock.start(database)
    row = {"name": "-", "created_at_s": 1, "seen_at_s": 1, "is_admin": False}
    people = [
        {**row, "user_id": who, "deleted_at_s": gone} for who, gone in (("ana", None), ("ben", None), ("cleo", 5))
    ]
    async with database.transaction() as connection:
        await connection.execute(insert(users), people)
    visits = Visits(database, listeners, clock)
    for who, listening in (("ana", True), ("ana", True), ("ben", False), ("cleo", True)):
        one = Listener("room-0", who, listening, 0)
        listeners.add(one)
        listeners.remove(one)
    await visits.look()
    await visits.look()
    async with database.read() as connection:
        rows = (await connection.execute(select(room_visits))).all()
    assert [row.member_id for row in rows] == ["ana"]
