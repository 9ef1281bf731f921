"""`/api/scrobbling`: have what I hear written down at ListenBrainz or Last.fm."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sonix.scrobbling.scrobblers import Connection
from sonix.scrobbling.service import Scrobbling
from sonix.scrobbling.services import ServiceName
from sonix.web.dependencies import CurrentUser, ServicesDep, limit
from sonix.web.errors import problems
from sonix.web.services import Services

router = APIRouter(prefix="/api/scrobbling", tags=["scrobbling"])
REFUSALS = problems(401, 403, 409, 422, 429, 502)
CHANGES_PER_S = 0.2
CHANGES_AT_ONCE = 10.0


class ServiceOut(BaseModel):
    """One service. `available`: the host has set it up.

    `known_as`: my name there; null when not connected. `refused`: it does not know my token any more, I should connect
    again. `away`: it could not be used, and is asked again. `waiting`: plays that are not written down there yet.
    """

    service: ServiceName
    available: bool
    known_as: str | None
    refused: bool
    away: bool
    waiting: int


class ScrobblingOut(BaseModel):
    """All services. `token_page`: where I find my token of ListenBrainz; null where it is another server."""

    services: list[ServiceOut]
    token_page: str | None


class TokenIn(BaseModel):
    """A user token of ListenBrainz."""

    token: str = Field(min_length=8, max_length=200, pattern=r"^[A-Za-z0-9_.-]+$")


class Begun(BaseModel):
    """`page` is where to allow it; `ticket` finishes it afterwards."""

    ticket: str
    page: str


class TicketIn(BaseModel):
    """What `start` gave."""

    ticket: str = Field(min_length=8, max_length=1000, pattern=r"^[A-Za-z0-9_=-]+$")


@router.get("", responses=problems(401, 403))
async def read_scrobbling(user: CurrentUser, services: ServicesDep) -> ScrobblingOut:
    """Where what I hear is written down."""
    return await _state(services.party.scrobbling, user.user_id)


@router.put("/listenbrainz", responses=REFUSALS)
async def connect_listenbrainz(body: TokenIn, user: CurrentUser, services: ServicesDep) -> ScrobblingOut:
    """Connect by the token of my settings there."""
    _limit(services, user.user_id)
    scrobbling = services.party.scrobbling
    await scrobbling.connect_listenbrainz(user.user_id, body.token)
    return await _state(scrobbling, user.user_id)


@router.post("/lastfm/start", responses=REFUSALS)
async def begin_lastfm(user: CurrentUser, services: ServicesDep) -> Begun:
    """Begin to connect: Last.fm asks me on a page of its own."""
    _limit(services, user.user_id)
    ticket, page = await services.party.scrobbling.begin_lastfm(user.user_id)
    return Begun(ticket=ticket, page=page)


@router.post("/lastfm/finish", responses=REFUSALS)
async def finish_lastfm(body: TicketIn, user: CurrentUser, services: ServicesDep) -> ScrobblingOut:
    """Connect, once I have allowed it there."""
    _limit(services, user.user_id)
    scrobbling = services.party.scrobbling
    await scrobbling.finish_lastfm(user.user_id, body.ticket)
    return await _state(scrobbling, user.user_id)


@router.delete("/{service}", responses=problems(401, 403, 422, 429))
async def disconnect(service: ServiceName, user: CurrentUser, services: ServicesDep) -> ScrobblingOut:
    """Write nothing down there any more. What still waits is forgotten."""
    _limit(services, user.user_id)
    scrobbling = services.party.scrobbling
    await scrobbling.scrobblers.disconnect(user.user_id, service)
    return await _state(scrobbling, user.user_id)


async def _state(scrobbling: Scrobbling, user_id: str) -> ScrobblingOut:
    mine = {one.service: one for one in await scrobbling.scrobblers.connections(user_id)}
    available: dict[ServiceName, bool] = {"listenbrainz": True, "lastfm": scrobbling.lastfm is not None}
    services = [_out(name, there, mine.get(name)) for name, there in available.items()]
    return ScrobblingOut(services=services, token_page=scrobbling.listenbrainz.token_page)


def _out(name: ServiceName, available: bool, one: Connection | None) -> ServiceOut:
    return ServiceOut(
        service=name,
        available=available,
        known_as=one.known_as if one else None,
        refused=one is not None and one.refused,
        away=one is not None and one.away,
        waiting=one.waiting if one else 0,
    )


def _limit(services: Services, user_id: str) -> None:
    limit(services, f"scrobbling:{user_id}", CHANGES_PER_S, CHANGES_AT_ONCE)
