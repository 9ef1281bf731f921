"""Rows of `uploads`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.db.tables_library import uploads
from sonix.library.adding import Claim
from sonix.library.quotas import UNDER_WAY
from sonix.library.shares import library_bytes
from sonix.library.visibility import Visibility

OPEN_STAGES = UNDER_WAY
FINAL_STAGES = ("done", "failed", "cancelled")
MAX_OPEN = 500


@dataclass(frozen=True)
class Upload:
    """One upload as it stands in SQL. Its part file knows which bytes are here."""

    upload_id: str
    user_id: str
    room_id: str | None
    visibility: Visibility
    file_name: str
    size_bytes: int
    offset_bytes: int
    stage: str
    progress: float
    track_id: str | None
    duplicate: bool
    error_code: str | None
    error_message: str | None

    @property
    def claim(self) -> Claim:
        """On whose behalf the track comes in."""
        return Claim(self.user_id, self.visibility, self.room_id)


_COLUMNS = [uploads.c[name] for name in Upload.__dataclass_fields__]


async def insert_upload(
    connection: AsyncConnection, claim: Claim, file_name: str, size_bytes: int, total_bytes: int
) -> str:
    """Write a new upload; returns its id. It takes up no room before its bytes come.

    Raises:
        SonixError: `too_many_uploads`, 429; `instance_full`, 507.
    """
    await check_room(connection, claim.user_id, size_bytes, total_bytes)
    upload_id, now_s = new_id(), int(time.time())
    await connection.execute(
        insert(uploads).values(
            upload_id=upload_id,
            user_id=claim.user_id,
            room_id=claim.room_id,
            visibility=claim.visibility,
            file_name=file_name,
            size_bytes=size_bytes,
            offset_bytes=0,
            stage="receiving",
            progress=0.0,
            duplicate=False,
            created_at_s=now_s,
            updated_at_s=now_s,
        )
    )
    return upload_id


async def check_room(connection: AsyncConnection, user_id: str | None, more_bytes: int, total_bytes: int) -> None:
    """Whether one upload more, of which that many bytes are still to come, may begin.

    Raises:
        SonixError: `too_many_uploads`, 429; `instance_full`, 507.
    """
    mine = select(func.count()).where(uploads.c.user_id == user_id, uploads.c.stage.in_(OPEN_STAGES))
    if (await connection.execute(mine)).scalar_one() >= MAX_OPEN:
        raise SonixError("too_many_uploads", "Let the uploads under way finish first.", status=429, retryable=True)
    if await used_bytes(connection) + more_bytes > total_bytes:
        raise _instance_full()


async def reserve(connection: AsyncConnection, upload_id: str, offset_bytes: int, total_bytes: int) -> None:
    """Count the bytes of an upload that are here, or just coming, against the room there is.

    Raises:
        SonixError: `instance_full`, 507.
    """
    await set_upload(connection, upload_id, {"offset_bytes": offset_bytes}, only_in=("receiving",))
    if await used_bytes(connection) > total_bytes:
        raise _instance_full()


async def used_bytes(connection: AsyncConnection) -> int:
    """What the instance keeps, in bytes: renditions, kept originals, and what has come of uploads that are under
    way, or failed with their bytes left to try again."""
    waiting = uploads.c.stage.in_((*OPEN_STAGES, "failed"))
    arrived = select(func.coalesce(func.sum(uploads.c.offset_bytes), 0)).where(waiting)
    return await library_bytes(connection) + int((await connection.execute(arrived)).scalar_one())


async def find_upload(connection: AsyncConnection, upload_id: str, user_id: str | None = None) -> Upload:
    """The upload; `user_id`: only if it is theirs. Raises SonixError `no_such_upload`, 404."""
    query = select(*_COLUMNS).where(uploads.c.upload_id == upload_id)
    if user_id is not None:
        query = query.where(uploads.c.user_id == user_id)
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        raise SonixError("no_such_upload", "This upload is no longer known. Start it again.", status=404)
    return _as_upload(row)


async def uploads_of(connection: AsyncConnection, user_id: str, limit: int = 200) -> list[Upload]:
    """A user's uploads, newest first."""
    query = select(*_COLUMNS).where(uploads.c.user_id == user_id).order_by(uploads.c.upload_id.desc()).limit(limit)
    return [_as_upload(row) for row in (await connection.execute(query)).mappings()]


async def set_upload(
    connection: AsyncConnection, upload_id: str, values: dict[str, Any], *, only_in: tuple[str, ...] = OPEN_STAGES
) -> bool:
    """Change an upload, if it is in one of the stages `only_in`; False when it is not."""
    where = (uploads.c.upload_id == upload_id) & uploads.c.stage.in_(only_in)
    changed = await connection.execute(update(uploads).where(where).values(**values, updated_at_s=int(time.time())))
    return changed.rowcount == 1


async def stale_uploads(
    connection: AsyncConnection, stages: tuple[str, ...], before_s: int, *, empty: bool = False
) -> list[str]:
    """Ids of uploads in one of the stages that nothing has happened to since `before_s`; `empty`: not a byte came."""
    query = select(uploads.c.upload_id).where(_is_stale(stages, before_s))
    if empty:
        query = query.where(uploads.c.offset_bytes == 0)
    return list((await connection.execute(query)).scalars())


async def forget_stale(connection: AsyncConnection, upload_id: str, stages: tuple[str, ...], before_s: int) -> bool:
    """Delete the row of an upload that is as stale as it was found; False when somebody has gone on with it since."""
    this = (uploads.c.upload_id == upload_id) & _is_stale(stages, before_s)
    return (await connection.execute(delete(uploads).where(this))).rowcount == 1


def _is_stale(stages: tuple[str, ...], before_s: int) -> ColumnElement[bool]:
    return uploads.c.stage.in_(stages) & (uploads.c.updated_at_s < before_s)


async def unknown_uploads(connection: AsyncConnection, upload_ids: Sequence[str]) -> list[str]:
    """Those of the ids that no upload has."""
    known: set[str] = set()
    for at in range(0, len(upload_ids), 500):
        asked = uploads.c.upload_id.in_(upload_ids[at : at + 500])
        known.update((await connection.execute(select(uploads.c.upload_id).where(asked))).scalars())
    return [upload_id for upload_id in upload_ids if upload_id not in known]


async def forget_upload(connection: AsyncConnection, upload_id: str) -> None:
    """Delete the row."""
    await connection.execute(delete(uploads).where(uploads.c.upload_id == upload_id))


def _instance_full() -> SonixError:
    return SonixError("instance_full", "There is no room left for more music here. Ask the administrator.", status=507)


def _as_upload(row: RowMapping) -> Upload:
    return Upload(**row)
