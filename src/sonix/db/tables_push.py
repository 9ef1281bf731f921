"""Tables of Web Push: where somebody wants to be told of what, which rooms they follow, and what waits to be sent.

Instants are wall-clock seconds since 1970.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table

from sonix.db.tables import ID, JSON_TEXT, metadata
from sonix.db.tables_accounts import HASH

push_subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("subscription_id", HASH, primary_key=True),
    Column("user_id", ID, ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("endpoint", String(1000), nullable=False),
    Column("p256dh", String(120), nullable=False),
    Column("auth_secret", String(40), nullable=False),
    Column("language", String(16), nullable=False),
    Column("mentions", Boolean, nullable=False),
    Column("opened", Boolean, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
)
"""`subscription_id` is SHA-256 of the endpoint, which is too long for an index and a secret address."""

push_notes = Table(
    "push_notes",
    metadata,
    Column("note_id", ID, primary_key=True),
    Column(
        "subscription_id",
        HASH,
        ForeignKey("push_subscriptions.subscription_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("payload", JSON_TEXT, nullable=False),
    Column("topic", String(32), nullable=False),
    Column("expires_at_s", BigInteger, nullable=False, index=True),
    Column("run_after_s", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", ID, nullable=True),
    Index("ix_push_notes_due", "run_after_s", "note_id"),
)
"""What waits to be sent. A claim moves `run_after_s` beyond its lease: whoever dies with it is followed by another."""

room_followers = Table(
    "room_followers",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ID, ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("since_s", BigInteger, nullable=False),
)
"""Who wants to be told when a room opens."""

room_openings = Table(
    "room_openings",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("told_at_s", BigInteger, nullable=False),
)
"""When followers were last told: whoever moves it on tells them, on whatever node."""
