"""The tables of people, as revision 0003 makes them. Never changed: later migrations do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine

from sonix.db.migrations import again

ID = sa.String(64)
HASH = sa.String(64)
JSON_TEXT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SECONDS = sa.BigInteger()
TABLES = (
    "mails",
    "audit",
    "challenges",
    "passkeys",
    "invitations",
    "one_time_links",
    "token_keys",
    "rotations",
    "sessions",
    "identities",
)


def exact(length: int) -> TypeEngine[str]:
    """Text in which `a` and `A` differ on MySQL too."""
    return sa.String(length).with_variant(mysql.VARCHAR(length, collation="utf8mb4_bin"), "mysql", "mariadb")


USER_COLUMNS: dict[str, TypeEngine[str] | TypeEngine[int]] = {
    "email": sa.String(254),
    "email_key": exact(254),
    "email_verified_at_s": SECONDS,
    "password_hash": sa.String(200),
    "banned_at_s": SECONDS,
    "ban_reason": sa.String(200),
    "quota_bytes": sa.BigInteger(),
    "quota_tracks": sa.Integer(),
    "max_upload_bytes": sa.BigInteger(),
    "deleted_at_s": SECONDS,
}


def create() -> None:
    """More columns of users, and the tables around them."""
    again.add_column("users", sa.Column("kind", sa.String(16), nullable=False, server_default="guest"))
    for name, kind in USER_COLUMNS.items():
        again.add_column("users", sa.Column(name, kind, nullable=True))
    again.create_index("uq_users_email_key", "users", ["email_key"], unique=True)
    _identities()
    _sessions()
    _token_keys()
    _links()
    _invitations()
    _passkeys()
    _challenges()
    _audit()
    _mails()


def drop() -> None:
    """Back to before. Who had only an account can't sign in any more; guests and rooms stay."""
    for table in TABLES:
        op.drop_table(table, if_exists=True)
    again.drop_index("uq_users_email_key", "users")
    for name in (*USER_COLUMNS, "kind"):
        again.drop_column("users", name)


def _required(name: str, kind: TypeEngine[str] | TypeEngine[int] | TypeEngine[bool]) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=False)


def _optional(name: str, kind: TypeEngine[str] | TypeEngine[int]) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=True)


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=f"fk_{table}_user_id", ondelete="CASCADE")


def _index(table: str, column: str) -> None:
    again.create_index(f"ix_{table}_{column}", table, [column])


def _identities() -> None:
    op.create_table(
        "identities",
        _required("identity_id", ID),
        _required("provider", exact(64)),
        _required("subject", exact(255)),
        _required("user_id", ID),
        _optional("email", sa.String(254)),
        _required("email_verified", sa.Boolean()),
        _required("created_at_s", SECONDS),
        _required("used_at_s", SECONDS),
        _of_user("identities"),
        sa.PrimaryKeyConstraint("identity_id", name="pk_identities"),
        sa.UniqueConstraint("provider", "subject", name="uq_identities_subject"),
        if_not_exists=True,
    )
    _index("identities", "user_id")


def _sessions() -> None:
    op.create_table(
        "sessions",
        _required("session_id", ID),
        _required("user_id", ID),
        _required("device", sa.String(120)),
        _required("address", sa.String(64)),
        _required("created_at_s", SECONDS),
        _required("seen_at_s", SECONDS),
        _required("expires_at_s", SECONDS),
        _required("token_hash", HASH),
        _optional("revoked_at_s", SECONDS),
        _of_user("sessions"),
        sa.PrimaryKeyConstraint("session_id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
        if_not_exists=True,
    )
    _index("sessions", "user_id")
    _index("sessions", "expires_at_s")
    of = sa.ForeignKeyConstraint(
        ["session_id"], ["sessions.session_id"], name="fk_rotations_session_id", ondelete="CASCADE"
    )
    op.create_table(
        "rotations",
        _required("token_hash", HASH),
        _required("session_id", ID),
        _required("rotated_at_s", SECONDS),
        _required("successor_sealed", sa.String(500)),
        of,
        sa.PrimaryKeyConstraint("token_hash", name="pk_rotations"),
        if_not_exists=True,
    )
    _index("rotations", "session_id")


def _token_keys() -> None:
    op.create_table(
        "token_keys",
        _required("kid", sa.String(32)),
        _required("purpose", sa.String(16)),
        _required("secret_sealed", sa.String(500)),
        _required("created_at_s", SECONDS),
        _optional("retired_at_s", SECONDS),
        sa.PrimaryKeyConstraint("kid", name="pk_token_keys"),
        if_not_exists=True,
    )


def _links() -> None:
    op.create_table(
        "one_time_links",
        _required("link_hash", HASH),
        _required("purpose", sa.String(16)),
        _optional("user_id", ID),
        _required("payload", JSON_TEXT),
        _required("created_at_s", SECONDS),
        _required("expires_at_s", SECONDS),
        _optional("used_at_s", SECONDS),
        sa.PrimaryKeyConstraint("link_hash", name="pk_one_time_links"),
        if_not_exists=True,
    )
    _index("one_time_links", "user_id")
    _index("one_time_links", "expires_at_s")


def _invitations() -> None:
    op.create_table(
        "invitations",
        _required("invitation_id", ID),
        _required("code_hash", HASH),
        _required("note", sa.String(200)),
        _required("made_by", ID),
        _required("uses_left", sa.Integer()),
        _required("created_at_s", SECONDS),
        _optional("expires_at_s", SECONDS),
        _optional("revoked_at_s", SECONDS),
        sa.PrimaryKeyConstraint("invitation_id", name="pk_invitations"),
        sa.UniqueConstraint("code_hash", name="uq_invitations_code_hash"),
        if_not_exists=True,
    )


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        _required("credential_id", exact(400)),
        _required("user_id", ID),
        _required("public_key", sa.String(2000)),
        _required("sign_count", sa.BigInteger()),
        _required("name", sa.String(80)),
        _required("transports", sa.String(120)),
        _required("created_at_s", SECONDS),
        _optional("used_at_s", SECONDS),
        _of_user("passkeys"),
        sa.PrimaryKeyConstraint("credential_id", name="pk_passkeys"),
        if_not_exists=True,
    )
    _index("passkeys", "user_id")


def _challenges() -> None:
    op.create_table(
        "challenges",
        _required("challenge_hash", HASH),
        _required("purpose", sa.String(64)),
        _optional("user_id", ID),
        _optional("payload", JSON_TEXT),
        _required("expires_at_s", SECONDS),
        sa.PrimaryKeyConstraint("challenge_hash", name="pk_challenges"),
        if_not_exists=True,
    )
    _index("challenges", "expires_at_s")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", SEQUENCE, nullable=False, autoincrement=True),
        _required("at_s", SECONDS),
        _required("actor_id", ID),
        _required("action", sa.String(64)),
        _required("subject", sa.String(128)),
        _required("details", JSON_TEXT),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        if_not_exists=True,
    )
    _index("audit", "at_s")
    _index("audit", "action")


def _mails() -> None:
    op.create_table(
        "mails",
        _required("mail_id", ID),
        _required("recipient", sa.String(254)),
        _required("subject", sa.String(200)),
        _required("text", JSON_TEXT),
        _required("created_at_s", SECONDS),
        _required("run_after_s", SECONDS),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        _optional("lease_owner", ID),
        sa.Column("lease_until_s", SECONDS, nullable=False, server_default="0"),
        _optional("sent_at_s", SECONDS),
        _optional("error", sa.String(500)),
        sa.PrimaryKeyConstraint("mail_id", name="pk_mails"),
        if_not_exists=True,
    )
    _index("mails", "run_after_s")
