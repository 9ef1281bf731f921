"""What was heard in a room, who brought it, and who was there: counted from its history and its visits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

import anyio.to_thread
import msgspec
from sqlalchemy import Select, select

from sonix.admin.rooms import wall_s
from sonix.core.evenings import Span, airtimes, evenings
from sonix.core.room.state import Room
from sonix.db.engine import Database
from sonix.db.tables import room_history
from sonix.db.tables_listings import room_visits
from sonix.listings.service import iso
from sonix.rooms.ports import Clock
from sonix.statistics.schemas import Evening, EveningsPage, Top
from sonix.statistics.tally import Play, Stay, tally

PAGE_EVENINGS = 20
EVER = Span(0, 2**62)


class Statistics:
    """Reads only."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def evenings(self, room: Room, before_us: int | None = None) -> EveningsPage:
        """Evenings that began before `before_us`, newest first."""
        starts = select(room_history.c.at_us).where(room_history.c.room_id == room.room_id)
        async with self._database.read() as connection:
            starts_us = list((await connection.execute(starts)).scalars())
            rows = (await connection.execute(_stays(room.room_id, EVER))).all()
        # Tens of thousands of spans: nobody's music waits for them.
        return await anyio.to_thread.run_sync(self._page, starts_us, rows, before_us)

    async def top(self, room: Room, span: Span = EVER) -> Top:
        """What was heard in `span`, counted."""
        table = room_history
        wanted = select(table.c.at_us, table.c.added_by, table.c.track).where(
            table.c.room_id == room.room_id, table.c.at_us >= span.from_us, table.c.at_us <= span.to_us
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(wanted.order_by(table.c.at_us, table.c.seq))).all()
            stays = [Stay(*row) for row in await connection.execute(_stays(room.room_id, span))]
        names = {member.member_id: member.name for member in room.members.values()}
        # Ten thousand tracks are some megabytes of JSON: nobody's music waits for that.
        return await anyio.to_thread.run_sync(_counted, rows, stays, span, names)

    def _page(self, starts: list[int], rows: Sequence[Any], before_us: int | None) -> EveningsPage:
        starts_us, stays = sorted(starts), [Stay(*row) for row in rows]
        spans = [Span(at_us, at_us) for at_us in starts_us]
        found = evenings([*spans, *(stay.span for stay in stays)])[::-1]
        if before_us is not None:
            found = [one for one in found if one.from_us < before_us]
        shown = [self._shown(one, starts_us, stays) for one in found[:PAGE_EVENINGS]]
        return EveningsPage(evenings=shown, next=shown[-1].from_us if len(found) > PAGE_EVENINGS else None)

    def _shown(self, evening: Span, starts_us: Sequence[int], stays: Sequence[Stay]) -> Evening:
        tracks = bisect_right(starts_us, evening.to_us) - bisect_left(starts_us, evening.from_us)
        return Evening(
            from_us=evening.from_us,
            to_us=evening.to_us,
            starts_at=iso(wall_s(self._clock, evening.from_us)),
            ends_at=iso(wall_s(self._clock, evening.to_us)),
            tracks=tracks,
            people=len({stay.member_id for stay in stays if stay.span.overlaps(evening)}),
        )


def _stays(room_id: str, span: Span) -> Select[Any]:
    table = room_visits
    return select(table.c.member_id, table.c.from_us, table.c.to_us).where(
        table.c.room_id == room_id, table.c.to_us >= span.from_us, table.c.from_us <= span.to_us
    )


def _counted(rows: Sequence[Any], stays: Sequence[Stay], span: Span, names: dict[str, str]) -> Top:
    pieces = [_piece(row.track) for row in rows]
    lengths_us = [piece.rendition.samples * 1_000_000 // 48_000 for piece in pieces]
    heard_us = airtimes([row.at_us for row in rows], lengths_us)
    plays = [
        Play(piece.track_id, piece.title, piece.artist, piece.cover_id, row.added_by, airtime_us)
        for row, piece, airtime_us in zip(rows, pieces, heard_us, strict=True)
    ]
    return tally(plays, stays, span, names)


class _Length(msgspec.Struct):
    samples: int


class _Piece(msgspec.Struct):
    track_id: str
    title: str
    artist: str
    rendition: _Length
    cover_id: str | None = None


_piece = msgspec.json.Decoder(_Piece).decode
