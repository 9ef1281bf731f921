"""Renditions and covers over HTTP: signed or content-addressed, immutable, in ranges, never held in memory.

Where the storage has direct addresses the answer is one of those (307), and the bytes skip this program.
"""

from __future__ import annotations

import re
from typing import Any

import anyio
from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sonix.core.errors import SonixError
from sonix.storage.port import COVER_SIZES, RENDITION_FILES, Storage, cover_key, rendition_key
from sonix.web.dependencies import ServicesDep
from sonix.web.errors import problem, problems
from sonix.web.ranges import Slice, choose

router = APIRouter(prefix="/media", tags=["media"])
MEDIA_TYPES = {
    "audio.webm": "audio/webm",
    "index.bin": "application/octet-stream",
    "peaks.bin": "application/octet-stream",
}
COVER_MAX_AGE_S = 365 * 86_400
DIRECT_LIFE_S = 3 * 3600
"""A direct address lives so long at least: a listener's longest pause in the middle of a request is shorter."""
DIRECT_COVER_MAX_AGE_S = 3600
DIRECT: dict[int | str, dict[str, Any]] = {
    206: {"description": "The range that was asked for."},
    304: {"description": "What the client has is current."},
    307: {"description": "Where the storage itself hands it out, for a few hours."},
}
_HASH = re.compile(r"[0-9a-f]{64}")


class StoredResponse(Response):
    """A slice of a stored file, streamed; it stops reading when the client hangs up."""

    def __init__(self, storage: Storage, key: str, part: Slice, status_code: int, headers: dict[str, str]) -> None:
        super().__init__(status_code=status_code)
        self.init_headers({"Content-Length": str(part.length), **headers})
        self._storage = storage
        self._key = key
        self._part = part

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head, then the bytes unless the request is a HEAD."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        async with anyio.create_task_group() as group:
            group.start_soon(_until_gone, receive, group.cancel_scope)
            async for chunk in self._storage.open_range(self._key, self._part.start, self._part.length):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            group.cancel_scope.cancel()


async def _until_gone(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


@router.head("/r/{rendition_id}/{file_name}", include_in_schema=False)
@router.get("/r/{rendition_id}/{file_name}", response_class=Response, responses=DIRECT | problems(403, 404, 416, 422))
async def read_rendition(
    rendition_id: str, file_name: str, request: Request, services: ServicesDep, e: str = "", s: str = ""
) -> Response:
    """One file of a rendition. The address is its own permission: see `/api/rooms/{code}/grants`."""
    remaining_s = services.signer.check(rendition_id, e, s)
    if file_name not in RENDITION_FILES or not _HASH.fullmatch(rendition_id):
        raise not_found()
    key = rendition_key(rendition_id, file_name)
    if (direct := await directly(services.storage, key, request, "no-store")) is not None:
        return direct
    cache = f"private, immutable, max-age={remaining_s}"
    etag = f'"{rendition_id[:32]}-{file_name.partition(".")[0]}"'
    return await serve(services.storage, key, request, MEDIA_TYPES[file_name], etag, cache)


@router.head("/covers/{cover_id}/{file_name}", include_in_schema=False)
@router.get("/covers/{cover_id}/{file_name}", response_class=Response, responses=DIRECT | problems(404, 416, 422))
async def read_cover(cover_id: str, file_name: str, request: Request, services: ServicesDep) -> Response:
    """A cover in one of three sizes. Its content hash is the capability."""
    size, _, suffix = file_name.partition(".")
    if size not in COVER_SIZES or suffix != "webp" or not _HASH.fullmatch(cover_id):
        raise not_found()
    key = cover_key(cover_id, size)
    direct = await directly(services.storage, key, request, f"private, max-age={DIRECT_COVER_MAX_AGE_S}")
    if direct is not None:
        return direct
    cache = f"private, immutable, max-age={COVER_MAX_AGE_S}"
    return await serve(services.storage, key, request, "image/webp", f'"{cover_id[:32]}-{size}"', cache)


async def directly(storage: Storage, key: str, request: Request, cache: str) -> Response | None:
    """A redirect to where the storage itself hands out `key`; None when it does not. Signed for reading only, so a
    HEAD is answered here."""
    if request.method == "HEAD":
        return None
    url = await storage.url(key, DIRECT_LIFE_S)
    return None if url is None else Response(status_code=307, headers={"Location": url, "Cache-Control": cache})


async def serve(storage: Storage, key: str, request: Request, media_type: str, etag: str, cache: str) -> Response:
    """The file under `key`, or the range of it that was asked for: 200, 206, 304 or 416.

    Raises:
        SonixError: `not_found`.
    """
    size_bytes = await storage.size(key)
    if size_bytes is None:
        raise not_found()
    headers = {"Accept-Ranges": "bytes", "ETag": etag, "Cache-Control": cache}
    if etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    part = choose(size_bytes, etag, request.headers.get("range"), request.headers.get("if-range"))
    if part is None:
        refusal = {"Content-Range": f"bytes */{size_bytes}", "Accept-Ranges": "bytes"}
        return problem(416, "bad_range", "The file is shorter than that.", headers=refusal)
    headers["Content-Type"] = media_type
    if part.partial:
        headers["Content-Range"] = f"bytes {part.start}-{part.start + part.length - 1}/{size_bytes}"
    return StoredResponse(storage, key, part, 206 if part.partial else 200, headers)


def not_found() -> SonixError:
    """There is no such file, or nobody may know whether there is."""
    return SonixError("not_found", "There is nothing at this address.", status=404)
