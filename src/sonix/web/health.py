"""`/healthz`: the process is alive. `/readyz`: it can do its work."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import text
from starlette.responses import JSONResponse, Response

from sonix.web.dependencies import Address, ServicesDep, limit
from sonix.web.errors import log, problem
from sonix.web.services import Services

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> Response:
    """Answers as long as the loop turns."""
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz")
async def readyz(services: ServicesDep, address: Address) -> Response:
    """Looks at the database, the storage and the workers; 503 names what is not right."""
    limit(services, f"ready:{address}", 2, 20)
    checks = {
        "database": await _database(services),
        "storage": await services.storage.writable(),
        "workers": services.processing.is_running,
    }
    if not all(checks.values()):
        broken = ", ".join(name for name, fine in checks.items() if not fine)
        return problem(503, "not_ready", f"Not ready: {broken}.", retryable=True, checks=checks)
    return JSONResponse({"status": "ready", "checks": checks}, headers={"Cache-Control": "no-store"})


async def _database(services: Services) -> bool:
    try:
        async with services.database.read() as connection:
            await connection.execute(text("SELECT 1"))
    except Exception:
        log.exception("database_not_ready")
        return False
    return True
