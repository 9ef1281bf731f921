"""Covers in three sizes, addressed by the hash of the full one.

Pictures from strangers are decoded by the media workers only; what is shrunk here is our own WebP.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import anyio.to_thread
from PIL import Image

from sonix.core.errors import SonixError
from sonix.media.cover import Colours
from sonix.media.errors import MediaRefused
from sonix.media.folders import working_folder
from sonix.media.pool import MediaPool
from sonix.storage.port import Storage, cover_key

MAX_COVER_BYTES = 20_000_000
SMALL_SIZES_PX = (320, 96)


@dataclass(frozen=True)
class Cover:
    """A stored cover."""

    cover_id: str
    colours: Colours

    def columns(self) -> dict[str, str | None]:
        """What a track's row says of it."""
        accent, palette = self.colours.accent or None, " ".join(self.colours.palette) or None
        return {"cover_id": self.cover_id, "accent": accent, "palette": palette}


@dataclass(frozen=True)
class Drawing:
    """A cover that is made but not stored yet."""

    full: Path
    colours: Colours


async def store_cover(storage: Storage, full: Path, colours: Colours) -> Cover:
    """Store our own `full` WebP and its small sizes."""
    cover_id = await anyio.to_thread.run_sync(cover_id_of, full)
    await put_cover(storage, full, cover_id)
    return Cover(cover_id, colours)


async def put_cover(storage: Storage, full: Path, cover_id: str) -> None:
    """Put the files of a cover where they belong."""
    async with working_folder(full.parent, "small-") as folder:
        for size_px in SMALL_SIZES_PX:
            small = folder / f"{size_px}.webp"
            await anyio.to_thread.run_sync(_shrink, full, small, size_px)
            await storage.put_file(cover_key(cover_id, str(size_px)), small)
    await storage.put_file(cover_key(cover_id, "full"), full)


@asynccontextmanager
async def received_cover(pool: MediaPool, stream: AsyncIterator[bytes], work_dir: Path) -> AsyncIterator[Drawing]:
    """Take a picture somebody sends, piece by piece, and have a worker make a cover of it.

    Raises:
        SonixError: `too_large`, 413; `bad_cover`, 422.
    """
    async with working_folder(work_dir, "cover-") as folder:
        await _receive(stream, folder / "picture")
        try:
            colours = await pool.picture(folder / "picture", folder)
        except MediaRefused:
            colours = None
        if colours is None:
            raise SonixError("bad_cover", "This is not a picture we can use. Try a JPEG or PNG.", status=422)
        yield Drawing(folder / "cover.webp", colours)


async def _receive(stream: AsyncIterator[bytes], path: Path) -> None:
    length = 0
    async with await anyio.open_file(path, "wb") as file:
        async for chunk in stream:
            length += len(chunk)
            if length > MAX_COVER_BYTES:
                allowed_mb = MAX_COVER_BYTES // 1_000_000
                raise SonixError("too_large", f"At most {allowed_mb} MB are taken for a cover.", status=413)
            await file.write(chunk)


def cover_id_of(path: Path) -> str:
    """The address of a cover: the hash of its full size."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _shrink(full: Path, small: Path, size_px: int) -> None:
    with Image.open(full, formats=["WEBP"]) as image:
        image.thumbnail((size_px, size_px), Image.Resampling.LANCZOS)
        image.save(small, "WEBP", quality=82, method=4)
