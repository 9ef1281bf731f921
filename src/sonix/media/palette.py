"""The few colours a picture is made of, for what is shown around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

MOST = 4
_CANDIDATES = 12
_APART = 48.0
"""Least distance of two colours in 8-bit RGB: nearer ones look like one."""
_LEAST_SHARE = 0.01
_GREY_WEIGHT = 0.25


def palette(image: Image.Image) -> tuple[str, ...]:
    """One to four colours "#rrggbb", the most telling first: how much there is of each, and how vivid it is."""
    small = image.convert("RGB").resize((64, 64), Image.Resampling.BOX)
    reduced = small.quantize(_CANDIDATES, Image.Quantize.MEDIANCUT)
    found = np.asarray(reduced.getpalette("RGB"), np.float64).reshape(-1, 3)
    counts = np.bincount(np.asarray(reduced).reshape(-1), minlength=len(found))[: len(found)] / (64 * 64)
    chosen: list[npt.NDArray[np.float64]] = []
    for at in np.argsort(-counts * (_GREY_WEIGHT + _vividness(found)), kind="stable"):
        colour = found[at]
        apart = all(float(np.linalg.norm(colour - other)) >= _APART for other in chosen)
        if apart and counts[at] >= _LEAST_SHARE and len(chosen) < MOST:
            chosen.append(colour)
    return tuple(as_hex(colour) for colour in chosen)


def as_hex(rgb: npt.NDArray[np.float64]) -> str:
    """ "#rrggbb" of a colour in 8-bit RGB."""
    red, green, blue = (int(value) for value in np.rint(rgb))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _vividness(rgb: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """0 for grey, 1 for the purest colours."""
    spread: npt.NDArray[np.float64] = (rgb.max(axis=1) - rgb.min(axis=1)) / 255
    return spread
