"""Votes and standings of a room as rows and back, and the difference between two values of them written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.room.state import Room, Standing
from sonix.db.room_rows import Values
from sonix.db.tables_queue import FOR_ENTRY, TO_SKIP, queue_standings, queue_votes

_MARKS = ("added_at_us", "next_at_us", "turn_at_us")
Vote = tuple[str, str, str]
"""Kind, entry, member."""

_delete_vote = delete(queue_votes).where(
    *(queue_votes.c[name] == bindparam(f"of_{name}") for name in ("room_id", "kind", "entry_id", "member_id"))
)
_update_standing = (
    update(queue_standings)
    .where(*(queue_standings.c[name] == bindparam(f"of_{name}") for name in ("room_id", "member_id")))
    .values({name: bindparam(name) for name in _MARKS})
)


async def votes_of(connection: AsyncConnection, room_id: str) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Who wants which entry, and who wants the current one skipped."""
    asked = select(queue_votes).where(queue_votes.c.room_id == room_id)
    found: dict[str, list[str]] = {}
    skip: list[str] = []
    for row in await connection.execute(asked):
        (skip if row.kind == TO_SKIP else found.setdefault(row.entry_id, [])).append(row.member_id)
    # Sorted here: every database has an order of its own.
    return {entry_id: tuple(sorted(voters)) for entry_id, voters in found.items()}, tuple(sorted(skip))


async def standings_of(connection: AsyncConnection, room_id: str) -> dict[str, Standing]:
    """What the rules remember, by member."""
    rows = await connection.execute(select(queue_standings).where(queue_standings.c.room_id == room_id))
    return {row.member_id: _standing(row) for row in rows}


async def project_votes(connection: AsyncConnection, before: Room, after: Room) -> None:
    """Bring the votes to what they are after some commits."""
    old, now = set(_votes(before)), set(_votes(after))
    gone = [{f"of_{name}": value for name, value in _named(after, vote)} for vote in old - now]
    if gone:
        await connection.execute(_delete_vote, gone)
    new = [dict(_named(after, vote)) for vote in now - old]
    if new:
        await connection.execute(insert(queue_votes), new)


async def project_standings(connection: AsyncConnection, before: Room, after: Room) -> None:
    """Bring the standings to what they are after some commits. None ever goes."""
    changed = [(i, mine) for i, mine in after.standings.items() if before.standings.get(i) != mine]
    known = [_standing_values(after.room_id, i, mine, "of_") for i, mine in changed if i in before.standings]
    if known:
        await connection.execute(_update_standing, known)
    new = [_standing_values(after.room_id, i, mine) for i, mine in changed if i not in before.standings]
    if new:
        await connection.execute(insert(queue_standings), new)


async def forget_member(connection: AsyncConnection, user_id: str) -> None:
    """Delete somebody's votes and what is remembered of them, in the caller's transaction."""
    for table in (queue_votes, queue_standings):
        await connection.execute(delete(table).where(table.c.member_id == user_id))


def _votes(room: Room) -> Iterator[Vote]:
    for entry_id, voters in room.votes.items():
        for member_id in voters:
            yield FOR_ENTRY, entry_id, member_id
    for member_id in room.skip_votes:
        yield TO_SKIP, room.transport.entry_id or "", member_id


def _named(room: Room, vote: Vote) -> Iterator[tuple[str, str]]:
    return zip(("room_id", "kind", "entry_id", "member_id"), (room.room_id, *vote), strict=True)


def _standing(row: Row[Any]) -> Standing:
    return Standing(row.added_at_us, row.next_at_us, row.turn_at_us)


def _standing_values(room_id: str, member_id: str, mine: Standing, prefix: str = "") -> Values:
    named = {f"{prefix}room_id": room_id, f"{prefix}member_id": member_id}
    return {**named, **{name: getattr(mine, name) for name in _MARKS}}
