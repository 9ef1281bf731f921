"""Who may do what with a playlist: its owner everything, editors change what is in it, viewers look and play.

To everybody else it does not exist, the administrator included: lists are personal.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.tables_playlists import playlist_members, playlists
from sonix.playlists.schemas import Role

MOST_LISTS = 500
_RANK: dict[Role, int] = {"viewer": 0, "editor": 1, "owner": 2}


def seen_by(user_id: str) -> Select[Any]:
    """The playlists somebody has, each with `member_role`."""
    mine = and_(playlist_members.c.playlist_id == playlists.c.playlist_id, playlist_members.c.user_id == user_id)
    has: ColumnElement[bool] = or_(playlists.c.owner_id == user_id, playlist_members.c.role.is_not(None))
    return (
        select(playlists, playlist_members.c.role.label("member_role"))
        .select_from(playlists.outerjoin(playlist_members, mine))
        .where(has, playlists.c.deleted_at_s.is_(None))
    )


def role_in(row: RowMapping, user_id: str) -> Role:
    """What somebody is in a list that `seen_by` found."""
    if row["owner_id"] == user_id:
        return "owner"
    return "editor" if row["member_role"] == "editor" else "viewer"


async def found(connection: AsyncConnection, playlist_id: str, user_id: str, least: Role = "viewer") -> RowMapping:
    """The list, if they may do that much.

    Raises:
        SonixError: `no_such_playlist`, 404; `not_allowed`, 403.
    """
    wanted = seen_by(user_id).where(playlists.c.playlist_id == playlist_id)
    row: RowMapping | None = (await connection.execute(wanted)).mappings().first()
    if row is None:
        raise no_such_playlist()
    if _RANK[role_in(row, user_id)] < _RANK[least]:
        who = "its owner" if least == "owner" else "its owner and editors"
        raise SonixError("not_allowed", f"Only {who} can do that. Ask for it.", status=403)
    return row


async def held(connection: AsyncConnection, playlist_id: str, user_id: str, least: Role = "viewer") -> RowMapping:
    """As `found`; until the transaction ends, nobody else changes the list or whom it is shared with."""
    this = select(playlists.c.playlist_id).where(playlists.c.playlist_id == playlist_id)
    await connection.execute(this.with_for_update())
    return await found(connection, playlist_id, user_id, least)


def no_such_playlist() -> SonixError:
    """Gone, or never theirs: that is the same to whoever asks."""
    return SonixError("no_such_playlist", "This playlist is gone, or not shared with you any more.", status=404)
