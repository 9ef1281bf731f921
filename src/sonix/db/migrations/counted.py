"""Shares of the library, what people are found by, and indexes for long lists, as of revision 0007. Never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sonix.accounts.people_index import entries_of
from sonix.db.migrations import again

_PEOPLE_AT_ONCE = 500
_COUNT = """
INSERT INTO shares (owner_id, bytes, tracks)
SELECT coalesce(owner_id, ''), sum(size_bytes + packets * 6 + CASE WHEN original_kept THEN source_bytes ELSE 0 END),
count(*) FROM tracks GROUP BY coalesce(owner_id, '')
"""


def create() -> None:
    """Create and fill them."""
    op.create_table(
        "shares",
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("tracks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", name="pk_shares"),
        if_not_exists=True,
    )
    again.create_index("ix_shares_bytes", "shares", ["bytes", "owner_id"])
    op.execute("DELETE FROM shares")  # of a start that was cut short
    op.execute(_COUNT)
    _words()
    again.create_index("ix_audit_acts", "audit", ["action", "seq"])
    again.drop_index("ix_audit_action", "audit")
    again.add_column("import_files", sa.Column("failed_at_s", sa.BigInteger(), nullable=True))
    op.execute("UPDATE import_files SET failed_at_s = imported_at_s WHERE error_code IS NOT NULL")
    again.create_index("ix_import_files_failed_at", "import_files", ["failed_at_s", "path_hash"])
    again.drop_index("ix_import_files_failed", "import_files")


def drop() -> None:
    """Back to before."""
    again.create_index("ix_import_files_failed", "import_files", ["error_code", "imported_at_s"])
    again.drop_index("ix_import_files_failed_at", "import_files")
    again.drop_column("import_files", "failed_at_s")
    again.create_index("ix_audit_action", "audit", ["action"])
    again.drop_index("ix_audit_acts", "audit")
    again.create_index("ix_users_words", "users", ["user_id", "deleted_at_s", "name", "email_key"])
    op.drop_table("user_words", if_exists=True)
    op.drop_table("shares", if_exists=True)


def _words() -> None:
    word = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
    op.create_table(
        "user_words",
        sa.Column("word", word, nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_user_words_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "user_id", name="pk_user_words"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    again.create_index("ix_user_words_person", "user_words", ["user_id", "word"])
    op.execute("DELETE FROM user_words")
    _index_people(op.get_bind())
    again.drop_index("ix_users_words", "users")


def _index_people(bind: sa.Connection) -> None:
    users = sa.table("users", *(sa.column(name, sa.String()) for name in ("user_id", "name", "email")))
    words = sa.table("user_words", sa.column("word", sa.String()), sa.column("user_id", sa.String()))
    last = ""
    while True:
        query = sa.select(users).where(users.c.user_id > last).order_by(users.c.user_id).limit(_PEOPLE_AT_ONCE)
        people = bind.execute(query).all()
        if not people:
            return
        found = [(word, row.user_id) for row in people for word in sorted(entries_of(*row))]
        bind.execute(sa.insert(words), [{"word": word, "user_id": user_id} for word, user_id in found])
        last = people[-1].user_id
