"""Pictures from strangers, made harmless: decoded within bounds, shrunk, stripped and written anew as WebP."""

from __future__ import annotations

from pathlib import Path


def make_cover(data: bytes, out: Path) -> str | None:
    """Writes `data` (JPEG, PNG, WebP or GIF) to `out` as WebP of at most 1024 px; returns its accent "#rrggbb".

    None, and no file, when the data is not a picture within bounds.
    """
    raise NotImplementedError
