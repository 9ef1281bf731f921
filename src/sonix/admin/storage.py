"""Who owns how much of the music kept here."""

from __future__ import annotations

from sqlalchemy import RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.admin.paging import PAGE_ROWS, cut, number_and_text_after
from sonix.admin.schemas import StoragePage, StorageShare
from sonix.config import Settings
from sonix.db.engine import Database
from sonix.db.tables_accounts import users
from sonix.db.tables_library import tracks
from sonix.library.quotas import kept_bytes


async def storage_page(database: Database, settings: Settings, cursor: str | None = None) -> StoragePage:
    """One page of people by how much they own, the most first. Quotas are the ones in force for each."""
    kept = func.sum(kept_bytes()).label("bytes")
    owners = select(tracks.c.owner_id, kept, func.count().label("tracks")).group_by(tracks.c.owner_id).cte("owners")
    # One look at all tracks for everything: what each owns, what nobody owns, and all of it.
    wanted = select(owners, select(func.sum(owners.c.bytes)).scalar_subquery().label("total_bytes"))
    wanted = wanted.where(owners.c.owner_id.is_not(None))
    if cursor is not None:
        size_bytes, owner_id = number_and_text_after(cursor)
        same = (owners.c.bytes == size_bytes) & (owners.c.owner_id > owner_id)
        wanted = wanted.where((owners.c.bytes < size_bytes) | same)
    ordered = wanted.order_by(owners.c.bytes.desc(), owners.c.owner_id).limit(PAGE_ROWS + 1)
    nobodys = select(func.coalesce(kept, 0).label("bytes"), func.count().label("tracks"))
    async with database.read() as connection:
        rows, following = cut((await connection.execute(ordered)).mappings().all(), "bytes", "owner_id")
        unowned = (await connection.execute(nobodys.where(tracks.c.owner_id.is_(None)))).one()
        people = await _people(connection, [row["owner_id"] for row in rows])
    return StoragePage(
        items=[_shown(row, people.get(row["owner_id"]), settings) for row in rows],
        next_cursor=following,
        total_bytes=int(rows[0]["total_bytes"]) if rows else int(unowned.bytes),
        limit_bytes=settings.uploads.total_bytes,
        instance_bytes=int(unowned.bytes),
        instance_tracks=unowned.tracks,
    )


async def _people(connection: AsyncConnection, user_ids: list[str]) -> dict[str, RowMapping]:
    if not user_ids:
        return {}
    columns = (users.c.user_id, users.c.name, users.c.quota_bytes, users.c.quota_tracks)
    found = await connection.execute(select(*columns).where(users.c.user_id.in_(user_ids)))
    return {row["user_id"]: row for row in found.mappings()}


def _shown(row: RowMapping, person: RowMapping | None, settings: Settings) -> StorageShare:
    quotas = settings.quotas
    own_bytes = None if person is None else person["quota_bytes"]
    own_tracks = None if person is None else person["quota_tracks"]
    return StorageShare(
        user_id=row["owner_id"],
        name="" if person is None else person["name"],
        bytes=int(row["bytes"]),
        tracks=row["tracks"],
        quota_bytes=quotas.bytes if own_bytes is None else own_bytes,
        quota_tracks=quotas.tracks if own_tracks is None else own_tracks,
    )
