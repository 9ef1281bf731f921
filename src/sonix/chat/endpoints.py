"""Pages of a room's chat, and how much its people loved each part of a track. For members."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import Response

from sonix.chat.schemas import ChatPage, HeatLine
from sonix.chat.service import need_member
from sonix.core.room.state import Room
from sonix.rooms.ports import Identity
from sonix.web.dependencies import Address, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems
from sonix.web.services import Services

router = APIRouter(prefix="/api/rooms", tags=["chat"])
Number = Annotated[int | None, Query(ge=0, le=2**52)]
Limit = Annotated[int, Query(alias="limit", ge=1, le=200)]
REFUSALS = problems(401, 403, 404, 422, 429)


@router.get("/{code}/chat", response_class=Response, responses=REFUSALS)
async def chat_page(
    code: str,
    user: CurrentUser,
    services: ServicesDep,
    address: Address,
    before: Number = None,
    after: Number = None,
    limit_: Limit = 50,
) -> Response:
    """Messages before number `before`, or the newest, oldest first; with `after`, what was said or changed since."""
    room = await _room(code, user, services, address)
    if after is not None:
        page = await services.party.chat.after(room, after, limit_)
    else:
        page = await services.party.chat.before(room, before, limit_)
    return _json(page)


@router.get("/{code}/heat", response_class=Response, responses=REFUSALS)
async def heat_line(
    code: str,
    user: CurrentUser,
    services: ServicesDep,
    address: Address,
    track: Annotated[str, Query(min_length=1, max_length=64)],
    duration_us: Annotated[int, Query(ge=1, le=2**52)],
) -> Response:
    """How many reactions each hundredth of a track, `duration_us` long, has had in this room."""
    room = await _room(code, user, services, address)
    return _json(await services.party.chat.heat(room, track, duration_us))


async def _room(code: str, user: Identity, services: Services, address: str) -> Room:
    limit(services, f"pages:{user.user_id}", 10, 100)
    room = await services.doors.look_in(code, user, address)
    need_member(room, user.user_id)
    return room


def _json(answer: ChatPage | HeatLine) -> Response:
    return Response(msgspec.json.encode(answer), media_type="application/json")
