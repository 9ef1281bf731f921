"""Everybody on this instance, found and changed by administrators. Each act stands in the log of acts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.audit import Audit
from sonix.accounts.links import OneTimeLinks
from sonix.accounts.people_index import people_with
from sonix.accounts.sessions import Sessions
from sonix.admin.paging import PAGE_ROWS, cut, text_after
from sonix.admin.schemas import AdminUser, AdminUserChanges, Page
from sonix.core.errors import SonixError
from sonix.core.text import clean_line
from sonix.db.engine import Database
from sonix.db.outages import is_lost_race
from sonix.db.tables_accounts import sessions, users
from sonix.library.shares import Share, shares_of

TRIES = 5
QUOTAS = ("quota_bytes", "quota_tracks", "max_upload_bytes")
_SHOWN = [
    users.c[name]
    for name in (
        *("user_id", "name", "kind", "email", "email_verified_at_s", "is_admin", "created_at_s", "seen_at_s"),
        *("banned_at_s", "ban_reason", *QUOTAS),
    )
]
"""Never the hash of a password, not even as far as this process."""


class AdminUsers:
    """The users table as administrators may read and change it."""

    def __init__(self, database: Database, signed_in: Sessions) -> None:
        self._database = database
        self._sessions = signed_in

    async def page(self, q: str = "", cursor: str | None = None) -> Page[AdminUser]:
        """People, the newest first: with `q` those whose name or address has it, or whose id it is."""
        async with self._database.read() as connection:
            word = clean_line(q)
            wanted = await people_with(connection, word) if word else select(users.c.user_id)
            if wanted is None:
                return Page(items=[], next_cursor=None)
            wanted = wanted.where(users.c.deleted_at_s.is_(None))
            if cursor is not None:
                wanted = wanted.where(users.c.user_id < text_after(cursor))
            ordered = wanted.order_by(users.c.user_id.desc()).limit(PAGE_ROWS + 1)
            found, following = cut((await connection.execute(ordered)).mappings().all(), "user_id")
            these = users.c.user_id.in_([row["user_id"] for row in found])
            rows = (await connection.execute(select(*_SHOWN).where(these).order_by(users.c.user_id.desc()))).mappings()
            return Page(items=await _shown(connection, rows.all()), next_cursor=following)

    async def get(self, user_id: str) -> AdminUser:
        """One of them. Raises SonixError `no_such_user`, 404."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(*_SHOWN).where(_is(user_id)))).mappings().first()
            if row is None:
                raise no_such_user()
            return (await _shown(connection, [row]))[0]

    async def change(self, actor_id: str, user_id: str, changes: AdminUserChanges) -> AdminUser:
        """Ban or let in again, make or unmake administrator, set quotas.

        Raises:
            SonixError: `no_such_user`, 404; `not_yourself`, `is_admin`, `last_admin`, 409.
        """
        for attempt in range(TRIES):
            try:
                async with self._database.transaction() as connection:
                    await _change(connection, actor_id, user_id, changes)
                break
            except DBAPIError as error:  # two who change each other wait for each other's row
                if not is_lost_race(error) or attempt == TRIES - 1:
                    raise
        if "banned" in changes.model_fields_set and changes.banned:
            await self._sessions.shut_out(user_id)
        return await self.get(user_id)

    async def sign_out(self, actor_id: str, user_id: str) -> None:
        """Sign somebody out on every device. Raises SonixError `no_such_user`, 404."""
        async with self._database.transaction() as connection:
            await locked_user(connection, user_id)
            await OneTimeLinks().drop(connection, user_id, "email")
            await Audit.write(connection, actor_id, "user.sign_out", f"user:{user_id}")
            ended = await self._sessions.end_all(connection, user_id)
        await self._sessions.announce(ended)


async def locked_user(connection: AsyncConnection, user_id: str) -> RowMapping:
    """Somebody's row, theirs alone until the transaction ends. Raises SonixError `no_such_user`, 404."""
    found = select(*_SHOWN, users.c.email_key).where(_is(user_id))
    row = (await connection.execute(found.with_for_update())).mappings().first()
    if row is None:
        raise no_such_user()
    return row


async def _change(connection: AsyncConnection, actor_id: str, user_id: str, changes: AdminUserChanges) -> None:
    given = changes.model_fields_set
    if "is_admin" in given and not changes.is_admin:
        await _locked_admins(connection)
    row = await locked_user(connection, user_id)
    if "is_admin" in given:
        await _set_admin(connection, actor_id, row, changes.is_admin)
    if "banned" in given:
        await _set_banned(connection, actor_id, row, changes)
    quotas = {name: getattr(changes, name) for name in QUOTAS if name in given}
    if quotas and any(row[name] != value for name, value in quotas.items()):
        await connection.execute(update(users).where(users.c.user_id == user_id).values(quotas))
        await Audit.write(connection, actor_id, "user.quota", f"user:{user_id}", **quotas)


async def _locked_admins(connection: AsyncConnection) -> Sequence[RowMapping]:
    """Administrators, locked in one order: two who take it from each other at once must not both succeed."""
    admins = select(users.c.user_id, users.c.banned_at_s).where(
        users.c.is_admin.is_(True), users.c.deleted_at_s.is_(None)
    )
    return (await connection.execute(admins.order_by(users.c.user_id).with_for_update())).mappings().all()


async def check_not_last(connection: AsyncConnection, user_id: str) -> None:
    """Refuse to take away the only administrator who can still do anything.

    Raises:
        SonixError: `last_admin`, 409.
    """
    admins = await _locked_admins(connection)
    if not any(row["user_id"] != user_id and row["banned_at_s"] is None for row in admins):
        text = "This is the last administrator. Make somebody else administrator first."
        raise SonixError("last_admin", text, status=409)


async def _set_admin(connection: AsyncConnection, actor_id: str, row: RowMapping, is_admin: bool) -> None:
    if bool(row["is_admin"]) == is_admin:
        return
    if is_admin and row["banned_at_s"] is not None:
        raise SonixError("banned", "Whoever is shut out can't be an administrator. Let them in first.", status=409)
    if not is_admin:
        await check_not_last(connection, row["user_id"])
    await connection.execute(update(users).where(users.c.user_id == row["user_id"]).values(is_admin=is_admin))
    await Audit.write(connection, actor_id, "user.promote" if is_admin else "user.demote", f"user:{row['user_id']}")


async def _set_banned(connection: AsyncConnection, actor_id: str, row: RowMapping, changes: AdminUserChanges) -> None:
    user_id = row["user_id"]
    if not changes.banned:
        if row["banned_at_s"] is not None:
            allowed_in = update(users).where(users.c.user_id == user_id).values(banned_at_s=None, ban_reason=None)
            await connection.execute(allowed_in)
            await Audit.write(connection, actor_id, "user.unban", f"user:{user_id}")
        return
    if user_id == actor_id:
        raise SonixError("not_yourself", "You can't shut yourself out.", status=409)
    if row["is_admin"] or changes.is_admin:
        text = "This is an administrator. Take administration from them first."
        raise SonixError("is_admin", text, status=409)
    reason = clean_line(changes.ban_reason or "")[:200] or None
    values = {"banned_at_s": int(time.time()), "ban_reason": reason}
    await connection.execute(update(users).where(users.c.user_id == user_id).values(values))
    await Audit.write(connection, actor_id, "user.ban", f"user:{user_id}", reason=reason)


async def _shown(connection: AsyncConnection, rows: Sequence[RowMapping]) -> list[AdminUser]:
    """Rows with what belongs to them: three queries, however many rows."""
    ids = [row["user_id"] for row in rows]
    shares = await shares_of(connection, ids)
    devices, seen = await _devices(connection, ids), await _seen(connection, ids)
    return [
        _as_user(row, shares.get(row["user_id"], Share()), devices.get(row["user_id"], 0), seen.get(row["user_id"], 0))
        for row in rows
    ]


async def _devices(connection: AsyncConnection, user_ids: Sequence[str]) -> dict[str, int]:
    if not user_ids:
        return {}
    alive = sessions.c.revoked_at_s.is_(None) & (sessions.c.expires_at_s > int(time.time()))
    counted = select(sessions.c.user_id, func.count().label("devices")).where(sessions.c.user_id.in_(user_ids), alive)
    return {row.user_id: row.devices for row in await connection.execute(counted.group_by(sessions.c.user_id))}


async def _seen(connection: AsyncConnection, user_ids: Sequence[str]) -> dict[str, int]:
    """When each last used one of their devices, those they have signed out included."""
    if not user_ids:
        return {}
    last = select(sessions.c.user_id, func.max(sessions.c.seen_at_s).label("seen_at_s"))
    theirs = last.where(sessions.c.user_id.in_(user_ids)).group_by(sessions.c.user_id)
    return {row.user_id: int(row.seen_at_s) for row in await connection.execute(theirs)}


def _as_user(row: RowMapping, share: Share, devices: int, seen_at_s: int) -> AdminUser:
    """Who has no session any more was last here when the last one that is forgotten was used (`Sessions.upkeep`)."""
    told: dict[str, Any] = {column.name: row[column.name] for column in _SHOWN if column.name in AdminUser.model_fields}
    told |= {"is_admin": bool(row["is_admin"]), "email_verified": row["email_verified_at_s"] is not None}
    told["seen_at_s"] = max(row["seen_at_s"], seen_at_s)
    return AdminUser(**told, used_bytes=share.bytes, used_tracks=share.tracks, sessions=devices)


def _is(user_id: str) -> ColumnElement[bool]:
    return (users.c.user_id == user_id) & users.c.deleted_at_s.is_(None)


def no_such_user() -> SonixError:
    """The answer about somebody who is not there (any more)."""
    return SonixError("no_such_user", "This person is not here any more.", status=404)
