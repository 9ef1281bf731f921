"""How long searches and pages of the library take."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from sqlalchemy import and_, select, true

from bench.databases.library import names, track_id
from sonix.db.engine import Database
from sonix.db.tables_library import tracks
from sonix.library import browse
from sonix.library.browse import Page, TrackQuery, encode_cursor
from sonix.library.schemas import Sort
from sonix.library.visibility import visible_to
from sonix.rooms.ports import Identity

LISTENER = Identity("listener", "Lis")
SORTS: tuple[Sort, ...] = ("recent", "title", "artist", "album")
SEARCHES = ("typing", "two words", "slip", "common")


@dataclass(frozen=True)
class Took:
    """Times of one kind of question, in milliseconds."""

    ms: tuple[float, ...]
    found: int

    def quantile(self, share: float) -> float:
        return sorted(self.ms)[min(len(self.ms) - 1, int(share * len(self.ms)))]

    def told(self) -> str:
        """Half of them, and 95 of 100, took no longer than this."""
        return f"{self.quantile(0.5):.0f} / {self.quantile(0.95):.0f} ms"


def searches(size: int, count: int) -> dict[str, list[str]]:
    """What people type: a name as it grows under their fingers, two words, a slip, a word everybody uses."""
    chance = random.Random(7)
    found = names(size, random.Random(1))
    kinds: dict[str, list[str]] = {"typing": [], "two words": [], "slip": [], "common": []}
    while len(kinds["typing"]) < count:
        word = chance.choices(found.words, cum_weights=found.weights)[0]
        kinds["typing"].append(word[: chance.randint(1, len(word))])
        kinds["two words"].append(" ".join(chance.choices(found.words, cum_weights=found.weights, k=2)))
        long = chance.choice([word for word in found.words[:3000] if len(word) >= 5])
        at = chance.randrange(1, len(long) - 1)
        kinds["slip"].append(long[:at] + long[at + 1] + long[at] + long[at + 2 :])
        kinds["common"].append(chance.choice(found.words[:16]) + " " + chance.choice(found.words[:16])[:3])
    return kinds


async def ask_all(database: Database, size: int, count: int) -> dict[str, Took]:
    """Every kind of search, and pages of the whole library from anywhere in it."""
    kinds = {name: await _each(database, [_search(q) for q in qs]) for name, qs in searches(size, count).items()}
    pages: list[_Ask] = []
    for sort in SORTS:
        for cursor in await _cursors(database, sort, size, count // 8):
            pages += [_page(sort), _page(sort, cursor)]
    kinds["list"] = await _each(database, pages)
    kinds["artists"] = await _each(database, [_search(q, browse.find_artists) for q in searches(size, 10)["typing"]])
    kinds["artists, albums"] = await _each(
        database, [_search("", browse.find_artists), _search("", browse.find_albums)] * (count // 8)
    )
    return kinds


_Find = Callable[..., Awaitable[Page]]


@dataclass(frozen=True)
class _Ask:
    query: TrackQuery
    find: _Find = browse.find_tracks


def _search(q: str, find: _Find = browse.find_tracks) -> _Ask:
    return _Ask(TrackQuery(true(), q), find)


def _page(sort: Sort, cursor: str | None = None) -> _Ask:
    return _Ask(TrackQuery(true(), sort=sort, cursor=cursor))


async def _cursors(database: Database, sort: Sort, size: int, count: int) -> list[str]:
    """Of pages that begin anywhere in the library."""
    chance = random.Random(5)
    wanted = [track_id(chance.randrange(size)) for _ in range(count)]
    column = tracks.c.track_id if sort == "recent" else tracks.c[f"{sort}_sort"]
    async with database.read() as connection:
        rows = await connection.execute(select(column, tracks.c.track_id).where(tracks.c.track_id.in_(wanted)))
        return [encode_cursor(*row) for row in rows]


async def _ask(database: Database, ask: _Ask) -> Page:
    scoped = replace(ask.query, scope=and_(visible_to(LISTENER), true()))
    async with database.read() as connection:
        return await ask.find(connection, scoped)


async def _each(database: Database, asks: list[_Ask]) -> Took:
    await _ask(database, asks[0])
    times, found = [], 0
    for ask in asks:
        begun = time.perf_counter()
        page = await _ask(database, ask)
        times.append((time.perf_counter() - begun) * 1000)
        found += bool(page.rows)
    return Took(tuple(times), found)
