"""Messages as rows and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.room.state import Room
from sonix.db.tables_chat import chat_messages
from sonix.protocol.chat import Quote, Said

QUOTED_CHARS = 160


def name_in(room: Room, member_id: str) -> str:
    """What somebody is called in a room; the empty string for whoever was never known, or asked to be forgotten."""
    member = room.members.get(member_id)
    return "" if member is None else member.name


def mentions_text(mentions: Iterable[str]) -> str:
    """Ids as a column has them: between spaces, so that one can be looked for."""
    return "".join(f" {id_} " for id_ in mentions)


async def said_of(connection: AsyncConnection, room: Room, rows: Sequence[RowMapping]) -> tuple[Said, ...]:
    """Messages as they are told, with what they answer."""
    quoted = {row["reply_to"] for row in rows if row["reply_to"] is not None}
    quotes: dict[int, Quote] = {}
    if quoted:
        columns = (chat_messages.c.seq, chat_messages.c.member_id, chat_messages.c.text)
        wanted = select(*columns).where(chat_messages.c.room_id == room.room_id, chat_messages.c.seq.in_(quoted))
        quotes = {row["seq"]: quote_of(room, row) for row in (await connection.execute(wanted)).mappings()}
    return tuple(_said(room, row, quotes) for row in rows)


def quote_of(room: Room, row: RowMapping) -> Quote:
    """The beginning of a message."""
    return Quote(row["seq"], row["member_id"], name_in(room, row["member_id"]), row["text"][:QUOTED_CHARS])


def _said(room: Room, row: RowMapping | dict[str, Any], quotes: dict[int, Quote]) -> Said:
    reply_to = row["reply_to"]
    return Said(
        seq=row["seq"],
        rev=row["rev"],
        msg_id=row["msg_id"],
        member_id=row["member_id"],
        name=name_in(room, row["member_id"]),
        text=row["text"],
        at_us=row["at_us"],
        reply_to=None if reply_to is None else quotes.get(reply_to, Quote(reply_to, "", "", "")),
        mentions=tuple(row["mentions"].split()),
        edited_at_us=row["edited_at_us"],
        deleted=row["deleted"],
    )
