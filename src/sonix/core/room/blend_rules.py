"""What a room wants of the way from one track to the next."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

MAX_CROSSFADE_S = 12

Loudness = Literal["track", "album", "off"]


class BlendRules(msgspec.Struct, frozen=True):
    """How one track goes over into the next.

    Attributes:
        crossfade_s: how long both sound together; 0 is gapless.
        loudness: what is brought to one level: each track, each album as a whole, or nothing.
        fallback: what goes on when the queue runs out: nothing (`off`), what the room has played (`history`), or the
            playlist of this id.
    """

    crossfade_s: Annotated[int, Meta(ge=0, le=MAX_CROSSFADE_S)] = 0
    loudness: Loudness = "track"
    fallback: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")] = "off"
