"""What a room wants of the way from one track to the next."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

MAX_CROSSFADE_S = 12

Loudness = Literal["track", "album", "off"]


class BlendRules(msgspec.Struct, frozen=True):
    """How one track goes over into the next.

    `crossfade_s` is how long both sound together, 0 is gapless; `loudness` says what is brought to one level.
    """

    crossfade_s: Annotated[int, Meta(ge=0, le=MAX_CROSSFADE_S)] = 0
    loudness: Loudness = "track"
