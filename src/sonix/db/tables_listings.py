"""Tables of what a room tells of itself, and who was in it, on the instance's one `metadata`.

They stand beside the room's row, which every command rewrites. Instants are wall-clock seconds (`_s`), or microseconds
of the room timeline (`_us`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from sonix.db.tables import ID, metadata

LINK_NAME_CHARS = 40
TAG_CHARS = 24
TAG_KEY_CHARS = 100
ZONE_CHARS = 64


def _of_room(*, primary_key: bool) -> Column[str]:
    of = ForeignKey("rooms.room_id", ondelete="CASCADE")
    return Column("room_id", ID, of, nullable=False, primary_key=primary_key)


room_listings = Table(
    "room_listings",
    metadata,
    _of_room(primary_key=True),
    Column("description", String(2000), nullable=False),
    Column("public", Boolean, nullable=False),
    Column("name_search", Text, nullable=False),
    Column("search", Text, nullable=False),
    Column("link_name", String(LINK_NAME_CHARS), nullable=True),
    Column("password_hash", String(200), nullable=True),
    Column("starts_at_s", BigInteger, nullable=True),
    Column("zone", String(ZONE_CHARS), nullable=True),
    Column("opened_at_s", BigInteger, nullable=True),
    Column("told_at_s", BigInteger, nullable=True),
    Column("edition", Integer, nullable=False),
    Column("changed_at_s", BigInteger, nullable=False),
    Column("lease_owner", ID, nullable=True),
    Column("lease_until_s", BigInteger, nullable=False),
    Index("uq_room_listings_link_name", "link_name", unique=True),
    Index("ix_room_listings_public", "public"),
    Index("ix_room_listings_starts", "starts_at_s", "told_at_s"),
)
"""A room without a row is private, without a password, and always open.

`name_search` is the room's name, folded, and follows it; `search`: description and tags. `edition` counts what is
said in calendars. A scheduled room is open from `starts_at_s` on, or from when its host opened it; `told_at_s`: those
who want to know have been told.
"""

room_tags = Table(
    "room_tags",
    metadata,
    _of_room(primary_key=True),
    Column("tag_key", String(TAG_KEY_CHARS), primary_key=True),
    Column("tag", String(TAG_CHARS * 4), nullable=False),
    Column("place", Integer, nullable=False),
    Index("ix_room_tags_key", "tag_key", "room_id"),
)
"""`tag_key` is the tag folded, which is what it is found by; `place` is where its host put it."""

room_visits = Table(
    "room_visits",
    metadata,
    Column("visit_id", ID, primary_key=True),
    _of_room(primary_key=False),
    Column("member_id", ID, nullable=False, index=True),
    Column("from_us", BigInteger, nullable=False),
    Column("to_us", BigInteger, nullable=False),
    Index("ix_room_visits_room", "room_id", "to_us"),
)
"""Who was there, from when to when: visits that follow each other closely are one."""
