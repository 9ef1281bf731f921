"""`/api/playlists`: mine and those shared with me, what is in them, and what editors do to them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from sonix.library.schemas import raw_body
from sonix.playlists.editing import clean_name, to_command
from sonix.playlists.schemas import ChangesOut, CommandIn, EntriesPage, NewPlaylist, PlaylistOut, PlaylistsPage
from sonix.playlists.sources import from_library, from_room
from sonix.playlists.words import Words
from sonix.web.dependencies import Address, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api/playlists", tags=["playlists"])
PlaylistId = Annotated[str, Path(max_length=64)]
Cursor = Annotated[str | None, Query(max_length=2000)]
Since = Annotated[int, Query(ge=0, le=2**53)]
WaitSeconds = Annotated[float, Query(ge=0, le=25)]
READS = problems(401, 403, 404, 422, 429)
CHANGES = problems(401, 403, 404, 409, 422, 429)


@router.get("", responses=problems(401, 403, 422, 429))
async def list_playlists(
    user: CurrentUser,
    services: ServicesDep,
    cursor: Cursor = None,
    limit_: Annotated[int, Query(alias="limit", ge=1, le=200)] = 100,
) -> PlaylistsPage:
    """Playlists of mine, and those shared with me."""
    limit_reads(services, user.user_id)
    return await services.playlists.known(user, cursor, limit_)


@router.post("", status_code=201, responses=CHANGES)
async def create_playlist(body: NewPlaylist, user: CurrentUser, services: ServicesDep, address: Address) -> PlaylistOut:
    """A new playlist: empty, of tracks of the library, or of what a room has in its queue or has played."""
    limit(services, f"new-playlist:{user.user_id}", 0.5, 30)
    name, words = body.name or "Playlist", list[Words]()
    if body.room is not None:
        room_id = await services.codes.room_id(body.room.code, address)
        room_name, words = await from_room(services.rooms, room_id, body.room.what, user)
        name = body.name or room_name
    if body.track_ids:
        async with services.database.read() as connection:
            known = await from_library(connection, body.track_ids, user)
        words += [known[track_id] for track_id in body.track_ids]
    return await services.playlists.create(user, clean_name(name), words, body.playlist_id)


@router.get("/{playlist_id}", responses=READS)
async def read_playlist(playlist_id: PlaylistId, user: CurrentUser, services: ServicesDep) -> PlaylistOut:
    """One playlist."""
    limit_reads(services, user.user_id)
    return await services.playlists.get(playlist_id, user)


@router.delete("/{playlist_id}", status_code=204, responses=CHANGES)
async def delete_playlist(playlist_id: PlaylistId, user: CurrentUser, services: ServicesDep) -> None:
    """Take it away from everybody. For a week its owner can bring it back."""
    limit_edits(services, user.user_id)
    await services.playlists.delete(playlist_id, user)


@router.post("/{playlist_id}/restore", responses=CHANGES)
async def restore_playlist(playlist_id: PlaylistId, user: CurrentUser, services: ServicesDep) -> PlaylistOut:
    """Bring back what one has deleted."""
    limit_edits(services, user.user_id)
    return await services.playlists.restore(playlist_id, user)


@router.get("/{playlist_id}/entries", responses=READS)
async def read_entries(
    playlist_id: PlaylistId,
    user: CurrentUser,
    services: ServicesDep,
    cursor: Cursor = None,
    limit_: Annotated[int, Query(alias="limit", ge=1, le=500)] = 200,
) -> EntriesPage:
    """What is in it, in order."""
    limit_reads(services, user.user_id)
    return await services.playlists.entries(playlist_id, user, cursor, limit_)


@router.get("/{playlist_id}/changes", responses=READS)
async def read_changes(
    playlist_id: PlaylistId, user: CurrentUser, services: ServicesDep, since: Since, wait_s: WaitSeconds = 0.0
) -> ChangesOut:
    """What is new since a revision. Without anything new the answer comes with the next change, or after `wait_s`."""
    limit(services, f"playlist-news:{user.user_id}", 4, 100)
    return await services.playlists.changes(playlist_id, user, since, wait_s)


@router.post("/{playlist_id}/commands", responses=CHANGES)
async def edit_playlist(
    playlist_id: PlaylistId, body: CommandIn, user: CurrentUser, services: ServicesDep
) -> ChangesOut:
    """One change of what is in it. The answer tells what is new since `since`, this change included."""
    limit_edits(services, user.user_id)
    await services.playlists.editing.execute(playlist_id, user, body.cmd_id, to_command(body.body, body.cmd_id))
    return await services.playlists.changes(playlist_id, user, body.since)


@router.put("/{playlist_id}/cover", responses=problems(401, 403, 404, 413, 422, 429), openapi_extra=raw_body("image/*"))
async def set_cover(playlist_id: PlaylistId, request: Request, user: CurrentUser, services: ServicesDep) -> PlaylistOut:
    """Give it a cover of its own; the body is the picture."""
    limit(services, f"cover:{user.user_id}", 0.5, 30)
    return await services.playlists.covers.set(playlist_id, user, request.stream())


@router.delete("/{playlist_id}/cover", responses=CHANGES)
async def drop_cover(playlist_id: PlaylistId, user: CurrentUser, services: ServicesDep) -> PlaylistOut:
    """Let the covers of its tracks stand for it again."""
    limit_edits(services, user.user_id)
    return await services.playlists.covers.drop(playlist_id, user)


def limit_reads(services: ServicesDep, user_id: str) -> None:
    """Pages and lists."""
    limit(services, f"playlists:{user_id}", 10, 200)


def limit_edits(services: ServicesDep, user_id: str) -> None:
    """Changes of any kind."""
    limit(services, f"playlist-edit:{user_id}", 5, 200)
