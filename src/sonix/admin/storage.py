"""Who owns how much of the music kept here."""

from __future__ import annotations

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.admin.paging import PAGE_ROWS, cut, further, number_and_text_after
from sonix.admin.schemas import StoragePage, StorageShare
from sonix.config import Settings
from sonix.db.engine import Database
from sonix.db.tables_accounts import users
from sonix.db.tables_library import shares
from sonix.library.shares import INSTANCE, Share, library_bytes, shares_of


async def storage_page(database: Database, settings: Settings, cursor: str | None = None) -> StoragePage:
    """One page of people by how much they own, the most first. Quotas are the ones in force for each."""
    wanted = select(shares).where(shares.c.owner_id != INSTANCE)
    if cursor is not None:
        wanted = wanted.where(further((shares.c.bytes, shares.c.owner_id), number_and_text_after(cursor)))
    ordered = wanted.order_by(shares.c.bytes.desc(), shares.c.owner_id.desc()).limit(PAGE_ROWS + 1)
    async with database.read() as connection:
        rows, following = cut((await connection.execute(ordered)).mappings().all(), "bytes", "owner_id")
        unowned = (await shares_of(connection, [INSTANCE])).get(INSTANCE, Share())
        total_bytes = await library_bytes(connection)
        people = await _people(connection, [row["owner_id"] for row in rows])
    return StoragePage(
        items=[_shown(row, people.get(row["owner_id"]), settings) for row in rows],
        next_cursor=following,
        total_bytes=total_bytes,
        limit_bytes=settings.uploads.total_bytes,
        instance_bytes=unowned.bytes,
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
        bytes=row["bytes"],
        tracks=row["tracks"],
        quota_bytes=quotas.bytes if own_bytes is None else own_bytes,
        quota_tracks=quotas.tracks if own_tracks is None else own_tracks,
    )
