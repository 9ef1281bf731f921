"""Tables of who is kept out of a room, who waits at its door, and who did what to whom.

A *mark* is a keyed hash of a device or an address (`sonix.moderation.marks`): enough to know it again,
useless to anybody else. Instants are microseconds on the room timeline.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from sonix.db.tables import ID, metadata

MARK = String(64)
NAME = String(160)
REASON = String(1200)

room_bans = Table(
    "room_bans",
    metadata,
    Column("ban_id", ID, primary_key=True),
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), nullable=False),
    Column("member_id", ID, nullable=False, index=True),
    Column("name", NAME, nullable=False),
    Column("reason", REASON, nullable=False),
    Column("by_id", ID, nullable=False, index=True),
    Column("by_name", NAME, nullable=False),
    Column("by_rank", Integer, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Index("ix_room_bans_newest", "room_id", "at_us", "ban_id"),
)

room_ban_marks = Table(
    "room_ban_marks",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("mark", MARK, primary_key=True),
    Column("ban_id", ID, ForeignKey("room_bans.ban_id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("kind", String(16), nullable=False),
)
"""What a ban goes by besides the person; `kind` is `device` or `address`."""

room_mutes = Table(
    "room_mutes",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("mark", MARK, primary_key=True),
    Column("member_id", ID, nullable=False, index=True),
    Column("until_us", BigInteger, nullable=False),
)
"""Devices that somebody was muted on: a new name on one of them is muted, too."""

room_origins = Table(
    "room_origins",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ID, primary_key=True, index=True),
    Column("kind", String(16), primary_key=True),
    Column("mark", MARK, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""The device and the address each member last came from: what a ban or a mute goes by."""

room_knocks = Table(
    "room_knocks",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ID, primary_key=True, index=True),
    Column("name", NAME, nullable=False),
    Column("state", String(16), nullable=False),
    Column("address_mark", MARK, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""`state`: `waiting` since `at_us`, or `admitted` or `refused` at `at_us`."""

moderation_log = Table(
    "moderation_log",
    metadata,
    Column("line_id", ID, primary_key=True),
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("action", String(32), nullable=False),
    Column("by_id", ID, nullable=False, index=True),
    Column("by_name", NAME, nullable=False),
    Column("by_rank", Integer, nullable=False),
    Column("about_id", ID, nullable=False, index=True),
    Column("about_name", NAME, nullable=False),
    Column("reason", REASON, nullable=False),
    Column("detail", String(64), nullable=False),
    Column("undone_by", ID, nullable=True, index=True),
    Index("ix_moderation_log_newest", "room_id", "at_us", "line_id"),
)
"""`detail`: what undoing takes: a ban's id, the role somebody had. `undone_by`: who took it back."""
