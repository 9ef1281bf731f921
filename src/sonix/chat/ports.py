"""What the chat needs of the rest, and what goes between its parts."""

from __future__ import annotations

from typing import Protocol

import msgspec

from sonix.protocol.chat import ChatBody, Reacted, Said


class Mutes(Protocol):
    """Who may not speak: implemented by whoever moderates."""

    async def muted_until_us(self, room_id: str, member_id: str) -> int | None:
        """Until when (room timeline) a member may not speak in a room; None when they may."""
        ...


class NobodyMuted:
    """Everybody may speak."""

    async def muted_until_us(self, room_id: str, member_id: str) -> int | None:
        """None."""
        return None


class Ask(msgspec.Struct, frozen=True):
    """Something a member wants of a room's chat."""

    member_id: str
    body: ChatBody
    muted_until_us: int | None


class Written(msgspec.Struct, frozen=True):
    """What a transaction did: changes numbered after `after` up to `seq`, as the messages are now."""

    after: int
    seq: int
    said: tuple[Said, ...]
    reactions: tuple[Reacted, ...]
