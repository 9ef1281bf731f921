"""`/api/rooms`: start one, see what I know, and the pages a snapshot leaves out."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from sonix.admin.rooms import wall_s
from sonix.core.errors import SonixError
from sonix.core.room.queue import ordered, upcoming
from sonix.core.room.state import Member, QueueEntry, Room, Track
from sonix.core.text import clean_line
from sonix.listings.schemas import NowPlaying
from sonix.listings.service import iso
from sonix.listings.showing import shown_now
from sonix.protocol.server import Grant, Votes
from sonix.rooms.ports import KnownRoom, Played
from sonix.rooms.snapshot import votes_for
from sonix.web import names
from sonix.web.dependencies import Address, Asker, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems
from sonix.web.past import room_with_past
from sonix.web.services import Services

MAX_GRANTS = 20
ROOM_NAME_CHARS = 80
KNOWN_ROOMS = 20

router = APIRouter(prefix="/api/rooms", tags=["rooms"])
Limit = Annotated[int, Query(alias="limit", ge=1, le=200)]
Id = Annotated[str | None, Query(max_length=64)]
REFUSALS = problems(401, 403, 404, 422, 429)
MOVED = problems(401, 403, 404, 409, 422, 429)


class NewRoom(BaseModel):
    """No name: one is drawn."""

    name: str | None = Field(None, max_length=400)


class CreatedRoom(BaseModel):
    """A new room; its creator is the host."""

    code: str
    room_id: str
    name: str


class RoomSeen(BaseModel):
    """A room I am a member of. `last_seen_at` is ISO 8601 in UTC."""

    code: str
    name: str
    last_seen_at: str
    listeners: int
    now: NowPlaying | None


class QueuePage(msgspec.Struct):
    """Entries in order, as of `rev`; `remaining` are left after these (before these, for a page read backwards).

    `votes` has those of them that somebody wants.
    """

    entries: tuple[QueueEntry, ...]
    remaining: int
    rev: int
    votes: dict[str, Votes] = {}


class MembersPage(msgspec.Struct):
    """Members by when they joined; `remaining` are left after these."""

    members: tuple[Member, ...]
    remaining: int


class HistoryItem(msgspec.Struct):
    """One track that was played, from `at_us` of the room timeline on; `at` is that instant in ISO 8601, UTC."""

    entry_id: str
    track: Track
    added_by: str
    added_by_name: str
    at_us: int
    at: str


class HistoryPage(msgspec.Struct):
    """Newest first; `next` is the `before` of the page after this one."""

    items: tuple[HistoryItem, ...]
    next: str | None


class GrantsOut(msgspec.Struct):
    """Signed addresses."""

    grants: tuple[Grant, ...]


@router.post("", status_code=201, responses=problems(401, 403, 422, 429))
async def create_room(body: NewRoom, user: CurrentUser, services: ServicesDep) -> CreatedRoom:
    """Start a room."""
    limit(services, f"create-room:{user.user_id}", 1 / 6, 20)
    name = clean_line(body.name or "")[:ROOM_NAME_CHARS].strip() or names.room_name()
    room = await services.rooms.create(user.user_id, user.name, name)
    return CreatedRoom(code=room.code, room_id=room.room_id, name=room.name)


@router.get("", responses=problems(401, 403, 429))
async def known_rooms(user: CurrentUser, services: ServicesDep) -> list[RoomSeen]:
    """Rooms I know, last visited first."""
    _limit_pages(services, user.user_id)
    known = await services.rooms.known_to(user.user_id, KNOWN_ROOMS)
    found = await asyncio.gather(*(services.rooms.get(room.room_id) for room in known))
    return [_seen(services, entry, room) for entry, room in zip(known, found, strict=True) if room is not None]


@router.get("/{code}/queue", response_class=Response, responses=MOVED)
async def queue_page(
    code: str,
    user: CurrentUser,
    services: ServicesDep,
    address: Address,
    after: Id = None,
    before: Id = None,
    limit_: Limit = 50,
) -> Response:
    """Entries after `after`, or those right before `before`; without either, what comes after the current one."""
    _limit_pages(services, user.user_id)
    room = await services.doors.look_in(code, user, address)
    entries = ordered(room)
    ids = [entry.entry_id for entry in entries]
    if before is not None:
        preceding = entries[: _place(ids, before)]
        return _json(QueuePage(preceding[-limit_:], max(0, len(preceding) - limit_), room.rev))
    following = upcoming(room) if after is None else entries[_place(ids, after) + 1 :]
    page = following[:limit_]
    votes = votes_for(room, page, user.user_id)
    return _json(QueuePage(page, max(0, len(following) - limit_), room.rev, votes))


@router.get("/{code}/members", response_class=Response, responses=MOVED)
async def members_page(
    code: str, user: CurrentUser, services: ServicesDep, address: Address, after: Id = None, limit_: Limit = 50
) -> Response:
    """Members who have not left, in the order they joined."""
    _limit_pages(services, user.user_id)
    room = await services.doors.look_in(code, user, address)
    staying = (member for member in room.members.values() if not member.left)
    members = tuple(sorted(staying, key=lambda m: (m.joined_at_us, m.member_id)))
    if after is not None:
        members = members[_place([m.member_id for m in members], after) + 1 :]
    return _json(MembersPage(members[:limit_], max(0, len(members) - limit_)))


@router.get("/{code}/history", response_class=Response, responses=REFUSALS)
async def history_page(
    code: str,
    who: Asker,
    services: ServicesDep,
    address: Address,
    before: Annotated[str | None, Query(pattern=r"^\d{1,18}$")] = None,
    limit_: Limit = 50,
) -> Response:
    """What was played, newest first: for members, and of a public room for everybody."""
    _limit_pages(services, address if who is None else who.user_id)
    room = await room_with_past(services, code, who, address)
    played = await services.rooms.history(room.room_id, int(before) if before else None, limit_ + 1)
    items = tuple(_item(services, room, one) for one in played[:limit_])
    return _json(HistoryPage(items, str(played[limit_ - 1].seq) if len(played) > limit_ else None))


@router.get("/{code}/grants", response_class=Response, responses=REFUSALS)
async def grants(
    code: str,
    user: CurrentUser,
    services: ServicesDep,
    address: Address,
    renditions: Annotated[str, Query(max_length=MAX_GRANTS * 65)],
) -> Response:
    """Addresses for renditions that stand in this room's queue, or belong to tracks I may use; others are left out."""
    _limit_pages(services, user.user_id)
    wanted = [rendition_id for rendition_id in dict.fromkeys(renditions.split(",")) if rendition_id]
    if len(wanted) > MAX_GRANTS:
        raise SonixError("too_many", f"Ask for at most {MAX_GRANTS} at a time.", status=422)
    room = await services.doors.look_in(code, user, address)
    queued = {entry.track.rendition.rendition_id for entry in room.entries.values()}
    others = [rendition_id for rendition_id in wanted if rendition_id not in queued]
    allowed = queued | (await services.library.visible_renditions(others, user) if others else set())
    return _json(GrantsOut(services.signer.grants(r for r in wanted if r in allowed)))


def _place(ids: list[str], mark: str) -> int:
    if mark not in ids:
        raise SonixError("page_moved", "This list has changed. Load it again.", status=409, retryable=True)
    return ids.index(mark)


def _seen(services: Services, known: KnownRoom, room: Room) -> RoomSeen:
    """The room timeline only reads like wall time: how long ago is what it tells."""
    ago_s = max(0.0, (services.clock.now_us() - known.seen_at_us) / 1e6)
    seen_at = datetime.fromtimestamp(time.time() - ago_s, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    listeners = services.listeners.hearing(room.room_id)
    return RoomSeen(code=room.code, name=room.name, last_seen_at=seen_at, listeners=listeners, now=shown_now(room))


def _item(services: Services, room: Room, one: Played) -> HistoryItem:
    at = iso(wall_s(services.clock, one.at_us))
    return HistoryItem(one.entry_id, one.track, one.added_by, _name_in(room, one.added_by), one.at_us, at)


def _name_in(room: Room, member_id: str) -> str:
    member = room.members.get(member_id)
    return member.name if member else ""


def _limit_pages(services: Services, user_id: str) -> None:
    limit(services, f"pages:{user_id}", 10, 100)


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
