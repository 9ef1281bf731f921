"""A room's past: of a public room for everybody, of any other for its members."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from sonix.core.evenings import Span
from sonix.statistics.schemas import EveningsPage, Top
from sonix.statistics.service import EVER
from sonix.web.dependencies import Address, Asker, ServicesDep, limit
from sonix.web.errors import problems
from sonix.web.past import room_with_past

router = APIRouter(prefix="/api/rooms", tags=["rooms"])
REFUSALS = problems(401, 403, 404, 422, 429)
Instant = Annotated[int | None, Query(ge=0, le=2**52)]


@router.get("/{code}/evenings", responses=REFUSALS)
async def read_evenings(
    code: str, who: Asker, services: ServicesDep, address: Address, before: Instant = None
) -> EveningsPage:
    """Spans of listening with no gap of three hours, newest first."""
    limit(services, f"past:{address}", 2, 40)
    room = await room_with_past(services, code, who, address)
    return await services.party.statistics.evenings(room, before)


@router.get("/{code}/top", responses=REFUSALS)
async def read_top(
    code: str,
    who: Asker,
    services: ServicesDep,
    address: Address,
    from_us: Instant = None,
    to_us: Instant = None,
) -> Top:
    """What was heard, who brought it, and who was there: ever, or in a span of the room timeline."""
    limit(services, f"past:{address}", 2, 40)
    room = await room_with_past(services, code, who, address)
    span = Span(from_us or EVER.from_us, EVER.to_us if to_us is None else to_us)
    return await services.party.statistics.top(room, span)
