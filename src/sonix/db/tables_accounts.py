"""Tables of people: who they are, how they sign in, where they are signed in, and what administrators did.

Instants are wall-clock seconds since 1970 (`_s`). Secrets are never kept: a `_hash` is SHA-256 of something random, a
`_sealed` is encrypted with a key of the instance's secret. Columns in which `a` and `A` differ say so (`_exact`):
MySQL would take them for the same.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint
from sqlalchemy.dialects.mysql import VARCHAR
from sqlalchemy.types import TypeEngine

from sonix.db.tables import ID, JSON_TEXT, metadata

HASH = String(64)
WORD_CHARS = 64
SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database counts up. SQLite counts only what is called INTEGER."""


def _exact(length: int) -> TypeEngine[str]:
    return String(length).with_variant(VARCHAR(length, collation="utf8mb4_bin"), "mysql", "mariadb")


def _of_user(*, primary_key: bool = False) -> Column[str]:
    of = ForeignKey("users.user_id", ondelete="CASCADE")
    return Column("user_id", ID, of, nullable=False, primary_key=primary_key, index=not primary_key)


users = Table(
    "users",
    metadata,
    Column("user_id", ID, primary_key=True),
    Column("name", String(160), nullable=False),
    Column("is_admin", Boolean, nullable=False, default=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("seen_at_s", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False, default="guest", server_default="guest"),
    Column("email", String(254), nullable=True),
    Column("email_key", _exact(254), nullable=True),
    Column("email_verified_at_s", BigInteger, nullable=True),
    Column("password_hash", String(200), nullable=True),
    Column("banned_at_s", BigInteger, nullable=True),
    Column("ban_reason", String(200), nullable=True),
    Column("quota_bytes", BigInteger, nullable=True),
    Column("quota_tracks", Integer, nullable=True),
    Column("max_upload_bytes", BigInteger, nullable=True),
    Column("deleted_at_s", BigInteger, nullable=True),
    Index("uq_users_email_key", "email_key", unique=True),
)
"""`kind` is `guest` or `account`. `email_key` is the address folded, so that one mailbox is one account.

A quota that is NULL is the instance's own. A row with `deleted_at_s` is a name that rooms and history still show.
"""

user_words = Table(
    "user_words",
    metadata,
    Column("word", String(WORD_CHARS).with_variant(String(WORD_CHARS, collation="C"), "postgresql"), primary_key=True),
    Column("user_id", ID, ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True),
    Index("ix_user_words_person", "user_id", "word"),
    sqlite_with_rowid=False,
)
"""What people are found by (`sonix.accounts.people_index`)."""

identities = Table(
    "identities",
    metadata,
    Column("identity_id", ID, primary_key=True),
    Column("provider", _exact(64), nullable=False),
    Column("subject", _exact(255), nullable=False),
    _of_user(),
    Column("email", String(254), nullable=True),
    Column("email_verified", Boolean, nullable=False, default=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("used_at_s", BigInteger, nullable=False),
    UniqueConstraint("provider", "subject", name="uq_identities_subject"),
)
"""Sign-ins elsewhere. `provider` is `firebase`, `supabase` or `oidc:<name>`, `subject` who somebody is there."""

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", ID, primary_key=True),
    _of_user(),
    Column("device", String(120), nullable=False),
    Column("address", String(64), nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("seen_at_s", BigInteger, nullable=False),
    Column("expires_at_s", BigInteger, nullable=False, index=True),
    Column("token_hash", HASH, nullable=False, unique=True),
    Column("revoked_at_s", BigInteger, nullable=True),
)
"""One row is one device somebody is signed in on, and so one family of refresh tokens.

`token_hash` is of the one refresh token that is still to be used: what compare-and-swap swaps.
"""

rotations = Table(
    "rotations",
    metadata,
    Column("token_hash", HASH, primary_key=True),
    Column("session_id", ID, ForeignKey("sessions.session_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("rotated_at_s", BigInteger, nullable=False),
    Column("successor_sealed", String(500), nullable=False),
)
"""Refresh tokens used a moment ago, each with what it was exchanged for, so that a lost reply can be had again."""

token_keys = Table(
    "token_keys",
    metadata,
    Column("kid", String(32), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("secret_sealed", String(500), nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("retired_at_s", BigInteger, nullable=True),
)
"""Keys that tokens are signed with. A retired one signs nothing new and verifies until its last token is dead."""

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("link_hash", HASH, primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("user_id", ID, nullable=True, index=True),
    Column("payload", JSON_TEXT, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("expires_at_s", BigInteger, nullable=False, index=True),
    Column("used_at_s", BigInteger, nullable=True),
)

invitations = Table(
    "invitations",
    metadata,
    Column("invitation_id", ID, primary_key=True),
    Column("code_hash", HASH, nullable=False, unique=True),
    Column("note", String(200), nullable=False),
    Column("made_by", ID, nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("expires_at_s", BigInteger, nullable=True),
    Column("revoked_at_s", BigInteger, nullable=True),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("credential_id", _exact(400), primary_key=True),
    _of_user(),
    Column("public_key", String(2000), nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", String(80), nullable=False),
    Column("transports", String(120), nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("used_at_s", BigInteger, nullable=True),
)
"""`credential_id` and `public_key` are base64url without padding."""

challenges = Table(
    "challenges",
    metadata,
    Column("challenge_hash", HASH, primary_key=True),
    Column("purpose", String(64), nullable=False),
    Column("user_id", ID, nullable=True),
    Column("payload", JSON_TEXT, nullable=True),
    Column("expires_at_s", BigInteger, nullable=False, index=True),
)
"""Random words sent out that must come back once: of passkeys, and the state of a sign-in elsewhere."""

audit = Table(
    "audit",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("at_s", BigInteger, nullable=False, index=True),
    Column("actor_id", ID, nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("details", JSON_TEXT, nullable=False),
    Index("ix_audit_acts", "action", "seq"),
)
"""Every act of an administrator. Rows are only ever added; when somebody leaves for good, their id in them is replaced
by a word that leads to nobody."""

mails = Table(
    "mails",
    metadata,
    Column("mail_id", ID, primary_key=True),
    Column("recipient", String(254), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("text", JSON_TEXT, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("run_after_s", BigInteger, nullable=False, index=True),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Column("lease_owner", ID, nullable=True),
    Column("lease_until_s", BigInteger, nullable=False, default=0, server_default="0"),
    Column("sent_at_s", BigInteger, nullable=True),
    Column("error", String(500), nullable=True),
    Column("lane", String(64), nullable=False, default="", server_default=""),
    Column("turn", Integer, nullable=False, default=0, server_default="0"),
    Index("ix_mails_lane", "lane", "created_at_s"),
)
"""Letters to send, claimed by an expiring lease, the lowest `turn` first; those of a `lane` wait behind one another."""

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("hash", HASH, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
)
"""One-time secrets, hashed: who reads the database cannot use them. `instance` is none: the id of this instance."""
