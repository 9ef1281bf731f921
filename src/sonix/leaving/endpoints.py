"""`/api/me/export`, `/api/me/leaving`, `DELETE /api/me`, and an administrator's `DELETE /api/admin/users/{id}`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from sonix.accounts.cookie import SameOrigin, clear_refresh
from sonix.admin.asking import Administrator, Id
from sonix.core.errors import SonixError
from sonix.leaving.export import Export
from sonix.leaving.leaving import Leaving
from sonix.leaving.schemas import LeaveIn, LeavingOut
from sonix.web.dependencies import CurrentUser, ServicesDep, limit
from sonix.web.errors import problems
from sonix.web.services import Services

router = APIRouter(prefix="/api", tags=["accounts"])
EXPORTS_PER_S, EXPORTS_AT_ONCE = 1 / 60, 5.0
ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("/me/export", response_class=StreamingResponse, responses={**problems(401, 403, 429), **ZIP})
async def export_my_data(user: CurrentUser, services: ServicesDep) -> StreamingResponse:
    """Everything that is mine, as a zip: JSON, and the music I brought. It is made while it is sent."""
    limit(services, f"export:{user.user_id}", EXPORTS_PER_S, EXPORTS_AT_ONCE)
    headers = {"Content-Disposition": 'attachment; filename="sonix-export.zip"', "Cache-Control": "no-store"}
    export = Export(services.database, services.storage, user.user_id)
    return StreamingResponse(export.stream(), media_type="application/zip", headers=headers)


@router.get("/me/leaving", responses=problems(401, 403, 429))
async def preview_leaving(user: CurrentUser, services: ServicesDep) -> LeavingOut:
    """What would become of my rooms and music. Nothing changes."""
    limit(services, f"leaving:{user.user_id}", 0.5, 10)
    return await _leaving(services).preview(user.user_id)


@router.delete("/me", status_code=204, dependencies=[SameOrigin], responses=problems(401, 403, 404, 409, 422, 429, 503))
async def delete_me(
    request: Request, response: Response, user: CurrentUser, services: ServicesDep, body: LeaveIn | None = None
) -> None:
    """Delete my account and everything that is mine alone, for good. A guest needs to show nothing more."""
    limit(services, f"leave:{user.user_id}", 1 / 10, 5)
    if user.kind == "account":
        await services.people.credentials.confirm(user, body.password if body else None)
    await _leaving(services).leave(user.user_id)
    clear_refresh(request, response, services)


@router.delete("/admin/users/{user_id}", status_code=204, responses=problems(401, 403, 404, 409, 422, 429))
async def delete_user(user_id: Id, admin: Administrator, services: ServicesDep) -> None:
    """Delete somebody and everything that is theirs alone, for good."""
    if user_id == admin.user_id:
        raise SonixError("not_yourself", "To delete your own account, go to your account page.", status=409)
    await _leaving(services).leave(user_id, sent_by=admin.user_id)


def _leaving(services: Services) -> Leaving:
    return Leaving(services.database, services.rooms, services.bus, services.processing)
