"""Reading the library: search as you type, artists, albums; pages by cursor.

A cursor names the last row of a page by what the page is sorted by, so rows that come and go meanwhile shift nothing.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, RowMapping, Select, Subquery, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.tables_library import tracks
from sonix.library import finding, folding
from sonix.library.finding import Meaning
from sonix.library.schemas import Sort

MAX_LIMIT = 200
COUNTED = 10_000
"""Up to how many tracks are counted. Beyond, "more" says enough."""
_COUNT = func.count().label("tracks")


@dataclass(frozen=True)
class TrackQuery:
    """What to look for. `scope` is who may see what (`sonix.library.visibility`); names are matched folded."""

    scope: ColumnElement[bool]
    q: str = ""
    artist: str | None = None
    album: str | None = None
    sort: Sort = "recent"
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True)
class Page:
    """Rows, the cursor of what follows (None: nothing), and how many there are in all, or at least."""

    rows: list[RowMapping]
    next_cursor: str | None
    total: int = 0
    more_than_total: bool = False


_NOTHING = Page([], None)
_Look = Callable[[AsyncConnection, TrackQuery, Meaning], Awaitable[Page]]


async def find_tracks(connection: AsyncConnection, query: TrackQuery) -> Page:
    """One page of tracks."""
    return await _searched(connection, query, _tracks_page)


async def _searched(connection: AsyncConnection, query: TrackQuery, look: _Look) -> Page:
    """What `look` finds as it was typed; when that is nothing, what it finds when typing errors are forgiven."""
    if not folding.words(query.q):
        return await look(connection, query, Meaning(tracks))
    meaning = await finding.as_typed(connection, query.q)
    page = _NOTHING if meaning is None else await look(connection, query, meaning)
    if page.rows:
        return page
    meaning = await finding.forgiving(connection, query.q)
    return page if meaning is None else await look(connection, query, meaning)


async def _tracks_page(connection: AsyncConnection, query: TrackQuery, meaning: Meaning) -> Page:
    matching = and_(*_conditions(query, meaning))
    sort_column, descending = _sort_column(query.sort)
    order = tuple(dict.fromkeys(c.desc() if descending else c.asc() for c in (sort_column, tracks.c.track_id)))
    counts_itself = meaning.source is not tracks and query.cursor is None
    if counts_itself:
        ids = _counted_page(meaning, matching, sort_column, descending, query.limit)
    else:
        page = select(tracks.c.track_id, literal(0).label("found")).select_from(meaning.source).where(matching)
        if query.cursor is not None:
            after = decode_cursor(query.cursor, 2)
            page = page.where(_beyond((sort_column, tracks.c.track_id), after, descending))
        # Ids first: what a page shows of a track is not carried along while all that match are sorted.
        ids = page.order_by(*order).limit(query.limit + 1).subquery("page")
    whole = select(tracks, ids.c.found).join(ids, ids.c.track_id == tracks.c.track_id)
    rows = list((await connection.execute(whole.order_by(*order))).mappings())
    counted = sum(row["found"] for row in rows[:1])
    if not counts_itself:
        counted = await _counted(connection, query, meaning, matching)
    return _as_page(rows, query, sort_column.name, counted)


def _counted_page(
    meaning: Meaning, matching: ColumnElement[bool], sort_column: ColumnElement[Any], descending: bool, limit: int
) -> Subquery:
    """Ids of the first page, each with how many there are in all. PostgreSQL would rather walk all tracks in order, in
    the hope of soon having a page, if it was not told to find them first."""
    all_found = select(tracks.c.track_id, sort_column.label("place")).select_from(meaning.source).where(matching)
    found = all_found.cte("found_tracks").prefix_with("MATERIALIZED", dialect="postgresql")
    order = [c.desc() if descending else c.asc() for c in (found.c.place, found.c.track_id)]
    page = select(found.c.track_id, func.count().over().label("found"))
    return page.order_by(*order).limit(limit + 1).subquery("page")


def _as_page(rows: list[RowMapping], query: TrackQuery, sorted_by: str, counted: int | None) -> Page:
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    cursor = encode_cursor(rows[-1][sorted_by], rows[-1]["track_id"]) if more else None
    if counted is None:
        return Page(rows, cursor, len(rows), more_than_total=more)
    return Page(rows, cursor, min(counted, COUNTED), more_than_total=counted > COUNTED)


async def _counted(
    connection: AsyncConnection, query: TrackQuery, meaning: Meaning, matching: ColumnElement[bool]
) -> int | None:
    """How many tracks match, up to one more than `COUNTED`; None for words that are everywhere: not worth the wait."""
    if query.q and meaning.source is tracks:
        return None
    some = select(tracks.c.track_id).select_from(meaning.source).where(matching).limit(COUNTED + 1)
    return int((await connection.execute(select(func.count()).select_from(some.subquery()))).scalar_one())


async def find_artists(connection: AsyncConnection, query: TrackQuery) -> Page:
    """One page of artists, by name."""
    columns = (tracks.c.artist_key,)
    named = func.max(tracks.c.artist).label("name")
    grouped = select(*columns, named, _COUNT, func.max(tracks.c.cover_id).label("cover_id"))

    async def look(connection: AsyncConnection, query: TrackQuery, meaning: Meaning) -> Page:
        conditions = [*_conditions(query, meaning), tracks.c.artist_key != ""]
        return await _grouped(connection, grouped.select_from(meaning.source), columns, conditions, query)

    return await _searched(connection, query, look)


async def find_albums(connection: AsyncConnection, query: TrackQuery) -> Page:
    """One page of albums, by name; tracks without an album are in none."""
    columns = (tracks.c.album_key, tracks.c.album_artist_key)
    artist = func.max(func.coalesce(func.nullif(tracks.c.album_artist, ""), tracks.c.artist)).label("artist")
    grouped = select(
        *columns,
        func.max(tracks.c.album).label("album"),
        artist,
        _COUNT,
        func.max(tracks.c.cover_id).label("cover_id"),
        func.max(tracks.c.year).label("year"),
    )

    async def look(connection: AsyncConnection, query: TrackQuery, meaning: Meaning) -> Page:
        conditions = [*_conditions(query, meaning), tracks.c.album_key != ""]
        return await _grouped(connection, grouped.select_from(meaning.source), columns, conditions, query)

    return await _searched(connection, query, look)


async def _grouped(
    connection: AsyncConnection,
    grouped: Select[Any],
    columns: tuple[ColumnElement[Any], ...],
    conditions: list[ColumnElement[bool]],
    query: TrackQuery,
) -> Page:
    if query.cursor is not None:
        conditions.append(_beyond(columns, decode_cursor(query.cursor, len(columns)), descending=False))
    statement = grouped.where(*conditions).group_by(*columns).order_by(*columns).limit(query.limit + 1)
    rows = list((await connection.execute(statement)).mappings())
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    cursor = encode_cursor(*(rows[-1][c.key] for c in columns)) if more else None
    return Page(rows, cursor)


def _conditions(query: TrackQuery, meaning: Meaning) -> list[ColumnElement[bool]]:
    conditions = [query.scope, *meaning.conditions]
    if query.artist is not None:
        artist_key = folding.key(query.artist)
        conditions.append(or_(tracks.c.artist_key == artist_key, tracks.c.album_artist_key == artist_key))
    if query.album is not None:
        conditions.append(tracks.c.album_key == folding.key(query.album))
    return conditions


def _sort_column(sort: Sort) -> tuple[ColumnElement[Any], bool]:
    """Column and whether it runs downwards. Ids sort by age, so "recent" needs no other column."""
    match sort:
        case "recent":
            return tracks.c.track_id, True
        case "title":
            return tracks.c.title_sort, False
        case "artist":
            return tracks.c.artist_sort, False
        case "album":
            return tracks.c.album_sort, False


def _beyond(columns: tuple[ColumnElement[Any], ...], values: list[str], descending: bool) -> ColumnElement[bool]:
    """Rows after `values` in the order of `columns`, written out because not every database compares tuples. The bound
    on the first column alone is what an index is entered by."""
    result: ColumnElement[bool] = literal(False)
    for column, value in reversed(list(zip(columns, values, strict=True))):
        step = column < value if descending else column > value
        result = or_(step, and_(column == value, result))
    first = columns[0]
    return and_(first <= values[0] if descending else first >= values[0], result)


def encode_cursor(*values: str) -> str:
    """Opaque to clients; not secret and not signed: a forged one only moves the forger's own page."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).rstrip(b"=").decode()


def decode_cursor(cursor: str, length: int) -> list[str]:
    """The values of a cursor. Raises SonixError `bad_cursor`, 422."""
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = msgspec.json.decode(data, type=list[str])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise SonixError("bad_cursor", "This page can't be found. Start from the beginning.", status=422) from error
    if len(values) != length:
        raise SonixError("bad_cursor", "This page can't be found. Start from the beginning.", status=422)
    return values
