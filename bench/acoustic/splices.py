"""Whether a browser's change from one place to another is a fade or a cut."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.acoustic.programme import Samples
from bench.acoustic.residual import MS, PART, REACH, clicked, drift, left_over, shifted
from bench.acoustic.sinks import RATE_HZ
from bench.acoustic.windows import Ear

Music = Callable[[float, int], Samples]
"""So many samples from a room time on."""

_BEFORE_MS, _AFTER_MS = 20, 60
_SPAN = 2 * PART
_KNOT = 80
"""Samples: a fade of 5 ms bends no quicker, a cut does."""


def cuts(ear: Ear, room_us: float, new: Music, old: Music | None) -> list[float]:
    """Room times of milliseconds around `room_us` that neither old nor new place, nor a fade between them, explains.

    `old`: None when nothing sounded before. Where a place cannot be found beside the splice, nothing is known of it.
    """
    start, count = ear.index(room_us) - _BEFORE_MS * MS, (_BEFORE_MS + _AFTER_MS) * MS
    heard = ear.sound(start, count)
    parts = [_placed(ear, new, start + count, start, count)]
    if old is not None:
        parts.append(_placed(ear, old, start - _SPAN, start, count))
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return []
    return [ear.room_us(start + at_ms * MS) for at_ms in clicked(left_over(heard, known, _KNOT), heard)]


def _placed(ear: Ear, music: Music, beside: int, start: int, count: int) -> Samples | None:
    """The music where the browser plays it from `start` on, going by the 100 ms that begin at `beside`."""

    def around(begin: int, size: int) -> Samples:
        return music(ear.room_us(begin) - REACH * 1e6 / RATE_HZ, size + 2 * REACH)

    line = drift(ear.sound(beside, _SPAN), around(beside, _SPAN))
    if line is None:
        return None
    slope, offset = line
    return shifted(around(start, count), np.arange(count) + slope * (np.arange(count) + start - beside) + offset)
