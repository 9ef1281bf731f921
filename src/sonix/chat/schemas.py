"""What the chat's endpoints answer."""

from __future__ import annotations

import msgspec

from sonix.protocol.chat import Said


class ChatPage(msgspec.Struct, frozen=True):
    """Messages; `more`: there are others beyond these. `seq`: the number of the newest change in the room."""

    said: tuple[Said, ...]
    more: bool
    seq: int


class HeatLine(msgspec.Struct, frozen=True):
    """How many reactions each hundredth of a track has had in a room."""

    track_id: str
    bins: tuple[int, ...]
