"""What becomes of somebody's playlists: what others edit goes to whoever has edited it longest, the rest goes away."""

from __future__ import annotations

import time

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_accounts import users
from sonix.db.tables_playlists import playlist_entries, playlist_members, playlist_receipts, playlists
from sonix.leaving.rooms import SOMEONE
from sonix.library.track_store import list_covers_for_sweep


async def leave_playlists(connection: AsyncConnection, user_id: str) -> None:
    """Do that, in the caller's transaction. What they added to others' lists stays, as of someone who left."""
    heirs = await _heirs(connection, user_id)
    if heirs:
        await _hand_over(connection, heirs)
    await _delete_owned(connection, user_id)
    for table in (playlist_members, playlist_receipts):
        await connection.execute(delete(table).where(table.c.user_id == user_id))
    added = update(playlist_entries).where(playlist_entries.c.added_by == user_id)
    await connection.execute(added.values(added_by=SOMEONE))


async def _heirs(connection: AsyncConnection, user_id: str) -> dict[str, str]:
    """Of each list that others edit, who has done so longest. Who is shut out inherits nothing."""
    m = playlist_members.c
    edited = (
        select(playlists.c.playlist_id, m.user_id)
        .join(playlist_members, m.playlist_id == playlists.c.playlist_id)
        .join(users, users.c.user_id == m.user_id)
        .where(playlists.c.owner_id == user_id, playlists.c.deleted_at_s.is_(None), m.role == "editor")
        .where(users.c.banned_at_s.is_(None), users.c.deleted_at_s.is_(None), m.user_id != user_id)
        .order_by(m.joined_at_s.desc(), m.user_id.desc())
    )
    return {row.playlist_id: row.user_id for row in await connection.execute(edited)}


async def _hand_over(connection: AsyncConnection, heirs: dict[str, str]) -> None:
    m = playlist_members.c
    given = [{"of_playlist": playlist_id, "heir": heir_id} for playlist_id, heir_id in sorted(heirs.items())]
    no_member = m.playlist_id == bindparam("of_playlist"), m.user_id == bindparam("heir")
    await connection.execute(delete(playlist_members).where(*no_member), given)
    values = {"owner_id": bindparam("heir"), "revision": playlists.c.revision + 1, "changed_at_s": int(time.time())}
    this = playlists.c.playlist_id == bindparam("of_playlist")
    await connection.execute(update(playlists).where(this).values(values), given)


async def _delete_owned(connection: AsyncConnection, user_id: str) -> None:
    owned = playlists.c.owner_id == user_id
    covers = select(playlists.c.cover_id).where(owned, playlists.c.cover_id.is_not(None))
    await list_covers_for_sweep(connection, (await connection.execute(covers)).scalars().all())
    await connection.execute(delete(playlists).where(owned))
