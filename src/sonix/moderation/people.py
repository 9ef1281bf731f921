"""What becomes of what rooms know of somebody: it goes with them when they leave, and along when a guest becomes an
account."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_moderation import moderation_log, room_bans, room_knocks, room_mutes, room_origins

SOMEONE = "gone"


async def forget_person(connection: AsyncConnection, user_id: str) -> None:
    """Have no row name somebody, in the caller's transaction. A ban of them stays shut to the device it goes by."""
    for table in (room_origins, room_knocks):
        column = table.c.member_id if table is room_origins else table.c.user_id
        await connection.execute(delete(table).where(column == user_id))
    await connection.execute(update(room_mutes).where(room_mutes.c.member_id == user_id).values(member_id=SOMEONE))
    undone = update(moderation_log).where(moderation_log.c.undone_by == user_id)
    await connection.execute(undone.values(undone_by=SOMEONE))
    for named, name in (
        (room_bans.c.member_id, "name"),
        (room_bans.c.by_id, "by_name"),
        (moderation_log.c.by_id, "by_name"),
        (moderation_log.c.about_id, "about_name"),
    ):
        unnamed = update(named.table).where(named == user_id)
        await connection.execute(unnamed.values({named.name: SOMEONE, name: ""}))


async def hand_on(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    """A guest has become somebody known: what was done to one was done to the other. Visits are noted anew."""
    for column in (
        room_bans.c.member_id,
        room_bans.c.by_id,
        room_mutes.c.member_id,
        moderation_log.c.by_id,
        moderation_log.c.about_id,
        moderation_log.c.undone_by,
    ):
        await connection.execute(update(column.table).where(column == guest_id).values({column.name: user_id}))
    await connection.execute(delete(room_origins).where(room_origins.c.member_id == guest_id))
    await connection.execute(delete(room_knocks).where(room_knocks.c.user_id == guest_id))
