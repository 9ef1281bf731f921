"""Tables of what orders a queue: who wants what, and what the rules remember of each member."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table

from sonix.db.tables import ID, metadata

FOR_ENTRY, TO_SKIP = "entry", "skip"

queue_votes = Table(
    "queue_votes",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("entry_id", ID, primary_key=True),
    Column("member_id", ID, primary_key=True, index=True),
)
"""`kind`: for the entry to come soon, or to skip it while it plays."""

queue_standings = Table(
    "queue_standings",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ID, primary_key=True, index=True),
    Column("added_at_us", BigInteger, nullable=False),
    Column("next_at_us", BigInteger, nullable=False),
    Column("turn_at_us", BigInteger, nullable=False),
)
"""As `sonix.core.room.state.Standing`."""
