"""Leaving for good: said first, then done in one transaction, after which no row names the person any more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog
from sqlalchemy import RowMapping, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.audit import Audit
from sonix.admin.users import check_not_last, locked_user
from sonix.bus.port import Bus, Revoked
from sonix.core.errors import SonixError
from sonix.db.engine import Database, is_lost_race
from sonix.db.tables_accounts import users
from sonix.leaving.playlists import leave_playlists
from sonix.leaving.rooms import HostedRoom, LeftRooms, hosted_rooms, leave_rooms, lock_rooms
from sonix.leaving.schemas import HandedOver, LeavingOut
from sonix.leaving.traces import remove_traces, sessions_of, uploads_of
from sonix.leaving.tracks import TrackFates, leave_tracks, lock_tracks, track_fates
from sonix.library.processing import Processing
from sonix.rooms.service import RoomService

log = structlog.get_logger("sonix.leaving")
TRIES = 5
MOST_NAMED = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Left:
    """What has to be told to the rest of the program once it is committed."""

    rooms: LeftRooms
    session_ids: tuple[str, ...]
    upload_ids: tuple[str, ...]


class Leaving:
    """Somebody leaves, by themselves or sent away."""

    def __init__(self, database: Database, rooms: RoomService, bus: Bus, processing: Processing) -> None:
        self._database = database
        self._rooms = rooms
        self._bus = bus
        self._processing = processing

    async def preview(self, user_id: str) -> LeavingOut:
        """What would become of rooms and tracks. Nothing changes."""
        async with self._database.read() as connection:
            has_password = users.c.password_hash.is_not(None)
            needed = (await connection.execute(select(has_password).where(users.c.user_id == user_id))).scalar()
            hosted, fates = await _look(connection, user_id)
        return LeavingOut(
            rooms_handed_over=[HandedOver(name=r.name, to=r.heir_name or "") for r in hosted if r.heir_id][:MOST_NAMED],
            rooms_deleted=[room.name for room in hosted if room.heir_id is None][:MOST_NAMED],
            tracks_deleted=len(fates.deleted),
            tracks_kept=fates.kept,
            bytes_deleted=fates.deleted_bytes,
            needs_password=bool(needed),
        )

    async def leave(self, user_id: str, sent_by: str | None = None) -> None:
        """Delete somebody; `sent_by` is the administrator who does, and whose act it is.

        Raises:
            SonixError: `no_such_user`, 404; `last_admin`, 409; `is_admin`, 409, when sent away as an administrator.
        """
        left = await self._in_transaction(lambda connection: _leave(connection, user_id, sent_by))
        await self._bus.publish_revoked(Revoked("signed_out", left.session_ids, user_id))
        await self._tell_rooms(left.rooms)
        for upload_id in left.upload_ids:
            await self._processing.abandon(upload_id)
        log.info("user_left", rooms=len(left.rooms.rewritten), rooms_deleted=len(left.rooms.deleted))
        # A request that was under way may have joined a room meanwhile.
        await self._tell_rooms(await self._in_transaction(lambda connection: leave_rooms(connection, user_id)))

    async def _in_transaction(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        for attempt in range(TRIES):
            try:
                async with self._database.transaction() as connection:
                    return await work(connection)
            except DBAPIError as error:
                if not is_lost_race(error) or attempt == TRIES - 1:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _tell_rooms(self, left: LeftRooms) -> None:
        for room_id in left.deleted:
            await self._rooms.deleted(room_id)
        for room_id, rev in left.rewritten:
            await self._rooms.rewritten(room_id, rev)


async def _leave(connection: AsyncConnection, user_id: str, sent_by: str | None) -> Left:
    person = await locked_user(connection, user_id)
    await _check(connection, person, sent_by)
    await lock_rooms(connection, user_id)
    await lock_tracks(connection, user_id)
    _, fates = await _look(connection, user_id)
    left = Left(
        rooms=await leave_rooms(connection, user_id),
        session_ids=tuple(await sessions_of(connection, user_id)),
        upload_ids=tuple(await uploads_of(connection, user_id)),
    )
    await leave_tracks(connection, user_id, fates)
    await leave_playlists(connection, user_id)
    if sent_by is not None:
        await Audit.write(connection, sent_by, "user.delete", f"user:{user_id}")
    await remove_traces(connection, person)
    return left


async def _check(connection: AsyncConnection, person: RowMapping, sent_by: str | None) -> None:
    if not person["is_admin"]:
        return
    if sent_by is not None:
        text = "This is an administrator. Take administration from them first."
        raise SonixError("is_admin", text, status=409)
    await check_not_last(connection, person["user_id"])


async def _look(connection: AsyncConnection, user_id: str) -> tuple[list[HostedRoom], TrackFates]:
    hosted = await hosted_rooms(connection, user_id)
    dying = [room.room_id for room in hosted if room.heir_id is None]
    return hosted, await track_fates(connection, user_id, dying)
