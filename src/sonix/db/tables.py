"""Tables of rooms and of the timeline's clock, on the instance's one `metadata`.

The row of a room is small, because every command rewrites it: the queue, the members and the log have tables of their
own. Instants (`_us`) are microseconds on the room timeline. Lengths of strings are stated because MySQL indexes need
them.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
)
from sqlalchemy.dialects.mysql import MEDIUMTEXT

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of the instance; constraints have names, so that any database can alter them later."""

ID = String(64)
JSON_TEXT = Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")
"""JSON as msgspec writes it. A database never looks inside."""

rooms = Table(
    "rooms",
    metadata,
    Column("room_id", ID, primary_key=True),
    Column("code", String(8), nullable=False, unique=True),
    Column("name", String(320), nullable=False),
    Column("host_id", ID, nullable=False),
    Column("created_at_us", BigInteger, nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("settings", JSON_TEXT, nullable=False),
    Column("loop_mode", String(16), nullable=False),
    Column("transport", String(2000), nullable=False),
    Column("previous", String(2000), nullable=True),
    Column("silent_since_us", BigInteger, nullable=True),
    Column("click_until_us", BigInteger, nullable=False, server_default="0"),
    Column("changed_at_us", BigInteger, nullable=False),
    Column("plays", BigInteger, nullable=False, server_default="0"),
    Column("last_start_us", BigInteger, nullable=False, server_default="0"),
)
"""`rev` is what compare-and-swap swaps: a commit is valid only if it finds the revision it was decided on."""

room_members = Table(
    "room_members",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ID, primary_key=True, index=True),
    Column("name", String(160), nullable=False),
    Column("joined_at_us", BigInteger, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("seen_at_us", BigInteger, nullable=False),
    Column("role", String(16), nullable=False, server_default="listener"),
    Column("muted_until_us", BigInteger, nullable=False, server_default="0"),
    Index("ix_room_members_staying", "room_id", "gone", "seen_at_us"),
)
"""`gone`: left for good. `seen_at_us` is no room state: when the member last came or went, for "rooms you know"."""

queue_entries = Table(
    "queue_entries",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("entry_id", ID, primary_key=True),
    Column("order_key", String(64), nullable=False),
    Column("track_id", ID, nullable=False, index=True),
    Column("rendition_id", ID, nullable=False, index=True),
    Column("track", JSON_TEXT, nullable=False),
    Column("added_by", ID, nullable=False),
    Column("added_at_us", BigInteger, nullable=False),
    Column("undo_id", ID, nullable=True),
    Column("undo_seq", BigInteger, nullable=True),
    Column("undo_index", Integer, nullable=True),
    Column("born", BigInteger, nullable=False, server_default="0"),
    Column("pinned", Boolean, nullable=False, server_default=false()),
    Index("ix_queue_entries_room_order", "room_id", "order_key"),
)
"""An entry with an `undo_id` is in the undo bin, in the removal of that name.

`undo_seq` puts removals in order, `undo_index` the entries of one removal.
"""

room_events = Table(
    "room_events",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("rev", BigInteger, primary_key=True, autoincrement=False),
    Column("at_us", BigInteger, nullable=False, index=True),
    Column("data", JSON_TEXT, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ID, primary_key=True),
    Column("cmd_id", ID, primary_key=True),
    Column("rev", BigInteger, nullable=False),
    Column("code", String(64), nullable=True),
    Column("message", String(500), nullable=True),
    Column("at_us", BigInteger, nullable=False, index=True),
)
"""The answer to a command, kept so that the same command sent again is answered again. `code` NULL: it stands as of
`rev`.

The system's own commands have the empty string for a member.
"""

room_history = Table(
    "room_history",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.room_id", ondelete="CASCADE"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", ID, nullable=False),
    Column("track_id", ID, nullable=False, index=True),
    Column("track", JSON_TEXT, nullable=False),
    Column("added_by", ID, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""`seq` is rev * 1000 + the event's place in its commit: newest first is a walk down the primary key."""

clocks = Table(
    "clocks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("clock_id", ID, nullable=False),
    Column("boot_id", ID, nullable=False),
    Column("offset_us", BigInteger, nullable=False),
    Column("seen_us", BigInteger, nullable=False),
)
"""Room time is the monotonic clock of boot `boot_id` plus `offset_us`.

`seen_us` is the last room time at which a server is known to have run.
"""
