"""Whom a playlist is shared with: people and links."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from sonix.playlists.endpoints import CHANGES, READS, PlaylistId, limit_edits, limit_reads
from sonix.playlists.schemas import JoinIn, LinkIn, LinkOut, MembersOut, PeopleOut, PlaylistOut, RoleIn
from sonix.web.dependencies import CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api", tags=["playlists"])
UserId = Annotated[str, Path(max_length=64)]


@router.get("/known-people", responses=problems(401, 403, 429))
async def known_people(user: CurrentUser, services: ServicesDep) -> PeopleOut:
    """People of my rooms: those I may share playlists with."""
    limit_reads(services, user.user_id)
    return await services.playlists.sharing.people(user)


@router.post("/shared-playlists", responses=problems(401, 403, 409, 410, 422, 429))
async def join_playlist(body: JoinIn, user: CurrentUser, services: ServicesDep) -> PlaylistOut:
    """Open a link that somebody sent: the playlist stands among mine from then on."""
    limit(services, f"playlist-link:{user.user_id}", 0.5, 20)
    return await services.playlists.sharing.join(body.secret, user)


@router.get("/playlists/{playlist_id}/members", responses=READS)
async def read_members(playlist_id: PlaylistId, user: CurrentUser, services: ServicesDep) -> MembersOut:
    """Everybody who has it."""
    limit_reads(services, user.user_id)
    return await services.playlists.sharing.members(playlist_id, user)


@router.put("/playlists/{playlist_id}/members/{user_id}", status_code=204, responses=CHANGES)
async def give_role(
    playlist_id: PlaylistId, user_id: UserId, body: RoleIn, user: CurrentUser, services: ServicesDep
) -> None:
    """Share it with somebody, change what they may do, or hand it over. For its owner."""
    limit_edits(services, user.user_id)
    await services.playlists.sharing.give(playlist_id, user, user_id, body.role)


@router.delete("/playlists/{playlist_id}/members/{user_id}", status_code=204, responses=CHANGES)
async def take_role(playlist_id: PlaylistId, user_id: UserId, user: CurrentUser, services: ServicesDep) -> None:
    """Share it with somebody no more (for its owner), or no more have it oneself."""
    limit_edits(services, user.user_id)
    await services.playlists.sharing.take(playlist_id, user, user_id)


@router.post("/playlists/{playlist_id}/link", status_code=201, responses=CHANGES)
async def make_link(playlist_id: PlaylistId, body: LinkIn, user: CurrentUser, services: ServicesDep) -> LinkOut:
    """A new link; one made before ends. For its owner."""
    limit_edits(services, user.user_id)
    return await services.playlists.sharing.make_link(playlist_id, user, body.role)


@router.delete("/playlists/{playlist_id}/link", status_code=204, responses=CHANGES)
async def drop_link(playlist_id: PlaylistId, user: CurrentUser, services: ServicesDep) -> None:
    """End its link. For its owner."""
    limit_edits(services, user.user_id)
    await services.playlists.sharing.drop_link(playlist_id, user)
