"""What a room's chat is set to, and what a decision needs to know of a message. Instants (`_us`) are room time."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

BlockedWord = Annotated[str, Meta(min_length=1, max_length=30)]


class ChatRules(msgspec.Struct, frozen=True):
    """What may be said in a room.

    Attributes:
        on: whether there is a chat at all.
        reactions: whether emojis may be sent over the cover.
        kept_days: how long messages are kept; 0 for as long as the room.
        slow_mode_s: so long a member waits between two messages; 0 not at all.
        blocked: words nobody may use here, however they are written.
    """

    on: bool = True
    reactions: bool = True
    kept_days: Annotated[int, Meta(ge=0, le=3650)] = 365
    slow_mode_s: Annotated[int, Meta(ge=0, le=3600)] = 0
    blocked: Annotated[tuple[BlockedWord, ...], Meta(max_length=50)] = ()


class Message(msgspec.Struct, frozen=True):
    """What is known of a message that somebody wants to change."""

    member_id: str
    at_us: int
    deleted: bool


class Speaker(msgspec.Struct, frozen=True):
    """Who speaks.

    Attributes:
        last_said_us: when they said something last; of interest in slow mode only.
        muted_until_us: until when they may not speak here.
    """

    member_id: str
    last_said_us: int | None = None
    muted_until_us: int | None = None


class Words(msgspec.Struct, frozen=True):
    """What is said: text as it may be shown, and ids of the members it names."""

    text: str
    mentions: tuple[str, ...]


class Moment(msgspec.Struct, frozen=True):
    """What a reaction is pinned to."""

    track_id: str
    position_us: int


class Denied(msgspec.Struct, frozen=True):
    """Nothing comes of it. `retry_in_s`: after so long the same may be said."""

    code: str
    message: str
    retry_in_s: int | None = None
