"""`Storage` in a bucket: anything that speaks S3, and Google Cloud Storage (so Firebase Storage too), over obstore.

An object appears whole or not at all: a small one is one request, a large one is made of parts that only their
completion turns into an object. obstore's threads do the work; it must not be used on both sides of a fork (the media
workers are started anew, not forked).
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import anyio.to_thread
import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import GCSStore, S3Store

from sonix.core.errors import SonixError
from sonix.storage.port import Stored, checked, is_key

CHUNK_BYTES = 256 * 1024
PART_BYTES = 5 * 1024 * 1024
PARTS_AT_ONCE = 2
_PROBE = "probe/writable"
_PROBED_FOR_S = 15.0
_URLS_HELD = 10_000
_LAST_WORDS_S = 0.05
"""obstore's threads answer the loop once more after their work; an interpreter that ends right then is aborted."""
_TYPES = {".webm": "audio/webm", ".webp": "image/webp"}
_IMMUTABLE = "private, immutable, max-age=31536000"
_log = structlog.get_logger("sonix.storage")

Bucket = S3Store | GCSStore


class ObjectStorage:
    """Keeps everything in one bucket.

    Args:
        bucket: where it is, with the credentials.
        prefix: goes before every key, "" for none; several instances may share a bucket.
        public: the same bucket as browsers reach it, to sign addresses for; None: no direct addresses.
        now_s: wall clock, seconds.
    """

    def __init__(
        self, bucket: Bucket, prefix: str = "", public: Bucket | None = None, now_s: Callable[[], float] = time.time
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._public = public
        self._now_s = now_s
        self._urls: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._probed_until = 0.0

    async def put_file(self, key: str, path: Path) -> None:
        """See `Storage.put_file`. Holds at most two parts of 5 MB in memory."""
        place = self._path(key)
        await anyio.to_thread.run_sync(path.stat)  # our own file missing is another matter than the bucket missing
        kind = _TYPES.get(Path(key).suffix, "application/octet-stream")
        with _refusals("write", gone_is_refusal=True):
            await obstore.put_async(
                self._bucket,
                place,
                path,
                attributes={"Content-Type": kind, "Cache-Control": _IMMUTABLE},
                chunk_size=PART_BYTES,
                max_concurrency=PARTS_AT_ONCE,
            )

    async def open_range(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        """See `Storage.open_range`."""
        path = self._path(key)
        if length <= 0 or not await self._reaches(key, start):
            return
        with _refusals("read"):
            answer = await obstore.get_async(self._bucket, path, options={"range": (start, start + length)})
            async for chunk in answer.stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(chunk)

    async def size(self, key: str) -> int | None:
        """See `Storage.size`."""
        path = self._path(key)
        with _refusals("look up"):
            try:
                return (await obstore.head_async(self._bucket, path))["size"]
            except FileNotFoundError:
                return None

    async def exists(self, key: str) -> bool:
        """See `Storage.exists`."""
        return await self.size(key) is not None

    async def delete(self, key: str) -> None:
        """See `Storage.delete`."""
        path = self._path(key)
        with _refusals("delete"):
            try:
                await obstore.delete_async(self._bucket, path)
            except FileNotFoundError:
                return

    async def list(self, prefix: str = "") -> AsyncIterator[Stored]:
        """See `Storage.list`."""
        with _refusals("list", gone_is_refusal=True):
            async for batch in obstore.list(self._bucket, f"{self._prefix}{prefix}" or None):
                for found in batch:
                    key = found["path"].removeprefix(self._prefix)
                    if is_key(key) and key != _PROBE:
                        yield Stored(key, found["size"], int(found["last_modified"].timestamp()))

    async def url(self, key: str, life_s: int) -> str | None:
        """See `Storage.url`. The same address is given until half of its life is over, so that caches work."""
        if self._public is None:
            return None
        path = self._path(key)
        url, until_s = self._urls.get(path, ("", 0.0))
        if until_s - self._now_s() < life_s:
            with _refusals("sign"):
                url = await obstore.sign_async(self._public, "GET", path, timedelta(seconds=2 * life_s))
            self._urls[path] = (url, self._now_s() + 2 * life_s)
            while len(self._urls) > _URLS_HELD:
                self._urls.popitem(last=False)
        self._urls.move_to_end(path)
        return url

    async def tidy(self, before_s: float) -> None:
        """See `Storage.tidy`: parts of an upload that was cut are the bucket's own to expire (docs/storage.md)."""

    async def writable(self) -> bool:
        """See `Storage.writable`. A good answer counts for 15 s: readiness is asked often, and writing costs."""
        if time.monotonic() < self._probed_until:
            return True
        try:
            with _refusals("write", gone_is_refusal=True):
                await obstore.put_async(self._bucket, self._path(_PROBE), b"1")
        except SonixError:
            return False
        self._probed_until = time.monotonic() + _PROBED_FOR_S
        return True

    async def close(self) -> None:
        """See `Storage.close`."""
        await asyncio.sleep(_LAST_WORDS_S)

    async def _reaches(self, key: str, start: int) -> bool:
        """Whether there is a byte at `start`: a bucket answers an error where a file answers nothing."""
        if start == 0:
            return True
        size_bytes = await self.size(key)
        if size_bytes is None:
            raise FileNotFoundError(key)
        return start < size_bytes

    def _path(self, key: str) -> str:
        return self._prefix + checked(key)


@contextmanager
def _refusals(doing: str, *, gone_is_refusal: bool = False) -> Iterator[None]:
    """What obstore raises, as this program's errors. Where no single key is asked for, "not found" means the bucket."""
    try:
        yield
    except (BaseError, OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError) and not gone_is_refusal:
            raise
        reason = str(error).partition("\n")[0][:300]
        _log.warning("storage_unavailable", doing=doing, reason=reason)
        raise SonixError(
            "storage_unavailable",
            "The music storage does not answer as it should. Try again in a moment.",
            status=503,
            retryable=True,
        ) from error
