"""`/api/uploads`: announce, send by offset, watch, retry, cancel."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request

from sonix.library.schemas import NewUpload, UploadOffset, UploadsOut, UploadStarted, UploadState, raw_body
from sonix.web.dependencies import Address, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems
from sonix.web.services import Services

router = APIRouter(prefix="/api/uploads", tags=["uploads"])


@router.post("", status_code=201, responses=problems(401, 403, 404, 413, 422, 429, 507))
async def start_upload(body: NewUpload, user: CurrentUser, services: ServicesDep, address: Address) -> UploadStarted:
    """Announce a file. Then PUT its bytes."""
    _limit_uploads(services, user.user_id)
    room_id = (await services.doors.look_in(body.room, user, address)).room_id if body.room else None
    return UploadStarted(upload_id=await services.uploads.create(user, body, room_id), offset=0)


@router.get("", responses=problems(401, 403, 429))
async def my_uploads(user: CurrentUser, services: ServicesDep) -> UploadsOut:
    """My uploads, newest first."""
    limit(services, f"upload-lists:{user.user_id}", 2, 40)
    return UploadsOut(uploads=await services.uploads.mine(user))


@router.put(
    "/{upload_id}",
    responses=problems(401, 403, 404, 409, 413, 422, 429, 507),
    openapi_extra=raw_body("application/octet-stream"),
)
async def send_bytes(
    upload_id: str,
    request: Request,
    user: CurrentUser,
    services: ServicesDep,
    upload_offset: Annotated[int, Header(ge=0, le=2**53)],
) -> UploadOffset:
    """Append the raw body at `Upload-Offset`. A 409 `wrong_offset` says in `offset` where to go on."""
    limit(services, f"upload-put:{user.user_id}", 50, 500)
    return UploadOffset(offset=await services.uploads.receive(upload_id, user, upload_offset, request.stream()))


@router.get("/{upload_id}", responses=problems(401, 403, 404, 422))
async def read_upload(upload_id: str, user: CurrentUser, services: ServicesDep) -> UploadState:
    """How far it is."""
    return await services.uploads.state(upload_id, user)


@router.post("/{upload_id}/retry", responses=problems(401, 403, 404, 409, 413, 422, 429, 507))
async def retry_upload(upload_id: str, user: CurrentUser, services: ServicesDep) -> UploadState:
    """Try a failed or cancelled upload again; when `stage` comes back as `receiving`, send from `offset`."""
    _limit_uploads(services, user.user_id)
    return await services.uploads.retry(upload_id, user)


@router.delete("/{upload_id}", status_code=204, responses=problems(401, 403, 404, 422))
async def cancel_upload(upload_id: str, user: CurrentUser, services: ServicesDep) -> None:
    """Cancel, or take an ended upload off the list."""
    await services.uploads.cancel(upload_id, user)


def _limit_uploads(services: Services, user_id: str) -> None:
    """A minute's worth at once."""
    per_minute = services.settings.limits.uploads_per_minute
    limit(services, f"uploads:{user_id}", per_minute / 60, max(1.0, per_minute))
