"""`/api/rooms/{code}/airtime`: whose music this evening's was."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from sonix.core.room.airtime import Start, tonight
from sonix.web.dependencies import Address, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

MOST_TRACKS = 300
"""An evening longer than that is told by its newest tracks."""
MOST_PEOPLE = 100

router = APIRouter(prefix="/api/rooms", tags=["rooms"])


class PersonsAirtime(msgspec.Struct):
    """How long somebody's music was heard this evening, and how many of their tracks began. `name` may be empty."""

    member_id: str
    name: str
    heard_us: int
    tracks: int


class Airtime(msgspec.Struct):
    """The longest heard first."""

    people: tuple[PersonsAirtime, ...]


@router.get("/{code}/airtime", response_class=Response, responses=problems(401, 403, 404, 422, 429))
async def airtime(code: str, user: CurrentUser, services: ServicesDep, address: Address) -> Response:
    """Whose music the room has heard since its evening began."""
    limit(services, f"pages:{user.user_id}", 10, 100)
    room = await services.doors.look_in(code, user, address)
    played = await services.rooms.history(room.room_id, None, MOST_TRACKS)
    starts = [Start(each.added_by, each.at_us, each.track.duration_us) for each in played]
    shares = tonight(starts, services.clock.now_us())[:MOST_PEOPLE]
    people = tuple(
        PersonsAirtime(share.member_id, known.name if known else "", share.heard_us, share.tracks)
        for share in shares
        for known in (room.members.get(share.member_id),)
    )
    return Response(msgspec.json.encode(Airtime(people)), media_type="application/json")
