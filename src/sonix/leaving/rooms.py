"""What becomes of somebody's rooms: those they host go to whoever has been there longest, or, with nobody else, away.

In every other room they were in, their entries and what they played stay, as of someone who left.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Subquery, and_, bindparam, case, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.admin.rooms import delete_rooms
from sonix.chat.people import forget_person
from sonix.db.queue_rows import forget_member
from sonix.db.tables import queue_entries, receipts, room_events, room_history, room_members, rooms
from sonix.db.tables_accounts import users
from sonix.db.tables_listings import room_visits
from sonix.moderation.people import forget_person as unname_moderated

SOMEONE = "gone"
"""Whose entries and tracks they are then. No id of a person is like this one."""
_BELOW = literal(10**16, BigInteger)
"""More µs than any room time: a role counts before all years."""
_STANDS = case(
    (room_members.c.role == "cohost", literal(0, BigInteger)), (room_members.c.role == "dj", _BELOW), else_=2 * _BELOW
)
SKIPPED_REVISIONS = 2
"""A gap in the revisions makes pages and servers load the room anew (`RoomService.rewritten`)."""


@dataclass(frozen=True)
class HostedRoom:
    """A room somebody hosts, and who is to host it; None: nobody else is in it."""

    room_id: str
    name: str
    heir_id: str | None
    heir_name: str | None


@dataclass(frozen=True)
class LeftRooms:
    """What was done: ids of rooms that are gone, and of those that were changed, with the revision they have now."""

    deleted: tuple[str, ...]
    rewritten: tuple[tuple[str, int], ...]


async def hosted_rooms(connection: AsyncConnection, user_id: str) -> list[HostedRoom]:
    """The rooms somebody hosts, by name. Who is shut out inherits nothing."""
    mine = room_members.alias("mine")
    hosted = (
        select(rooms.c.room_id, rooms.c.name)
        .join(mine, and_(mine.c.room_id == rooms.c.room_id, mine.c.member_id == user_id))
        .where(rooms.c.host_id == user_id)
    )
    heirs = await _heirs(connection, hosted.subquery("hosted"), user_id)
    found = await connection.execute(hosted.order_by(rooms.c.name, rooms.c.room_id))
    return [HostedRoom(row.room_id, row.name, *heirs.get(row.room_id, (None, None))) for row in found]


async def _heirs(connection: AsyncConnection, hosted: Subquery, user_id: str) -> dict[str, tuple[str, str]]:
    """Of each room who stands highest of those who are still in it, and has been there longest of these."""
    others = (
        select(
            room_members.c.room_id,
            room_members.c.member_id,
            room_members.c.name,
            (_STANDS + room_members.c.joined_at_us).label("at"),
        )
        .join(hosted, hosted.c.room_id == room_members.c.room_id)
        .join(users, users.c.user_id == room_members.c.member_id)
        .where(room_members.c.member_id != user_id, room_members.c.gone.is_(False), users.c.banned_at_s.is_(None))
    ).subquery("others")
    first = select(others.c.room_id, func.min(others.c.at).label("at")).group_by(others.c.room_id).subquery("first")
    of_first = and_(others.c.room_id == first.c.room_id, others.c.at == first.c.at)
    found: dict[str, tuple[str, str]] = {}
    for row in await connection.execute(select(others).join(first, of_first).order_by(others.c.member_id)):
        found.setdefault(row.room_id, (row.member_id, row.name))
    return found


async def lock_rooms(connection: AsyncConnection, user_id: str) -> None:
    """Keep somebody's rooms as they are until the transaction ends: a commit under way in one is waited for."""
    known = select(room_members.c.room_id).where(room_members.c.member_id == user_id)
    locked = select(rooms.c.room_id).where(rooms.c.room_id.in_(known)).order_by(rooms.c.room_id).with_for_update()
    await connection.execute(locked)


async def leave_rooms(connection: AsyncConnection, user_id: str) -> LeftRooms:
    """Take somebody out of every room, in the caller's transaction."""
    await lock_rooms(connection, user_id)
    known = select(room_members.c.room_id).where(room_members.c.member_id == user_id)
    hosted = await hosted_rooms(connection, user_id)
    deleted = [room.room_id for room in hosted if room.heir_id is None]
    await delete_rooms(connection, deleted)
    handed_on = [{"of_room": room.room_id, "heir": room.heir_id} for room in hosted if room.heir_id is not None]
    if handed_on:
        handed = update(rooms).where(rooms.c.room_id == bindparam("of_room")).values(host_id=bindparam("heir"))
        await connection.execute(handed, handed_on)
    await connection.execute(
        update(rooms).where(rooms.c.room_id.in_(known)).values(rev=rooms.c.rev + SKIPPED_REVISIONS)
    )
    left = select(rooms.c.room_id, rooms.c.rev).where(rooms.c.room_id.in_(known))
    rewritten = tuple((row.room_id, row.rev) for row in await connection.execute(left))
    await _unname(connection, user_id)
    return LeftRooms(tuple(deleted), rewritten)


async def _unname(connection: AsyncConnection, user_id: str) -> None:
    """Rooms name the person no more. The log, which does in many ways, goes: whoever missed some loads the room."""
    known = select(room_members.c.room_id).where(room_members.c.member_id == user_id)
    for table in (queue_entries, room_history):
        theirs = table.c.room_id.in_(known) & (table.c.added_by == user_id)
        await connection.execute(update(table).where(theirs).values(added_by=SOMEONE))
    there = update(room_visits).where(room_visits.c.member_id == user_id)
    await connection.execute(there.values(member_id=SOMEONE))
    await connection.execute(delete(room_events).where(room_events.c.room_id.in_(known)))
    await forget_person(connection, user_id)
    await forget_member(connection, user_id)
    await unname_moderated(connection, user_id)
    await connection.execute(delete(receipts).where(receipts.c.room_id.in_(known), receipts.c.member_id == user_id))
    await connection.execute(delete(room_members).where(room_members.c.member_id == user_id))
