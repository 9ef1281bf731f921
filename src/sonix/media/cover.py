"""Pictures from strangers, made harmless: decoded within bounds, cropped square, stripped and written anew as WebP."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image, ImageOps

from sonix.media.palette import as_hex, palette

MAX_BYTES = 20_000_000
MAX_PIXELS = 30_000_000
MIN_SIDE = 32
SIDE = 1024
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_BACKDROP = (24, 24, 27)
_HUES = 24


class Colours(msgspec.Struct, frozen=True):
    """What a cover gives to what stands around it, as "#rrggbb": one accent, and the one to four it is made of."""

    accent: str
    palette: tuple[str, ...]


def make_cover(data: bytes, out: Path) -> Colours | None:
    """Writes `data` (JPEG, PNG, WebP or GIF) to `out` as square WebP of at most 1024 px; returns its colours.

    None, and no file, when the data is not a picture within bounds: 20 MB, 30 megapixels, 32 px on the shorter side.
    The middle of an oblong picture is kept. Metadata and further frames are dropped, transparency is laid on dark grey.
    """
    picture = _read(data)
    if picture is None:
        return None
    side = min(SIDE, *picture.size)
    square = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    square.save(out, "WEBP", quality=86, method=4)
    return Colours(accent(square), palette(square))


def _read(data: bytes) -> Image.Image | None:
    if not data or len(data) > MAX_BYTES:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS or min(width, height) < MIN_SIDE:
                return None
            image.draft("RGB", (2 * SIDE, 2 * SIDE))
            turned = ImageOps.exif_transpose(image)
            return _flat(turned)
    except MemoryError:
        raise
    except Exception:  # Pillow raises many kinds at broken pictures; all mean the same here
        return None


def _flat(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        above = image.convert("RGBA")
        flat = Image.new("RGB", above.size, _BACKDROP)
        flat.paste(above, mask=above.getchannel("A"))
        return flat
    return image.convert("RGB")


def accent(image: Image.Image) -> str:
    """The colour one would name the picture by: the most present vivid hue, or the mean where nothing is vivid."""
    small = image.convert("RGB").resize((48, 48), Image.Resampling.BOX)
    rgb = np.asarray(small, np.float64).reshape(-1, 3)
    hsv = np.asarray(small.convert("HSV"), np.float64).reshape(-1, 3) / 255
    vivid = (hsv[:, 1] ** 1.5) * hsv[:, 2]
    hue = np.minimum((hsv[:, 0] * _HUES).astype(np.int64), _HUES - 1)
    weight = np.bincount(hue, vivid, _HUES)
    spread = weight + 0.5 * (np.roll(weight, 1) + np.roll(weight, -1))
    best = int(spread.argmax())
    near = (np.abs(hue - best) % (_HUES - 1)) <= 1
    share = np.where(near, vivid, 0.0)
    return as_hex(np.average(rgb, axis=0, weights=share) if share.sum() > 10 else rgb.mean(axis=0))
