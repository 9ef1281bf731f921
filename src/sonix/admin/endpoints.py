"""`/api/admin/…`: rooms, storage, failed imports, settings, the log of acts, and who listens now."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, BackgroundTasks, Query

from sonix.admin.asking import Administrator, Id, JobId
from sonix.admin.audit import audit_page
from sonix.admin.jobs import IMPORT, FailedImport, FailedJobs, failed_jobs
from sonix.admin.listening import Overhearing
from sonix.admin.paging import Cursor
from sonix.admin.rooms import AdminRooms
from sonix.admin.schemas import AdminRoom, AuditEntry, JobsPage, ListeningNow, Page, SettingInForce, StoragePage
from sonix.admin.settings import settings_in_force
from sonix.admin.storage import storage_page
from sonix.core.errors import SonixError
from sonix.library.importer import import_paths
from sonix.web.dependencies import ServicesDep
from sonix.web.errors import problems
from sonix.web.services import Services

router = APIRouter(prefix="/api/admin", tags=["administration"])
READ = problems(401, 403, 422, 429)
CHANGE = problems(401, 403, 404, 409, 422, 429)
Action = Annotated[str | None, Query(max_length=64, pattern=r"^[a-z_.]+$")]
log = structlog.get_logger("sonix.admin")


@router.get("/rooms", responses=READ)
async def list_rooms(_admin: Administrator, services: ServicesDep, cursor: Cursor = None) -> Page[AdminRoom]:
    """Rooms, the newest first."""
    return await _rooms(services).page(cursor)


@router.delete("/rooms/{room_id}", status_code=204, responses=CHANGE)
async def delete_room(room_id: Id, admin: Administrator, services: ServicesDep) -> None:
    """Take a room away for good. Whoever is in it is told."""
    await _rooms(services).delete(admin.user_id, room_id)


@router.get("/storage", responses=READ)
async def list_storage(_admin: Administrator, services: ServicesDep, cursor: Cursor = None) -> StoragePage:
    """People by how much music they own, the most first, with the bounds in force for each."""
    return await storage_page(services.database, services.settings, cursor)


@router.get("/jobs", responses=READ)
async def list_jobs(_admin: Administrator, services: ServicesDep, cursor: Cursor = None) -> JobsPage:
    """Files that did not become tracks, the newest failure first."""
    return await failed_jobs(services.database, cursor)


@router.post("/jobs/{job_id}/retry", status_code=202, responses=problems(401, 403, 404, 409, 413, 422, 429, 507))
async def retry_job(job_id: JobId, admin: Administrator, services: ServicesDep, later: BackgroundTasks) -> None:
    """Try once more. What fails again stands in the list again."""
    if job_id.startswith(IMPORT):
        failed = await _jobs(services).take_import(admin.user_id, job_id.removeprefix(IMPORT))
        later.add_task(_import_again, services, failed)
    else:
        await _jobs(services).retry_upload(admin.user_id, job_id)


@router.delete("/jobs/{job_id}", status_code=204, responses=CHANGE)
async def drop_job(job_id: JobId, admin: Administrator, services: ServicesDep) -> None:
    """Take it off the list. The bytes of an upload are deleted; an imported file stays where it is."""
    if job_id.startswith(IMPORT):
        await _jobs(services).drop_import(admin.user_id, job_id.removeprefix(IMPORT))
    else:
        await _jobs(services).drop_upload(admin.user_id, job_id)


@router.get("/settings", responses=READ)
async def list_settings(_admin: Administrator, services: ServicesDep) -> Page[SettingInForce]:
    """Every setting in force. Secrets are stars."""
    return Page(items=settings_in_force(services.settings), next_cursor=None)


@router.get("/audit", responses=READ)
async def list_audit(
    _admin: Administrator, services: ServicesDep, cursor: Cursor = None, action: Action = None
) -> Page[AuditEntry]:
    """What administrators did, the newest first."""
    return await audit_page(services.database, cursor, action)


@router.get("/listening", responses=READ)
async def list_listening(_admin: Administrator, services: ServicesDep) -> ListeningNow:
    """Who listens now, and to what."""
    return await Overhearing(services.rooms, services.listeners, services.clock, services.users).now()


async def _import_again(services: Services, failed: FailedImport) -> None:
    """What is cut short, or fails for another reason than the file, stands in the list as before."""
    done = None
    try:
        done = await import_paths(services, [failed.path], lambda _progress: None)
    except SonixError as gone:
        log.info("import_not_retried", code=gone.code)
    finally:
        if done is None or done.failures:
            await _jobs(services).put_back_import(failed)


def _rooms(services: Services) -> AdminRooms:
    return AdminRooms(services.database, services.rooms, services.listeners, services.clock)


def _jobs(services: Services) -> FailedJobs:
    return FailedJobs(services.database, services.processing, services.settings)
