"""Covers in three sizes, addressed by the hash of the full one.

Pictures from strangers are decoded by `sonix.media.cover` only; what is shrunk here is our own WebP.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import anyio
import anyio.to_thread
from PIL import Image

from sonix.core.errors import SonixError
from sonix.media.cover import make_cover
from sonix.storage.port import Storage, cover_key

MAX_COVER_BYTES = 20_000_000
SMALL_SIZES_PX = (320, 96)


@dataclass(frozen=True)
class Cover:
    """A stored cover. `accent` is "#rrggbb", None when the picture gave none."""

    cover_id: str
    accent: str | None


async def store_cover(storage: Storage, full: Path, accent: str | None) -> Cover:
    """Store our own `full` WebP and its small sizes."""
    cover_id = await anyio.to_thread.run_sync(cover_id_of, full)
    with tempfile.TemporaryDirectory(dir=full.parent, prefix="cover-") as folder:
        for size_px in SMALL_SIZES_PX:
            small = Path(folder) / f"{size_px}.webp"
            await anyio.to_thread.run_sync(_shrink, full, small, size_px)
            await storage.put_file(cover_key(cover_id, str(size_px)), small)
    await storage.put_file(cover_key(cover_id, "full"), full)
    return Cover(cover_id, accent)


async def store_picture(storage: Storage, data: bytes, work_dir: Path) -> Cover:
    """Store a picture somebody sent.

    Raises:
        SonixError: `bad_cover`, 422.
    """
    await anyio.Path(work_dir).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work_dir, prefix="cover-") as folder:
        full = Path(folder) / "cover.webp"
        accent = await anyio.to_thread.run_sync(make_cover, data, full)
        if accent is None or not full.exists():
            raise SonixError("bad_cover", "This is not a picture we can use. Try a JPEG or PNG.", status=422)
        return await store_cover(storage, full, accent)


def cover_id_of(path: Path) -> str:
    """The address of a cover: the hash of its full size."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _shrink(full: Path, small: Path, size_px: int) -> None:
    with Image.open(full, formats=["WEBP"]) as image:
        image.thumbnail((size_px, size_px), Image.Resampling.LANCZOS)
        image.save(small, "WEBP", quality=82, method=4)
