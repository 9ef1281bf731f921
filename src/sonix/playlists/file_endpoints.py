"""Playlists out of files and into files."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import quote

import anyio.to_thread
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sonix.library.schemas import raw_body
from sonix.playlists.endpoints import READS, PlaylistId
from sonix.playlists.files.formats import WRITERS, Format
from sonix.playlists.schemas import ImportReport
from sonix.web.dependencies import CurrentUser, ServicesDep, limit
from sonix.web.errors import problems

router = APIRouter(prefix="/api/playlists", tags=["playlists"])
CmdId = Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{8,40}$")]
FileName = Annotated[str, Query(max_length=400)]
_PLAIN = re.compile(r"[^A-Za-z0-9 ._-]+")
IMPORTS = problems(401, 403, 404, 409, 413, 422, 429)


@router.put("/{playlist_id}/import", responses=IMPORTS, openapi_extra=raw_body("application/octet-stream"))
async def import_file(
    playlist_id: PlaylistId,
    request: Request,
    user: CurrentUser,
    services: ServicesDep,
    cmd_id: CmdId,
    file_name: FileName = "",
) -> ImportReport:
    """Add what a playlist file names, where the library has it; the body is the file. Sent twice, it is done once."""
    limit(services, f"playlist-import:{user.user_id}", 0.2, 20)
    return await services.playlists.importing.bring(playlist_id, user, cmd_id, file_name, request.stream())


@router.get("/{playlist_id}/export", response_class=Response, responses=READS)
async def export_file(
    playlist_id: PlaylistId,
    user: CurrentUser,
    services: ServicesDep,
    format_: Annotated[Format, Query(alias="format")] = "xspf",
) -> Response:
    """The list as a file for other players: words only, no music."""
    limit(services, f"playlist-export:{user.user_id}", 0.5, 30)
    name, items = await services.playlists.whole(playlist_id, user)
    writer = WRITERS[format_]
    text = await anyio.to_thread.run_sync(writer.write, name, items)
    plain = _PLAIN.sub("_", name).strip(" .") or "playlist"
    named = f"attachment; filename=\"{plain}.{format_}\"; filename*=UTF-8''{quote(f'{name}.{format_}', safe='')}"
    return Response(text, media_type=writer.media_type, headers={"Content-Disposition": named})
