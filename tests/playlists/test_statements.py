"""How many statements playlists cost: few, and no more of them for much than for little."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.world import Person, World
from tests.contract.test_statements import counted
from tests.playlists.lists import command, made, shared

pytestmark = pytest.mark.anyio
MOST = {"list": 6, "entries": 4, "changes": 7, "members": 5, "add": 17, "move": 16, "remove": 16, "import": 18}


async def costs(world: World, rows: int) -> dict[str, int]:
    """Statements of what Ana does with so many lists, tracks and people."""
    ana = await world.person(f"Ana {rows}")
    songs = [await world.shelve(f"Song {rows} {n}", f"Band {n}") for n in range(rows)]
    for n in range(rows):
        await made(ana, f"List {n}", track_ids=[songs[n]])
    playlist_id = await made(ana, track_ids=songs)
    await shared(ana, playlist_id, *[await world.person(f"Friend {n}") for n in range(rows)])
    found: dict[str, int] = {}
    path = f"/api/playlists/{playlist_id}"

    async def read(name: str, asked: str) -> None:
        with counted(world) as statements:
            assert (await ana.get(asked)).status_code == 200
        found[name] = len(statements.texts)

    async def do(name: str, **body: Any) -> None:
        with counted(world) as statements:
            answer = await command(ana, playlist_id, name, since=0, **body)
        assert answer.status_code == 200, answer.text
        found[name] = len(statements.texts)

    await read("list", "/api/playlists")
    await read("entries", f"{path}/entries")
    await read("changes", f"{path}/changes?since=0")
    await read("members", f"{path}/members")
    ids = [f"e{n}" for n in range(rows)]
    await do("add", tracks=[{"entry_id": id_, "track_id": song} for id_, song in zip(ids, songs, strict=True)])
    await do("move", entry_ids=ids, after=None)
    await do("remove", entry_ids=ids)
    await bring(world, ana, path, rows, found)
    return found


async def bring(world: World, ana: Person, path: str, rows: int, found: dict[str, int]) -> None:
    lines = [f"Song {rows} {n},Band {n}" for n in range(rows)]
    with counted(world) as statements:
        table = "\n".join(["title,artist", *lines]).encode()
        answer = await ana.ask("PUT", f"{path}/import?cmd_id=import-1", content=table)
    assert answer.json()["found"] == rows
    found["import"] = len(statements.texts)


async def test_much_costs_no_more_statements_than_little(world: World) -> None:
    await world.quieten()
    few = await costs(world, 3)
    assert await costs(world, 25) == few
    assert {name: count for name, count in few.items() if count > MOST[name]} == {}
