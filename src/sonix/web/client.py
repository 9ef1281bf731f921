"""The built browser client: pages, hashed assets, the service worker.

A page is always asked for anew (`no-cache`), so that an upgrade is seen at once; an asset whose name carries its hash
never is. Files with a `.gz` twin go out compressed.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import anyio.to_thread
from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from sonix.core.errors import SonixError
from sonix.web.media import not_found

STATIC = Path(__file__).parent / "static"
_SEGMENT = re.compile(r"[A-Za-z0-9_@-][A-Za-z0-9_.@-]*")
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sonix</title>
<h1>The page has not been built yet</h1><p>Run <code>make run</code>, or <code>npm run build</code> in
<code>web/</code>. The server itself is up: see <a href="/api/docs">/api/docs</a>.</p></html>"""

router = APIRouter(include_in_schema=False)


@router.post("/share", response_class=Response)
async def share_without_worker() -> Response:
    """What another app shares goes to the page's own worker. Where that is gone, the page at least says what to do."""
    return Response(status_code=303, headers={"Location": "/share"})


@router.api_route("/{path:path}", methods=["GET", "HEAD"], response_class=Response)
async def read_client(path: str, request: Request) -> Response:
    """A file of the client, or its page for every address without a file ending: the client knows its own routes.

    Who types or follows an address (`Accept: text/html`) gets the page in any case, which says what is wrong with it.
    """
    root: Path = request.app.state.static_dir
    segments = [segment for segment in path.split("/") if segment]
    if segments[:1] in (["api"], ["media"]):
        raise not_found()
    is_file = bool(segments) and "." in segments[-1]
    is_clean = all(_SEGMENT.fullmatch(segment) for segment in segments)
    try:
        if not is_clean:
            raise not_found()
        if is_file:
            return await _file(request, root.joinpath(*segments), _cache_for(segments))
    except SonixError:
        if "text/html" not in request.headers.get("accept", ""):
            raise
    return await _page(request, root)


async def _page(request: Request, root: Path) -> Response:
    try:
        return await _file(request, root / "index.html", "no-cache")
    except FileNotFoundError:
        return HTMLResponse(_NOT_BUILT, status_code=503, headers={"Cache-Control": "no-store"})


async def _file(request: Request, path: Path, cache: str) -> Response:
    """The file, or its compressed twin, or 304.

    Raises:
        FileNotFoundError: mapped to a 404 by the caller's error mapping.
    """
    media_type = _MEDIA_TYPES.get(path.suffix)
    if media_type is None:
        raise not_found()
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
    found = None
    if "gzip" in request.headers.get("accept-encoding", ""):
        twin = path.with_name(path.name + ".gz")
        found = await anyio.to_thread.run_sync(_stat, twin)
        if found is not None:
            path, headers["Content-Encoding"] = twin, "gzip"
    found = found or await anyio.to_thread.run_sync(_stat, path)
    if found is None:
        if path.name == "index.html":
            raise FileNotFoundError(path)
        raise not_found()
    headers["ETag"] = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=found)


def _cache_for(segments: list[str]) -> str:
    return "public, max-age=31536000, immutable" if segments[0] == "assets" else "no-cache"


def _stat(path: Path) -> os.stat_result | None:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None
