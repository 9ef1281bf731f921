"""`/api/rooms/{code}/…`: sending out, banning, muting, answering knocks, the log, and how I stand at the door."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from sonix.core.errors import SonixError
from sonix.core.room.state import Room
from sonix.core.text import clean_line
from sonix.moderation.office import Wanted
from sonix.moderation.schemas import (
    Answer,
    BanOut,
    BansPage,
    Dismissal,
    KnockOut,
    KnocksOut,
    LineOut,
    LinesPage,
    MuteOut,
    NewBan,
    NewMute,
)
from sonix.moderation.service import Moderation
from sonix.moderation.standing import StandingOut
from sonix.rooms.doors import is_member
from sonix.web.dependencies import Address, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api/rooms/{code}", tags=["moderation"])
REFUSALS = problems(401, 403, 404, 422, 429)
WITH_CONFLICT = problems(401, 403, 404, 409, 422, 429)
Before = Annotated[str | None, Query(pattern=r"^\d{1,18}:[A-Za-z0-9]{1,64}$")]
Limit = Annotated[int, Query(alias="limit", ge=1, le=100)]
Id = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]


async def room_of(code: str, user: CurrentUser, services: ServicesDep, address: Address) -> Room:
    """The room, for somebody who is in it. Raises SonixError `no_such_room` or `not_a_member`."""
    limit(services, f"moderation:{user.user_id}", 2, 40)
    room = await services.doors.find(code, address)
    if not is_member(room, user.user_id):
        raise SonixError("not_a_member", "You are not in this room. Join it first.", status=403)
    return room


def moderation_of(services: ServicesDep) -> Moderation:
    """Moderation of this instance."""
    return services.party.moderation


RoomDep = Annotated[Room, Depends(room_of)]
ModerationDep = Annotated[Moderation, Depends(moderation_of)]


@router.get("/standing", responses=REFUSALS)
async def standing(
    code: str, user: CurrentUser, services: ServicesDep, address: Address, moderation: ModerationDep
) -> StandingOut:
    """How I stand at the door, and why."""
    limit(services, f"pages:{user.user_id}", 10, 100)
    return await moderation.standings.of(await services.doors.find(code, address), user.user_id)


@router.post("/dismissals", status_code=204, responses=REFUSALS)
async def dismiss(body: Dismissal, room: RoomDep, user: CurrentUser, moderation: ModerationDep) -> None:
    """Send somebody out of the room. They may come back."""
    await moderation.office.dismiss(room, user.user_id, body.user_id, clean_line(body.reason))


@router.get("/bans", responses=REFUSALS)
async def bans(
    room: RoomDep, user: CurrentUser, moderation: ModerationDep, before: Before = None, limit_: Limit = 50
) -> BansPage:
    """Who is banned."""
    moderation.office.demand(room, user.user_id, "moderate")
    found = await moderation.office.bans.page(room.room_id, _mark(before), limit_ + 1)
    shown = found[:limit_]
    more = f"{shown[-1].at_us}:{shown[-1].ban_id}" if len(found) > limit_ else None
    return BansPage(bans=[BanOut.of(ban) for ban in shown], before=more)


@router.post("/bans", status_code=201, responses=WITH_CONFLICT)
async def ban(body: NewBan, room: RoomDep, user: CurrentUser, moderation: ModerationDep) -> BanOut:
    """Keep somebody out from now on."""
    wanted = Wanted(body.user_id, clean_line(body.reason), body.device, body.address)
    return BanOut.of(await moderation.office.ban(room, user.user_id, wanted))


@router.delete("/bans/{ban_id}", status_code=204, responses=REFUSALS)
async def unban(ban_id: Id, room: RoomDep, user: CurrentUser, moderation: ModerationDep) -> None:
    """Lift a ban: the host may, whoever did it, and whoever stands above them."""
    await moderation.office.unban(room, user.user_id, ban_id)


@router.put("/mutes/{user_id}", responses=REFUSALS)
async def mute(user_id: Id, body: NewMute, room: RoomDep, user: CurrentUser, moderation: ModerationDep) -> MuteOut:
    """Let somebody write nothing in the chat for a while."""
    until_us = await moderation.office.mute(room, user.user_id, user_id, body.minutes, clean_line(body.reason))
    return MuteOut(until_us=until_us)


@router.delete("/mutes/{user_id}", status_code=204, responses=REFUSALS)
async def unmute(user_id: Id, room: RoomDep, user: CurrentUser, moderation: ModerationDep) -> None:
    """Let somebody write again."""
    await moderation.office.unmute(room, user.user_id, user_id)


@router.get("/knocks", responses=REFUSALS)
async def knocks(room: RoomDep, user: CurrentUser, moderation: ModerationDep) -> KnocksOut:
    """Who waits to be let in."""
    moderation.office.demand(room, user.user_id, "admit")
    waiting = await moderation.office.knocks.waiting(room.room_id, moderation.office.now_us())
    return KnocksOut(waiting=[KnockOut.of(knock) for knock in waiting])


@router.put("/knocks/{user_id}", status_code=204, responses=REFUSALS)
async def answer(user_id: Id, body: Answer, room: RoomDep, user: CurrentUser, moderation: ModerationDep) -> None:
    """Let somebody in, or not."""
    await moderation.office.answer(room, user.user_id, user_id, admit=body.admit)


@router.get("/moderation", responses=REFUSALS)
async def log(
    room: RoomDep, user: CurrentUser, moderation: ModerationDep, before: Before = None, limit_: Limit = 50
) -> LinesPage:
    """Who did what to whom."""
    moderation.office.demand(room, user.user_id, "moderate")
    found = await moderation.office.log.page(room.room_id, _mark(before), limit_ + 1)
    shown = found[:limit_]
    more = f"{shown[-1].at_us}:{shown[-1].line_id}" if len(found) > limit_ else None
    return LinesPage(lines=[LineOut.of(line, room) for line in shown], before=more)


@router.post("/moderation/{line_id}/undo", status_code=204, responses=WITH_CONFLICT)
async def undo(line_id: Id, room: RoomDep, user: CurrentUser, moderation: ModerationDep) -> None:
    """Take a line of the log back."""
    await moderation.undoing.undo(room, user.user_id, line_id)


def _mark(before: str | None) -> tuple[int, str] | None:
    at_us, _, line_id = (before or "").partition(":")
    return (int(at_us), line_id) if before else None
