"""A guest who turns out to be somebody known: their playlists become that person's."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_playlists import playlist_entries, playlist_members, playlist_receipts, playlists


async def move_playlists(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    """In the caller's transaction. Where both have a list, whoever may do more there counts."""
    owned = update(playlists).where(playlists.c.owner_id == guest_id)
    await connection.execute(owned.values(owner_id=user_id, revision=playlists.c.revision + 1))
    await _move_roles(connection, guest_id, user_id)
    added = update(playlist_entries).where(playlist_entries.c.added_by == guest_id)
    await connection.execute(added.values(added_by=user_id))
    await connection.execute(delete(playlist_receipts).where(playlist_receipts.c.user_id == guest_id))


async def _move_roles(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    m = playlist_members.c
    roles = select(m.playlist_id, m.user_id, m.role).where(m.user_id.in_((guest_id, user_id)))
    given: dict[str, dict[str, str]] = {guest_id: {}, user_id: {}}
    for row in await connection.execute(roles):
        given[row.user_id][row.playlist_id] = row.role
    both = [id_ for id_, role in given[guest_id].items() if id_ in given[user_id] and role == "editor"]
    mine = m.user_id == user_id
    await connection.execute(update(playlist_members).where(mine, m.playlist_id.in_(both)).values(role="editor"))
    already = [*given[user_id], *await _owned(connection, user_id, list(given[guest_id]))]
    theirs = m.user_id == guest_id
    await connection.execute(delete(playlist_members).where(theirs, m.playlist_id.in_(already)))
    await connection.execute(update(playlist_members).where(theirs).values(user_id=user_id))
    of_owner = m.playlist_id.in_(select(playlists.c.playlist_id).where(playlists.c.owner_id == user_id))
    await connection.execute(delete(playlist_members).where(mine, of_owner))


async def _owned(connection: AsyncConnection, user_id: str, playlist_ids: list[str]) -> list[str]:
    owned = select(playlists.c.playlist_id).where(
        playlists.c.owner_id == user_id, playlists.c.playlist_id.in_(playlist_ids)
    )
    return list((await connection.execute(owned)).scalars())
