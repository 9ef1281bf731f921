"""The log of administrators' acts, read newest first. It is written by `sonix.accounts.audit`."""

from __future__ import annotations

import msgspec
from sqlalchemy import RowMapping, case, func, select

from sonix.admin.paging import PAGE_ROWS, cut, number_after
from sonix.admin.schemas import AuditEntry, Page
from sonix.db.engine import Database
from sonix.db.tables_accounts import audit, users

subjects = users.alias("subjects")
_USER = "user:"
_SUBJECT_ID = case((audit.c.subject.startswith(_USER), func.substr(audit.c.subject, len(_USER) + 1)))


async def audit_page(database: Database, cursor: str | None = None, action: str | None = None) -> Page[AuditEntry]:
    """One page of acts, of one kind with `action`."""
    wanted = (
        select(audit, users.c.name.label("actor_name"), subjects.c.name.label("subject_name"))
        .join(users, users.c.user_id == audit.c.actor_id, isouter=True)
        .join(subjects, subjects.c.user_id == _SUBJECT_ID, isouter=True)
    )
    if cursor is not None:
        wanted = wanted.where(audit.c.seq < number_after(cursor))
    if action is not None:
        wanted = wanted.where(audit.c.action == action)
    ordered = wanted.order_by(audit.c.seq.desc()).limit(PAGE_ROWS + 1)
    async with database.read() as connection:
        found, following = cut((await connection.execute(ordered)).mappings().all(), "seq")
    return Page(items=[_shown(row) for row in found], next_cursor=following)


def _shown(row: RowMapping) -> AuditEntry:
    told = {name: row[name] for name in AuditEntry.model_fields if name != "details"}
    return AuditEntry(**told, details=_details(row["details"]))


def _details(text: str) -> dict[str, object]:
    """Details that were too long were cut, and are no JSON any more."""
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except msgspec.MsgspecError:
        return {"details": text}
