"""Tables of scrobbling: where somebody has what they hear written down, and what waits to be written there.

Instants are wall-clock seconds since 1970. Tokens of other services are sealed (`sonix.accounts.sealing`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from sonix.db.tables import ID, JSON_TEXT, metadata

scrobblers = Table(
    "scrobblers",
    metadata,
    Column("user_id", ID, ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True),
    Column("service", String(16), primary_key=True),
    Column("known_as", String(160), nullable=False),
    Column("token_sealed", String(1000), nullable=False),
    Column("since_s", BigInteger, nullable=False),
    Column("refused_at_s", BigInteger, nullable=True),
    Column("run_after_s", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", ID, nullable=True),
)
"""`refused_at_s`: the service does not know the token any more; its owner has to connect again.

`run_after_s` is when the service may be asked next, `attempts` how often it has failed in a row; a claim moves
`run_after_s` beyond its lease.
"""

scrobbles = Table(
    "scrobbles",
    metadata,
    Column("scrobble_id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    Column("service", String(16), nullable=False),
    Column("listened_at_s", BigInteger, nullable=False),
    Column("track_id", ID, nullable=False),
    Column("track", JSON_TEXT, nullable=False),
    Column("sent_at_s", BigInteger, nullable=True),
    UniqueConstraint("user_id", "service", "listened_at_s", "track_id", name="uq_scrobbles_play"),
    Index("ix_scrobbles_waiting", "user_id", "service", "listened_at_s"),
)
"""What waits, and for a while what was sent at `sent_at_s`: a play told by two nodes, or by two devices of one person,
is one row. `listened_at_s` is when it began to be heard."""
