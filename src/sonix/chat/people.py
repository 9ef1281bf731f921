"""What becomes of what somebody said: it goes with them when they leave, and along when a guest becomes an account."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables import room_members
from sonix.db.tables_chat import chat_messages, chat_reactions


async def forget_person(connection: AsyncConnection, user_id: str) -> None:
    """Delete what somebody said and sent, and have no message name them, in the caller's transaction.

    To be called while their memberships are still known.
    """
    for table in (chat_messages, chat_reactions):
        await connection.execute(delete(table).where(table.c.member_id == user_id))
    await _rename_mentions(connection, user_id, " ")


async def hand_on(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    """Make a guest's words somebody else's, in rooms that have both. A browser draws a message's id: two may be one."""
    mine, guests = chat_messages.alias("mine"), chat_messages
    both = (mine.c.room_id == guests.c.room_id) & (mine.c.msg_id == guests.c.msg_id)
    wanted = select(guests.c.room_id, guests.c.seq).join(mine, both)
    taken = (await connection.execute(wanted.where(guests.c.member_id == guest_id, mine.c.member_id == user_id))).all()
    for room_id, seq in taken:
        where = (guests.c.room_id == room_id) & (guests.c.seq == seq)
        await connection.execute(update(guests).where(where).values(msg_id=f"merged:{seq}"))
    theirs = select(room_members.c.room_id).where(room_members.c.member_id == user_id)
    for table in (chat_messages, chat_reactions):
        moved = (table.c.member_id == guest_id) & table.c.room_id.in_(theirs)
        await connection.execute(update(table).where(moved).values(member_id=user_id))
    await _rename_mentions(connection, guest_id, f" {user_id} ")


async def _rename_mentions(connection: AsyncConnection, user_id: str, instead: str) -> None:
    """Only rooms that have somebody for a member name them."""
    known = select(room_members.c.room_id).where(room_members.c.member_id == user_id)
    column = chat_messages.c.mentions
    named = chat_messages.c.room_id.in_(known) & column.contains(f" {user_id} ", autoescape=True)
    await connection.execute(
        update(chat_messages).where(named).values(mentions=func.replace(column, f" {user_id} ", instead))
    )
