"""The shares of tracks, and indexes for long lists, as revision 0007 makes them. Never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sonix.db.migrations import again

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
    op.drop_table("shares", if_exists=True)
