"""How much one person may bring: bytes kept, tracks, and the size of one file.

Music counts for its owner: whoever brought its bytes first. Who brings the same bytes later holds the track too, and
pays nothing for it until the owner leaves and it becomes theirs. While a file is on its way it counts with its whole
size; as a track, with what is kept of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.config import Quotas
from sonix.core.errors import SonixError
from sonix.db.tables_accounts import users
from sonix.db.tables_library import uploads
from sonix.library.shares import Share, shares_of

UNDER_WAY = ("receiving", "queued", "probe", "tags", "loudness", "peaks", "encode")


@dataclass(frozen=True)
class Allowance:
    """What somebody may own; None: no bound."""

    bytes: int | None
    tracks: int | None
    upload_bytes: int | None


async def allowance_of(connection: AsyncConnection, user_id: str, general: Quotas) -> Allowance:
    """What a person may own. Their row stays locked until the transaction ends, so that two files are counted one
    after the other.

    Raises:
        SonixError: `no_such_user`, 404: they have left meanwhile, and nothing may be written in their name.
    """
    columns = (users.c.quota_bytes, users.c.quota_tracks, users.c.max_upload_bytes, users.c.deleted_at_s)
    row = (await connection.execute(select(*columns).where(users.c.user_id == user_id).with_for_update())).first()
    if row is None or row.deleted_at_s is not None:
        raise SonixError("no_such_user", "This person is no longer here.", status=404)
    return Allowance(
        general.bytes if row.quota_bytes is None else row.quota_bytes,
        general.tracks if row.quota_tracks is None else row.quota_tracks,
        general.upload_bytes if row.max_upload_bytes is None else row.max_upload_bytes,
    )


async def check_begin(connection: AsyncConnection, user_id: str, size_bytes: int, general: Quotas) -> None:
    """Before a file of that size is taken: together with what is on its way, it must fit.

    Raises:
        SonixError: `too_large`, 413; `quota_bytes` or `quota_tracks`, 507; `no_such_user`, 404.
    """
    allowed = await allowance_of(connection, user_id, general)
    if allowed.upload_bytes is not None and size_bytes > allowed.upload_bytes:
        text = f"This file is too large. You may upload files of up to {_amount(allowed.upload_bytes)}."
        raise SonixError("too_large", text, status=413)
    if allowed.bytes is None and allowed.tracks is None:
        return
    coming = select(func.count(), func.coalesce(func.sum(uploads.c.size_bytes), 0)).where(
        uploads.c.user_id == user_id, uploads.c.stage.in_(UNDER_WAY)
    )
    files, coming_bytes = (await connection.execute(coming)).one()
    share = (await shares_of(connection, [user_id])).get(user_id, Share())
    _check(allowed, share, Share(int(coming_bytes), files), Share(size_bytes, 1))


async def check_finish(connection: AsyncConnection, user_id: str, size_bytes: int, general: Quotas) -> None:
    """In the transaction that writes a new track, which keeps that many bytes: it must fit now, too.

    Raises:
        SonixError: `quota_bytes` or `quota_tracks`, 507; `no_such_user`, 404.
    """
    allowed = await allowance_of(connection, user_id, general)
    if allowed.bytes is None and allowed.tracks is None:
        return
    share = (await shares_of(connection, [user_id])).get(user_id, Share())
    _check(allowed, share, Share(), Share(size_bytes, 1))


def _check(allowed: Allowance, owned: Share, coming: Share, new: Share) -> None:
    advice = "Delete music of yours, or ask an administrator for more."
    if allowed.tracks is not None and owned.tracks + coming.tracks + new.tracks > allowed.tracks:
        under_way = f", {coming.tracks} more are on their way" if coming.tracks else ""
        text = f"You may have {allowed.tracks} tracks here and have {owned.tracks}{under_way}. {advice}"
        raise SonixError("quota_tracks", text, status=507)
    if allowed.bytes is not None and owned.bytes + coming.bytes + new.bytes > allowed.bytes:
        under_way = f", {_amount(coming.bytes)} more are on their way" if coming.bytes else ""
        used = f"You may fill {_amount(allowed.bytes)} here and fill {_amount(owned.bytes)}{under_way}"
        raise SonixError("quota_bytes", f"{used}: {_amount(new.bytes)} do not fit. {advice}", status=507)


def _amount(size_bytes: int) -> str:
    """Something like "1.2 GB", rounded as people read it."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if size_bytes >= size:
            return f"{size_bytes / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size_bytes} bytes"
