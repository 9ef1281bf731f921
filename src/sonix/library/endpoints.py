"""`/api/tracks`, `/api/artists`, `/api/albums`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import true

from sonix.library.browse import MAX_LIMIT, TrackQuery
from sonix.library.library import Scope
from sonix.library.schemas import (
    AlbumOut,
    AlbumsPage,
    ArtistOut,
    ArtistsPage,
    LibraryTrack,
    Sort,
    TrackChanges,
    TracksPage,
    TrackUsage,
    raw_body,
)
from sonix.web.dependencies import Address, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api", tags=["library"])

Q = Annotated[str, Query(max_length=200)]
Name = Annotated[str | None, Query(max_length=400)]
Code = Annotated[str | None, Query(max_length=32)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, alias="limit")]
Cursor = Annotated[str | None, Query(max_length=2000)]
LISTS = problems(401, 403, 404, 422, 429)
READS = problems(401, 403, 404, 422)
CHANGES = problems(401, 403, 404, 422, 429)


@router.get("/tracks", responses=LISTS)
async def find_tracks(
    user: CurrentUser,
    services: ServicesDep,
    address: Address,
    q: Q = "",
    sort: Sort = "recent",
    mine: bool = False,
    room: Code = None,
    artist: Name = None,
    album: Name = None,
    cursor: Cursor = None,
    limit_: Limit = 50,
) -> TracksPage:
    """Search as you type, or browse. With `room`: what I may use in that room."""
    _limit_searches(services, user.user_id)
    room_id = (await services.doors.look_in(room, user, address)).room_id if room else None
    query = TrackQuery(true(), q, artist, album, sort, cursor, limit_)
    shown, page = await services.library.find(Scope(user, mine, room_id), query)
    return TracksPage(
        tracks=shown, next_cursor=page.next_cursor, total=page.total, more_than_total=page.more_than_total
    )


@router.get("/artists", responses=LISTS)
async def find_artists(
    user: CurrentUser,
    services: ServicesDep,
    address: Address,
    q: Q = "",
    room: Code = None,
    cursor: Cursor = None,
    limit_: Limit = 50,
) -> ArtistsPage:
    """Artists by name."""
    _limit_searches(services, user.user_id)
    room_id = (await services.doors.look_in(room, user, address)).room_id if room else None
    page = await services.library.find_artists(
        Scope(user, room_id=room_id), TrackQuery(true(), q, cursor=cursor, limit=limit_)
    )
    artists = [ArtistOut.model_validate(dict(row)) for row in page.rows]
    return ArtistsPage(artists=artists, next_cursor=page.next_cursor)


@router.get("/albums", responses=LISTS)
async def find_albums(
    user: CurrentUser,
    services: ServicesDep,
    address: Address,
    q: Q = "",
    room: Code = None,
    artist: Name = None,
    cursor: Cursor = None,
    limit_: Limit = 50,
) -> AlbumsPage:
    """Albums by name."""
    _limit_searches(services, user.user_id)
    room_id = (await services.doors.look_in(room, user, address)).room_id if room else None
    query = TrackQuery(true(), q, artist, cursor=cursor, limit=limit_)
    page = await services.library.find_albums(Scope(user, room_id=room_id), query)
    albums = [AlbumOut.model_validate(dict(row)) for row in page.rows]
    return AlbumsPage(albums=albums, next_cursor=page.next_cursor)


@router.get("/tracks/{track_id}", responses=READS)
async def read_track(track_id: str, user: CurrentUser, services: ServicesDep) -> LibraryTrack:
    """One track."""
    return await services.library.get(track_id, user)


@router.patch("/tracks/{track_id}", responses=CHANGES)
async def edit_track(
    track_id: str, body: TrackChanges, user: CurrentUser, services: ServicesDep, address: Address
) -> LibraryTrack:
    """Edit tags or visibility. Rooms that have the track in their queue keep what they have."""
    _limit_changes(services, user.user_id)
    room_id = (await services.doors.look_in(body.room, user, address)).room_id if body.room else None
    return await services.library.edit(track_id, user, body, room_id)


@router.put("/tracks/{track_id}/cover", responses=CHANGES, openapi_extra=raw_body("image/*"))
async def set_cover(track_id: str, request: Request, user: CurrentUser, services: ServicesDep) -> LibraryTrack:
    """Set the cover; the body is the picture."""
    limit(services, f"cover:{user.user_id}", 0.5, 30)
    return await services.library.set_cover(track_id, user, request.stream())


@router.get("/tracks/{track_id}/usage", responses=READS)
async def read_usage(track_id: str, user: CurrentUser, services: ServicesDep) -> TrackUsage:
    """Which queues the track stands in: shown before it is deleted."""
    return await services.library.usage(track_id, user)


@router.delete("/tracks/{track_id}", status_code=204, responses=CHANGES)
async def delete_track(track_id: str, user: CurrentUser, services: ServicesDep) -> None:
    """Take the track out of the library. Queues that have it play it to its end."""
    _limit_changes(services, user.user_id)
    await services.library.delete(track_id, user)


def _limit_searches(services: ServicesDep, user_id: str) -> None:
    rate = services.settings.limits.searches_per_s
    limit(services, f"search:{user_id}", rate, rate * 5)


def _limit_changes(services: ServicesDep, user_id: str) -> None:
    limit(services, f"change:{user_id}", 5, 200)
