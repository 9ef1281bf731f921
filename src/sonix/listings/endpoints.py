"""What a room tells of itself, its hour, its end, and the directory."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from sonix.core.errors import SonixError
from sonix.listings.calendar import calendar_of
from sonix.listings.directory import CURSOR
from sonix.listings.schemas import (
    Deletion,
    DetailChanges,
    DirectoryPage,
    NamedRoom,
    NewSchedule,
    RoomDetails,
    RoomPreview,
)
from sonix.listings.showing import shown_details, shown_preview
from sonix.web.dependencies import Address, CurrentUser, OpenAsker, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(tags=["rooms"])
OF_ROOM = "/api/rooms/{code}"
CHANGES = problems(401, 403, 404, 409, 422, 429, 503)


@router.get(OF_ROOM, responses=problems(404, 422, 429))
async def preview_room(code: str, services: ServicesDep, address: Address, who: OpenAsker) -> RoomPreview:
    """Look before joining; needs no token, only the code."""
    room = await services.doors.find(code, address)
    listing = await services.party.told.store.get(room.room_id)
    return shown_preview(room, listing, services.listeners.hearing(room.room_id), who, time.time())


@router.delete(OF_ROOM, status_code=204, responses=problems(401, 403, 404, 422, 429))
async def delete_room(code: str, user: CurrentUser, services: ServicesDep, address: Address) -> None:
    """Take the room away for good, with its queue, its history and all it tells. Only its host may."""
    _limit_changes(services, user.user_id)
    await services.party.told.deleting.delete(await services.doors.find(code, address), user)


@router.get(f"{OF_ROOM}/deletion", responses=problems(401, 403, 404, 422, 429))
async def read_deletion(code: str, user: CurrentUser, services: ServicesDep, address: Address) -> Deletion:
    """What would go with the room."""
    _limit_changes(services, user.user_id)
    return await services.party.told.deleting.what_goes(await services.doors.find(code, address), user)


@router.get(f"{OF_ROOM}/details", responses=problems(401, 403, 404, 422, 429))
async def read_details(code: str, user: CurrentUser, services: ServicesDep, address: Address) -> RoomDetails:
    """What the room tells of itself, for those who may look in."""
    limit(services, f"pages:{user.user_id}", 10, 100)
    room = await services.doors.look_in(code, user, address)
    return shown_details(await services.party.told.store.get(room.room_id), time.time())


@router.patch(f"{OF_ROOM}/details", responses=CHANGES)
async def change_details(
    code: str, body: DetailChanges, user: CurrentUser, services: ServicesDep, address: Address
) -> RoomDetails:
    """Change what is named, all of it or nothing."""
    _limit_changes(services, user.user_id)
    if body.link_name is not None:
        limit(services, f"link-names:{user.user_id}", 1 / 60, 20)
    room = await services.doors.find(code, address)
    return shown_details(await services.party.told.listings.change(room, user, body), time.time())


@router.put(f"{OF_ROOM}/schedule", responses=CHANGES)
async def set_schedule(
    code: str, body: NewSchedule, user: CurrentUser, services: ServicesDep, address: Address
) -> RoomDetails:
    """Have the room open by itself at an hour. Until then whoever comes waits outside; who is in stays."""
    _limit_changes(services, user.user_id)
    room = await services.doors.find(code, address)
    return shown_details(await services.party.told.listings.schedule(room, user, body), time.time())


@router.delete(f"{OF_ROOM}/schedule", responses=CHANGES)
async def end_schedule(code: str, user: CurrentUser, services: ServicesDep, address: Address) -> RoomDetails:
    """Open the room to whoever comes, at any hour."""
    _limit_changes(services, user.user_id)
    room = await services.doors.find(code, address)
    return shown_details(await services.party.told.listings.schedule(room, user, None), time.time())


@router.post(f"{OF_ROOM}/open", responses=CHANGES)
async def open_room(code: str, user: CurrentUser, services: ServicesDep, address: Address) -> RoomDetails:
    """Open a scheduled room before its hour."""
    _limit_changes(services, user.user_id)
    room = await services.doors.find(code, address)
    return shown_details(await services.party.told.listings.open_now(room, user), time.time())


@router.get(
    f"{OF_ROOM}/calendar.ics",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {}}}, **problems(404, 409, 422, 429)},
)
async def read_calendar(code: str, services: ServicesDep, address: Address) -> Response:
    """The evening as a calendar entry."""
    room = await services.doors.find(code, address)
    listing = await services.party.told.store.get(room.room_id)
    if listing.starts_at_s is None:
        raise SonixError("not_scheduled", "This room has no time set.", status=409)
    url = f"{(await services.addresses.get()).public}/r/{room.code}"
    entry = calendar_of(
        uid=f"{room.room_id}@sonix",
        edition=listing.edition,
        starts_at_s=listing.starts_at_s,
        changed_at_s=listing.changed_at_s,
        title=room.name,
        text=f"{listing.description}\n\n{url}".strip(),
        url=url,
    )
    headers = {"Content-Disposition": f'attachment; filename="sonix-{room.code}.ics"'}
    return Response(entry, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/api/room-names/{name}", responses=problems(404, 422, 429))
async def find_by_name(name: str, services: ServicesDep, address: Address) -> NamedRoom:
    """The room of a link name. Wrong names count like wrong codes."""
    find = services.party.told.store.room_called
    return NamedRoom(code=await services.codes.guessed(find, name, address))


@router.get("/api/directory", responses=problems(403, 422, 429))
async def read_directory(
    services: ServicesDep,
    address: Address,
    q: Annotated[str, Query(max_length=100)] = "",
    tag: Annotated[str | None, Query(max_length=100)] = None,
    after: Annotated[str | None, Query(pattern=CURSOR)] = None,
) -> DirectoryPage:
    """Public rooms, those with most listeners first."""
    limit(services, f"directory:{address}", 5, 60)
    return await services.party.told.directory.page(q, tag, after)


def _limit_changes(services: ServicesDep, user_id: str) -> None:
    limit(services, f"room-details:{user_id}", 1, 40)
