"""Uploads: announced, received piece by piece, queued for the workers, and read by polling until they are tracks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import anyio

from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.library import upload_store
from sonix.library.adding import Claim
from sonix.library.library import Library
from sonix.library.processing import Processing
from sonix.library.quotas import check_begin
from sonix.library.rooms_of import check_member, is_host
from sonix.library.schemas import Failure, LibraryTrack, NewUpload, UploadState
from sonix.library.upload_files import clean_file_name
from sonix.library.upload_store import FINAL_STAGES, OPEN_STAGES, Upload
from sonix.library.visibility import Visibility, check_visibility
from sonix.rooms.ports import Identity

UNCOUNTED_BYTES = 8 * 1024 * 1024
"""So much of one request may come between two looks at the room that is left."""
RETRYABLE_STAGES = ("failed", "cancelled")


class Uploads:
    """What a user may do with uploads. The workers behind it are `Processing`."""

    def __init__(self, database: Database, library: Library, processing: Processing, settings: Settings) -> None:
        self._database = database
        self._library = library
        self._processing = processing
        self._settings = settings

    async def create(self, user: Identity, wanted: NewUpload, room_id: str | None = None) -> str:
        """Announce an upload, for the room `wanted.room` names if it names one; returns its id.

        Raises:
            SonixError: the policy, a room, the size or the quota is against it.
        """
        limits = self._settings.uploads
        if wanted.size == 0:
            raise SonixError("empty", "This file is empty.", status=422)
        self._check_size(wanted.size)
        visibility: Visibility = wanted.visibility or limits.visibility
        check_visibility(user, visibility, limits)
        async with self._database.transaction() as connection:
            if room_id is not None:
                await check_member(connection, room_id, user)
            allowed = user.is_admin or limits.who == "everyone"
            if not allowed and limits.who == "hosts":
                allowed = await is_host(connection, user.user_id, room_id)
            if not allowed:
                raise SonixError("upload_not_allowed", "Uploading is not open to everyone here.", status=403)
            if visibility == "room" and room_id is None:
                visibility = "mine"
            await check_begin(connection, user.user_id, wanted.size, self._settings.quotas)
            claim = Claim(user.user_id, visibility, room_id)
            file_name = clean_file_name(wanted.file_name)
            return await upload_store.insert_upload(connection, claim, file_name, wanted.size, limits.total_bytes)

    async def receive(self, upload_id: str, user: Identity, offset: int, stream: AsyncIterator[bytes]) -> int:
        """Append bytes; returns how many are here. With the last one the upload is queued.

        Raises:
            WrongOffsetError: with the right one.
            SonixError: `not_receiving`, 409, once the upload is past that; `instance_full`, 507.
        """
        async with self._database.read() as connection:
            upload = await upload_store.find_upload(connection, upload_id, user.user_id)
        part = self._processing.parts.get(upload_id)
        if upload.stage != "receiving":
            if offset == upload.size_bytes and upload.stage not in RETRYABLE_STAGES:
                return upload.size_bytes
            raise SonixError("not_receiving", "This upload is not waiting for data.", status=409)
        try:
            length = await part.append(offset, upload.size_bytes, self._with_room(upload, offset, stream))
        finally:
            with anyio.CancelScope(shield=True):
                await self._note_length(upload_id, await part.length())
        if length == upload.size_bytes:
            await part.sync()
            await self._queue(upload)
        return length

    async def state(self, upload_id: str, user: Identity) -> UploadState:
        """How far an upload is. Raises SonixError `no_such_upload`."""
        async with self._database.read() as connection:
            upload = await upload_store.find_upload(connection, upload_id, user.user_id)
        return (await self._shown([upload], user))[0]

    async def mine(self, user: Identity) -> list[UploadState]:
        """The user's uploads, newest first."""
        async with self._database.read() as connection:
            found = await upload_store.uploads_of(connection, user.user_id)
        return await self._shown(found, user)

    async def cancel(self, upload_id: str, user: Identity) -> None:
        """Stop an upload wherever it is; one that has ended already is taken off the list."""
        async with self._database.transaction() as connection:
            upload = await upload_store.find_upload(connection, upload_id, user.user_id)
            if upload.stage in FINAL_STAGES:
                await upload_store.forget_upload(connection, upload_id)
            else:
                await upload_store.set_upload(
                    connection, upload_id, {"stage": "cancelled", "progress": 0.0, "offset_bytes": 0}
                )
                await self._processing.jobs.drop(connection, upload_id)
        await self._processing.abandon(upload_id)

    async def retry(self, upload_id: str, user: Identity) -> UploadState:
        """Try a failed or cancelled upload again: from the bytes that are here, or from the first one when they are
        gone. It has to fit, as a new one has.

        Raises:
            SonixError: `not_failed`, 409; or the size or the quota is against it by now.
        """
        async with self._database.transaction() as connection:
            upload = await upload_store.find_upload(connection, upload_id, user.user_id)
            if upload.stage not in RETRYABLE_STAGES:
                raise _not_failed()
            self._check_size(upload.size_bytes)
            await check_begin(connection, user.user_id, upload.size_bytes, self._settings.quotas)
            more_bytes = upload.size_bytes - upload.offset_bytes
            await upload_store.check_room(connection, user.user_id, more_bytes, self._settings.uploads.total_bytes)
            length = await self._processing.parts.get(upload_id).length()
            values = {"stage": "receiving", "progress": 0.0, "error_code": None, "error_message": None}
            again = {**values, "offset_bytes": length}
            if not await upload_store.set_upload(connection, upload_id, again, only_in=RETRYABLE_STAGES):
                raise _not_failed()
        if length == upload.size_bytes:
            await self._queue(upload)
        return await self.state(upload_id, user)

    def _check_size(self, size_bytes: int) -> None:
        most_bytes = self._settings.uploads.max_bytes
        if size_bytes > most_bytes:
            allowed_mb = most_bytes // 1_000_000
            raise SonixError("too_large", f"This file is too large. At most {allowed_mb} MB are taken.", status=413)

    async def _with_room(self, upload: Upload, offset: int, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pass bytes on once there is room for them. Raises SonixError `instance_full`."""
        arrived, due = offset, offset
        async for chunk in stream:
            arrived += len(chunk)
            if due < arrived <= upload.size_bytes:
                due = arrived + UNCOUNTED_BYTES
                await self._count(upload, arrived)
            yield chunk

    async def _count(self, upload: Upload, arrived: int) -> None:
        async with self._database.transaction() as connection:
            await upload_store.reserve(connection, upload.upload_id, arrived, self._settings.uploads.total_bytes)

    async def _note_length(self, upload_id: str, length: int) -> None:
        async with self._database.transaction() as connection:
            await upload_store.set_upload(connection, upload_id, {"offset_bytes": length}, only_in=("receiving",))

    async def _queue(self, upload: Upload) -> None:
        async with self._database.transaction() as connection:
            values = {"stage": "queued", "progress": 0.0, "offset_bytes": upload.size_bytes}
            if await upload_store.set_upload(connection, upload.upload_id, values, only_in=("receiving",)):
                await self._processing.jobs.add(connection, upload.upload_id, upload.user_id)
        self._processing.wake()

    async def _shown(self, found: Sequence[Upload], user: Identity) -> list[UploadState]:
        """Uploads with the tracks they became, unless those are deleted since: two queries, however many uploads."""
        tracks = await self._library.get_all({upload.track_id for upload in found if upload.track_id}, user)
        return list(await asyncio.gather(*(self._state_of(one, tracks.get(one.track_id or "")) for one in found)))

    async def _state_of(self, upload: Upload, track: LibraryTrack | None) -> UploadState:
        receiving = upload.stage == "receiving"
        offset = await self._processing.parts.get(upload.upload_id).length() if receiving else upload.offset_bytes
        stage, progress = upload.stage, upload.progress
        if upload.stage in OPEN_STAGES and not receiving:
            stage, progress = self._processing.progress_of(upload.upload_id) or (stage, progress)
        error = None
        if upload.error_code is not None:
            error = Failure(code=upload.error_code, message=upload.error_message or "")
        return UploadState.model_validate(
            {
                "upload_id": upload.upload_id,
                "file_name": upload.file_name,
                "size": upload.size_bytes,
                "offset": offset,
                "stage": stage,
                "progress": progress,
                "track": track,
                "error": error,
                "duplicate": upload.duplicate,
            }
        )


def _not_failed() -> SonixError:
    return SonixError("not_failed", "There is nothing to try again: this upload has not failed.", status=409)
