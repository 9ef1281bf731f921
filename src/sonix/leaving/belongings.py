"""Everything the database knows of somebody, as pages of rows: what "export my data" writes as JSON.

What is only there to check them by (hashes of passwords and tokens, public keys) is left out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, Table, and_, or_, select

from sonix.db.engine import Database
from sonix.db.tables import queue_entries, room_history, room_members, rooms
from sonix.db.tables_accounts import audit, identities, invitations, passkeys, sessions, users
from sonix.db.tables_library import track_holders, tracks, uploads

PAGE_ROWS = 500
_CHECKS_ONLY = {"password_hash", "token_hash", "public_key", "sign_count", "code_hash", "search"}
_ENDINGS = ("_key", "_sort")


@dataclass(frozen=True)
class Belongings:
    """One file of the export: rows in the order of `by`, which is unique."""

    name: str
    rows: Select[Any]
    by: tuple[ColumnElement[Any], ...]


def belongings(user_id: str) -> list[Belongings]:
    """All files."""
    mine = select(room_members.c.room_id).where(room_members.c.member_id == user_id)
    of_room = and_(rooms.c.room_id == room_members.c.room_id, room_members.c.member_id == user_id)
    my_rooms = select(
        *_columns(room_members, "member_id"),
        rooms.c.code,
        rooms.c.name.label("room"),
        (rooms.c.host_id == user_id).label("is_host"),
    )
    owned_or_held = or_(
        tracks.c.owner_id == user_id,
        tracks.c.track_id.in_(select(track_holders.c.track_id).where(track_holders.c.user_id == user_id)),
    )
    return [
        _plain("account", users, users.c.user_id == user_id, users.c.user_id),
        _plain("identities", identities, identities.c.user_id == user_id, identities.c.identity_id),
        _plain("sessions", sessions, sessions.c.user_id == user_id, sessions.c.session_id),
        _plain("passkeys", passkeys, passkeys.c.user_id == user_id, passkeys.c.credential_id),
        Belongings("rooms", my_rooms.join(rooms, of_room), (room_members.c.room_id,)),
        _added("queue", queue_entries, mine, user_id, queue_entries.c.entry_id),
        _added("history", room_history, mine, user_id, room_history.c.seq),
        _plain("uploads", uploads, uploads.c.user_id == user_id, uploads.c.upload_id),
        _plain("tracks", tracks, owned_or_held, tracks.c.track_id),
        _plain("invitations", invitations, invitations.c.made_by == user_id, invitations.c.invitation_id),
        _plain("acts", audit, audit.c.actor_id == user_id, audit.c.seq),
    ]


async def json_of(database: Database, of: Belongings) -> AsyncIterator[bytes]:
    """The rows as a JSON array, a page at a time: no transaction is open while somebody slow downloads it."""
    after: list[Any] | None = None
    opening = b"["
    while True:
        wanted = of.rows if after is None else of.rows.where(_beyond(of.by, after))
        async with database.read() as connection:
            page = (await connection.execute(wanted.order_by(*of.by).limit(PAGE_ROWS))).mappings().all()
        for row in page:
            yield opening + b"\n  " + msgspec.json.encode(_readable(dict(row)))
            opening = b","
        if len(page) < PAGE_ROWS:
            break
        after = [page[-1][column.name] for column in of.by]
    yield (b"[" if opening == b"[" else b"\n") + b"]\n"


def _plain(name: str, table: Table, where: ColumnElement[bool], by: ColumnElement[Any]) -> Belongings:
    return Belongings(name, select(*_columns(table)).where(where), (by,))


def _added(name: str, table: Table, rooms_of: Select[Any], user_id: str, by: ColumnElement[Any]) -> Belongings:
    theirs = table.c.room_id.in_(rooms_of) & (table.c.added_by == user_id)
    return Belongings(name, select(*_columns(table, "added_by")).where(theirs), (table.c.room_id, by))


def _columns(table: Table, *but: str) -> list[ColumnElement[Any]]:
    return [c for c in table.c if c.name not in {*_CHECKS_ONLY, *but} and not c.name.endswith(_ENDINGS)]


def _beyond(by: tuple[ColumnElement[Any], ...], after: list[Any]) -> ColumnElement[bool]:
    """Rows behind one in the order of one or two columns."""
    last = by[-1] > after[-1]
    return last if len(by) == 1 else or_(by[0] > after[0], and_(by[0] == after[0], last))


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """JSON inside of a column is told as such."""
    return {name: _unpacked(name, value) for name, value in row.items()}


def _unpacked(name: str, value: Any) -> Any:
    if name not in ("track", "details") or not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.MsgspecError:
        return value
