"""How many statements a request costs: few, and no more of them for thirty rows than for three."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from sonix.config import Limits
from sonix.library.adding import Claim
from sonix.library.upload_store import insert_upload, set_upload
from sonix.protocol import client as c
from sonix.protocol.server import Ack
from sonix.rooms.ports import Identity
from tests.api.world import Person, World, opened

pytestmark = pytest.mark.anyio

FEW, MANY = 3, 30


class Statements:
    """What was executed while it listened, without the words that begin and end transactions."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def note(self, _connection: object, _cursor: object, text: str, *_more: object) -> None:
        if not text.startswith(("BEGIN", "PRAGMA")):
            self.texts.append(text)


@contextmanager
def counted(world: World) -> Iterator[Statements]:
    found = Statements()
    engine = world.services.database.reading.sync_engine  # what writes is the same one, with other options
    event.listen(engine, "before_cursor_execute", found.note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", found.note)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    limits = Limits(guests_per_minute=10_000, searches_per_s=1000)
    async with opened(tmp_path, limits=limits) as found:
        await found.quieten()
        yield found


async def furnish(world: World, who: Person, rows: int) -> tuple[str, list[str]]:
    """A room with tracks, members, history and a queue; everything the person sees, so many times more."""
    code = await who.room()
    tracks = [await world.shelve(f"Song {rows} {n}", f"Band {n}", f"Album {n}", by=who) for n in range(rows)]
    for n in range(rows):
        other = await world.person(f"Person {n}")
        await world.join(code, other)
        await world.services.rooms.create(who.user_id, "Who", f"Room {n}")
        await who.start_upload(b"x" * 10, f"{n}.wav")
        await world.services.sessions.start(who.user_id, f"Device {n}", "127.0.0.1")
    await world.enqueue(code, who, *tracks)
    await finish_uploads(world, who, tracks)
    return code, tracks


async def finish_uploads(world: World, who: Person, tracks: list[str]) -> None:
    """An upload for each of the tracks, as if it had come from there."""
    claim = Claim(who.user_id, "instance", None)
    async with world.services.database.transaction() as connection:
        for track_id in tracks:
            upload_id = await insert_upload(connection, claim, "song.wav", 10, 10**9)
            await set_upload(connection, upload_id, {"stage": "done", "track_id": track_id})


READS = {
    "/api/instance": 0,
    "/api/me": 2,
    "/api/sessions": 2,
    "/api/rooms": 2,
    "/api/rooms/{code}": 3,
    "/api/rooms/{code}/details": 3,
    "/api/rooms/{code}/evenings": 4,
    "/api/rooms/{code}/history": 3,
    "/api/rooms/{code}/airtime": 3,
    "/api/rooms/{code}/members": 2,
    "/api/rooms/{code}/top": 4,
    "/api/tracks": 4,
    "/api/tracks?q=song%20band": 6,
    "/api/tracks?q=snog": 8,
    "/api/tracks?sort=album&mine=true": 4,
    "/api/tracks?room={code}": 5,
    "/api/tracks/{track}": 3,
    "/api/tracks/{track}/usage": 3,
    "/api/artists": 2,
    "/api/albums": 2,
    "/api/uploads": 4,
    "/api/scrobbling": 4,
}


COMMANDS: tuple[c.Body, ...] = (
    c.PlayCommand(),
    c.PauseCommand(),
    c.RenameCommand("Anna"),
    c.ConfigureCommand(name="Bath"),
)
MOST_OF_A_COMMAND = 10


async def reading(world: World, who: Person, rows: int) -> dict[str, int]:
    """Statements of every request that reads, with that many rows more than before."""
    code, tracks = await furnish(world, who, rows)
    found = {}
    for path in READS:
        asked = path.format(code=code, track=tracks[0])
        await who.get(asked)
        with counted(world) as statements:
            answer = await who.get(asked)
        assert answer.status_code == 200, answer.text
        if path == "/api/uploads":
            assert sum(upload["track"] is not None for upload in answer.json()["uploads"]) >= rows
        found[path] = len(statements.texts)
    return found


async def commanding(world: World, who: Person, rows: int) -> dict[str, int]:
    """Statements of what people in a room of that size do."""
    code, tracks = await furnish(world, who, rows)
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    found = {}
    for body in COMMANDS:
        with counted(world) as statements:
            reply = await world.services.rooms.execute(room_id, f"{body}", who.user_id, body)
        assert isinstance(reply, Ack), reply
        found[type(body).__name__] = len(statements.texts)
    with counted(world) as statements:
        await world.enqueue(code, who, *tracks)
    found["enqueue all tracks"] = len(statements.texts)
    with counted(world) as statements:
        await world.services.rooms.join(room_id, Identity("newcomer", "Neu"))
    found["join"] = len(statements.texts)
    room = await world.services.rooms.committed(room_id)
    assert room is not None
    entries = tuple(entry_id for entry_id in room.entries if entry_id != room.transport.entry_id)
    at_once: dict[str, c.Body] = {"shuffle": c.ShuffleCommand(), "remove": c.RemoveCommand(entries)}
    for cmd_id, body in (at_once | {"undo": c.UndoCommand("remove"), "clear": c.ClearCommand()}).items():
        with counted(world) as statements:
            reply = await world.services.rooms.execute(room_id, cmd_id, who.user_id, body)
        assert isinstance(reply, Ack), reply
        found[f"{cmd_id} all"] = len(statements.texts)
    return found


async def test_reading_costs_few_statements_and_no_more_for_more_rows(world: World) -> None:
    who = await world.person()
    few = await reading(world, who, FEW)
    assert await reading(world, who, MANY) == few
    assert {path: count for path, count in few.items() if count > READS[path]} == {}


async def test_a_command_costs_few_statements_and_no_more_in_a_full_room(world: World) -> None:
    who = await world.person()
    few = await commanding(world, who, FEW)
    assert await commanding(world, who, MANY) == few
    assert max(few.values()) <= MOST_OF_A_COMMAND, few
