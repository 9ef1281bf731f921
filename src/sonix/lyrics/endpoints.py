"""`/api/tracks/{track_id}/lyrics`."""

from __future__ import annotations

from fastapi import APIRouter, Request

from sonix.library.schemas import raw_body
from sonix.lyrics.schemas import LyricsOut
from sonix.web.dependencies import CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api/tracks/{track_id}/lyrics", tags=["lyrics"])
READS_PER_S, READS_AT_ONCE = 5, 100
CHANGES_PER_S, CHANGES_AT_ONCE = 1, 60


@router.get("", responses=problems(401, 403, 404, 422, 429))
async def read_lyrics(track_id: str, user: CurrentUser, services: ServicesDep) -> LyricsOut:
    """The lyrics of a track that I may use, or that stands in the queue of a room I am in."""
    limit(services, f"lyrics:{user.user_id}", READS_PER_S, READS_AT_ONCE)
    return await services.lyrics.read(track_id, user)


@router.put("", responses=problems(401, 403, 404, 413, 422, 429), openapi_extra=raw_body("text/plain"))
async def write_lyrics(track_id: str, request: Request, user: CurrentUser, services: ServicesDep) -> LyricsOut:
    """Set the lyrics; the body is an `.lrc` file or plain text, of at most 100 kB."""
    limit(services, f"change-lyrics:{user.user_id}", CHANGES_PER_S, CHANGES_AT_ONCE)
    return await services.lyrics.write(track_id, user, request.stream())


@router.delete("", status_code=204, responses=problems(401, 403, 404, 422, 429))
async def remove_lyrics(track_id: str, user: CurrentUser, services: ServicesDep) -> None:
    """Take the lyrics away."""
    limit(services, f"change-lyrics:{user.user_id}", CHANGES_PER_S, CHANGES_AT_ONCE)
    await services.lyrics.remove(track_id, user)
