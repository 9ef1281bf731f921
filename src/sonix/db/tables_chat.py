"""Tables of what is said in rooms: streams of their own, that never touch a room's row.

Instants (`_us`) are microseconds on the room timeline.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from sonix.db.tables import ID, metadata

chat_streams = Table(
    "chat_streams",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("reaction_seq", BigInteger, nullable=False),
)
"""The last numbers a room's chat has drawn. Who writes locks the row, so that numbers come in the order of commits."""

chat_messages = Table(
    "chat_messages",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("rev", BigInteger, nullable=False),
    Column("member_id", ID, nullable=False),
    Column("msg_id", ID, nullable=False),
    Column("text", Text, nullable=False),
    Column("reply_to", BigInteger, nullable=True),
    Column("mentions", String(800), nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("edited_at_us", BigInteger, nullable=True),
    Column("deleted", Boolean, nullable=False),
    UniqueConstraint("room_id", "member_id", "msg_id"),
    Index("ix_chat_messages_changes", "room_id", "rev"),
    Index("ix_chat_messages_of_member", "member_id", "room_id", "seq"),
    Index("ix_chat_messages_age", "room_id", "at_us"),
)
"""`seq`: its place. `rev`: the number of its newest change, from the same stream. `mentions`: ids between spaces."""

chat_reactions = Table(
    "chat_reactions",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", ID, nullable=False, index=True),
    Column("track_id", ID, nullable=False),
    Column("entry_id", ID, nullable=False),
    Column("position_us", BigInteger, nullable=False),
    Column("second", Integer, nullable=False),
    Column("emoji", String(16), nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Index("ix_chat_reactions_heat", "room_id", "track_id", "second"),
)
"""`second` of the track: what the heat line is counted by."""
