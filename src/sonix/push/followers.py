"""Who wants to be told when a room opens, and telling them: once, by whichever node sees it first."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, delete, select, update

from sonix.db.engine import Database
from sonix.db.tables_moderation import room_bans
from sonix.db.tables_push import room_followers, room_openings
from sonix.db.upsert import insert_new
from sonix.push.notes import Note, Notes

PAUSE_S = 1800
"""A room that empties and fills again within this has not opened anew."""
MAX_FOLLOWED = 200


class Followers:
    """Follows of rooms."""

    def __init__(self, database: Database, notes: Notes, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._notes = notes
        self._now_s = now_s

    async def follows(self, room_id: str, user_id: str) -> bool:
        """Whether `user_id` wants to be told."""
        async with self._database.read() as connection:
            wanted = select(room_followers.c.room_id).where(_row(room_id, user_id))
            return (await connection.execute(wanted)).first() is not None

    async def follow(self, room_id: str, user_id: str) -> None:
        """Tell them from now on; of the rooms beyond `MAX_FOLLOWED` the longest followed go."""
        table = room_followers
        row = {"room_id": room_id, "user_id": user_id, "since_s": int(self._now_s())}
        async with self._database.transaction() as connection:
            await connection.execute(insert_new(connection.dialect.name, table).values(row))
            newest_first = (table.c.since_s.desc(), table.c.room_id)
            ids = select(table.c.room_id).where(table.c.user_id == user_id).order_by(*newest_first)
            old = list((await connection.execute(ids)).scalars())[MAX_FOLLOWED:]
            if old:
                mine = (table.c.user_id == user_id) & table.c.room_id.in_(old)
                await connection.execute(delete(table).where(mine))

    async def unfollow(self, room_id: str, user_id: str) -> None:
        """Tell them no more."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(room_followers).where(_row(room_id, user_id)))

    async def opened(self, room_id: str, code: str, name: str, here: Collection[str]) -> int:
        """Somebody listens in the room: tell who follows it, but nobody who is `here` or banned. Returns in how many
        browsers.
        """
        if not await self._is_first(room_id):
            return 0
        async with self._database.read() as connection:
            banned = select(room_bans.c.member_id).where(room_bans.c.room_id == room_id)
            theirs = (room_followers.c.room_id == room_id) & room_followers.c.user_id.not_in(banned)
            wanted = select(room_followers.c.user_id).where(theirs)
            followers = set((await connection.execute(wanted)).scalars()) - set(here)
        if not followers:
            return 0
        return await self._notes.add(followers, Note("opened", name, f"/r/{code}"), topic_of("opened", room_id))

    async def _is_first(self, room_id: str) -> bool:
        """Whether it is this caller who tells: nobody has within `PAUSE_S`."""
        now_s = int(self._now_s())
        async with self._database.transaction() as connection:
            insertion = insert_new(connection.dialect.name, room_openings).values(room_id=room_id, told_at_s=now_s)
            if (await connection.execute(insertion)).rowcount == 1:
                return True
        # A transaction of its own: InnoDB would let two who met at the insertion wait for each other here.
        async with self._database.transaction() as connection:
            long_ago = (room_openings.c.room_id == room_id) & (room_openings.c.told_at_s <= now_s - PAUSE_S)
            moved = await connection.execute(update(room_openings).where(long_ago).values(told_at_s=now_s))
            return moved.rowcount == 1


def topic_of(kind: str, about: str) -> str:
    """A `Topic` header: at most 32 characters of base64url (RFC 8030, 5.4)."""
    return hashlib.sha256(f"{kind} {about}".encode()).hexdigest()[:32]


def _row(room_id: str, user_id: str) -> ColumnElement[bool]:
    return (room_followers.c.room_id == room_id) & (room_followers.c.user_id == user_id)
