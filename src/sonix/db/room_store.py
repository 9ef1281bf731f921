"""The rooms' truth in SQL, by compare-and-swap on `rooms.rev` (docs/adr/0010)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table, and_, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.room.evolve import replace
from sonix.core.room.state import Room
from sonix.db import tables
from sonix.db.engine import Database, is_lost_race
from sonix.db.queue_rows import standings_of, votes_of
from sonix.db.room_projection import project
from sonix.db.room_rows import (
    entry_values,
    events_from_json,
    member_values,
    places,
    room_from_rows,
    room_values,
    track_from_json,
)
from sonix.protocol.server import Revision
from sonix.rooms.ports import Batch, KnownRoom, Played, Receipt

HISTORY_KEPT = 10_000
"""Tracks of one room's history; with the log, older ones are forgotten."""
FORGOTTEN_AT_ONCE = 5_000


class _LostRaceError(Exception):
    """Somebody else has committed since; raised to roll the transaction back."""


class SqlRoomStore:
    """`RoomStore` on any database SQLAlchemy speaks to with `sonix.db.tables`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, room: Room) -> bool:
        """Write a new room; False when its code is taken."""
        row = {"room_id": room.room_id, "code": room.code, "created_at_us": room.created_at_us}
        members = [{**member_values(room.room_id, m), "seen_at_us": m.joined_at_us} for m in room.members.values()]
        entries = [entry_values(room.room_id, place, 0) for place in places(room).values()]
        try:
            async with self._database.transaction() as connection:
                await connection.execute(insert(tables.rooms), {**row, **room_values(room, room.created_at_us)})
                if members:
                    await connection.execute(insert(tables.room_members), members)
                if entries:
                    await connection.execute(insert(tables.queue_entries), entries)
        except IntegrityError:
            return False
        return True

    async def load(self, room_id: str) -> Room | None:
        """Return the room as of its last commit, read in one transaction."""
        members, entries = tables.room_members, tables.queue_entries
        async with self._database.read() as connection:
            row = (await connection.execute(select(tables.rooms).where(tables.rooms.c.room_id == room_id))).first()
            if row is None:
                return None
            joined = select(members).where(members.c.room_id == room_id)
            queued = select(entries).where(entries.c.room_id == room_id)
            room = room_from_rows(
                row,
                await connection.execute(joined.order_by(members.c.joined_at_us, members.c.member_id)),
                await connection.execute(queued.order_by(entries.c.undo_seq, entries.c.undo_index)),
            )
            votes, skip_votes = await votes_of(connection, room_id)
            standings = await standings_of(connection, room_id)
            return replace(room, votes=votes, skip_votes=skip_votes, standings=standings)

    async def find(self, code: str) -> str | None:
        """Return the id of the room with this code."""
        async with self._database.read() as connection:
            found = await connection.scalar(select(tables.rooms.c.room_id).where(tables.rooms.c.code == code))
            return None if found is None else str(found)

    async def answers(self, room_id: str, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Receipt]:
        """Return the receipts there are for `(member_id, cmd_id)` keys."""
        table = tables.receipts
        query = select(table).where(table.c.room_id == room_id, table.c.cmd_id.in_({cmd_id for _, cmd_id in keys}))
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return {
                (row.member_id, row.cmd_id): Receipt(row.member_id, row.cmd_id, row.rev, row.code, row.message)
                for row in rows
            }

    async def commit(self, batch: Batch) -> bool:
        """Write all of `batch`, durably, or nothing; False when the room has moved on or a receipt exists."""
        try:
            async with self._database.transaction() as connection:
                if batch.revisions:
                    await _swap(connection, batch)
                    await project(connection, batch)
                else:
                    await _check(connection, batch.before)
                await _write_receipts(connection, batch)
        except (_LostRaceError, IntegrityError):
            return False
        except DBAPIError as error:
            if not is_lost_race(error):
                raise
            return False
        return True

    async def revisions(self, room_id: str, after_rev: int, limit: int) -> list[Revision]:
        """Return up to `limit` commits after `after_rev`, oldest first."""
        table = tables.room_events
        query = select(table.c.rev, table.c.data).where(table.c.room_id == room_id, table.c.rev > after_rev)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(table.c.rev).limit(limit))
            return [Revision(rev=row.rev, events=events_from_json(row.data)) for row in rows]

    async def log_length(self, room_id: str, after_rev: int) -> int:
        """Return how long the log after `after_rev` is as JSON text, in characters."""
        table = tables.room_events
        query = select(func.sum(func.length(table.c.data)))
        async with self._database.read() as connection:
            found = await connection.scalar(query.where(table.c.room_id == room_id, table.c.rev > after_rev))
            return int(found or 0)

    async def history(self, room_id: str, before_seq: int | None, limit: int) -> list[Played]:
        """Return what was played, newest first."""
        table = tables.room_history
        query = select(table).where(table.c.room_id == room_id)
        if before_seq is not None:
            query = query.where(table.c.seq < before_seq)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(table.c.seq.desc()).limit(limit))
            return [Played(row.seq, row.entry_id, track_from_json(row.track), row.added_by, row.at_us) for row in rows]

    async def last_played(self, room_id: str, track_ids: Sequence[str], after_us: int) -> dict[str, int]:
        """Return when each of `track_ids` was last played after `after_us`."""
        table = tables.room_history
        found: dict[str, int] = {}
        wanted = table.c.room_id == room_id, table.c.at_us > after_us, table.c.track_id.in_(set(track_ids))
        query = select(table.c.track_id, func.max(table.c.at_us)).where(*wanted).group_by(table.c.track_id)
        async with self._database.read() as connection:
            found.update((track_id, at_us) for track_id, at_us in await connection.execute(query))
        return found

    async def known_to(self, member_id: str, limit: int) -> list[KnownRoom]:
        """Return rooms `member_id` has joined and not left, last seen first."""
        rooms, members = tables.rooms, tables.room_members
        query = (
            select(rooms.c.room_id, rooms.c.code, rooms.c.name, members.c.seen_at_us)
            .join(members, members.c.room_id == rooms.c.room_id)
            .where(members.c.member_id == member_id, members.c.gone.is_(False))
            .order_by(members.c.seen_at_us.desc())
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return [KnownRoom(row.room_id, row.code, row.name, row.seen_at_us) for row in rows]

    async def seen(self, room_id: str, member_id: str, at_us: int) -> None:
        """Note that a member came or went."""
        table = tables.room_members
        query = update(table).where(and_(table.c.room_id == room_id, table.c.member_id == member_id))
        async with self._database.transaction() as connection:
            await connection.execute(query.values(seen_at_us=at_us))

    async def last_seen_us(self, room_id: str, member_id: str) -> int:
        """Return when a member last came or went; 0 for who is none."""
        table = tables.room_members
        query = select(table.c.seen_at_us).where(table.c.room_id == room_id, table.c.member_id == member_id)
        async with self._database.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def prune(self, room_id: str, up_to_rev: int) -> None:
        """Forget the log of one room up to a revision, the receipts as old, and all but the newest history."""
        async with self._database.transaction() as connection:
            for table in (tables.room_events, tables.receipts):
                query = delete(table).where(table.c.room_id == room_id, table.c.rev <= up_to_rev)
                await connection.execute(query)
            await _shorten_history(connection, room_id)

    async def shorten(self, room_id: str, keep: int) -> None:
        """Forget the oldest of one room's log, so that no more than `keep` characters of it stay. Receipts stay."""
        table = tables.room_events
        query = select(table.c.rev, func.length(table.c.data)).where(table.c.room_id == room_id)
        async with self._database.transaction() as connection:
            for rev, length in await connection.execute(query.order_by(table.c.rev.desc())):
                keep -= length
                if keep < 0:
                    await connection.execute(delete(table).where(table.c.room_id == room_id, table.c.rev <= rev))
                    return

    async def prune_before(self, at_us: int) -> None:
        """Forget the logs and receipts of all rooms from before `at_us`, some at a time: commands come in between."""
        for table in (tables.room_events, tables.receipts):
            more = True
            while more:
                async with self._database.transaction() as connection:
                    more = await _forget_some(connection, table, at_us)


async def _forget_some(connection: AsyncConnection, table: Table, at_us: int) -> bool:
    """Delete the oldest from before `at_us`; whether some are left."""
    old = table.c.at_us < at_us
    some = select(table.c.at_us).where(old).order_by(table.c.at_us).offset(FORGOTTEN_AT_ONCE - 1).limit(1)
    last = await connection.scalar(some)
    await connection.execute(delete(table).where(old if last is None else table.c.at_us <= last))
    return last is not None


async def _shorten_history(connection: AsyncConnection, room_id: str) -> None:
    table = tables.room_history
    kept = select(table.c.seq).where(table.c.room_id == room_id).order_by(table.c.seq.desc())
    oldest = (await connection.execute(kept.offset(HISTORY_KEPT - 1).limit(1))).scalar()
    if oldest is not None:
        await connection.execute(delete(table).where(table.c.room_id == room_id, table.c.seq < oldest))


async def _swap(connection: AsyncConnection, batch: Batch) -> None:
    table = tables.rooms
    expected = update(table).where(table.c.room_id == batch.before.room_id, table.c.rev == batch.before.rev)
    result = await connection.execute(expected.values(room_values(batch.after, batch.at_us)))
    if result.rowcount != 1:
        raise _LostRaceError


async def _check(connection: AsyncConnection, before: Room) -> None:
    query = select(tables.rooms.c.rev).where(tables.rooms.c.room_id == before.room_id).with_for_update()
    if await connection.scalar(query) != before.rev:
        raise _LostRaceError


async def _write_receipts(connection: AsyncConnection, batch: Batch) -> None:
    rows = [
        {
            "room_id": batch.after.room_id,
            "member_id": receipt.member_id,
            "cmd_id": receipt.cmd_id,
            "rev": receipt.rev,
            "code": receipt.code,
            "message": receipt.message,
            "at_us": batch.at_us,
        }
        for receipt in batch.receipts
    ]
    if rows:
        await connection.execute(insert(tables.receipts), rows)
