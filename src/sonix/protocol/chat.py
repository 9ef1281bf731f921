"""Messages of a room's chat and of reactions, both ways. A stream of its own: nothing of it touches a room's revision.

Every message and every change of one draws the next number of the room's chat, so that whoever sees a gap knows that
something was missed, and asks for what has changed since.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from sonix.protocol.fields import Id, Micros

ChatText = Annotated[str, Meta(max_length=4000)]
"""Longer than what is kept, so that a text that is too long is refused with a reason."""
Mentions = Annotated[tuple[Id, ...], Meta(max_length=10)]
ChatSeq = Annotated[int, Meta(ge=0, le=2**52)]
Emoji = Literal["❤️", "🔥", "👏", "😂", "🎉", "😮", "😢", "🕺"]
"""What can be sent over the cover with one tap."""


class Say(msgspec.Struct, frozen=True, tag="say"):
    """Say something. `msg_id` is drawn by the client; sent again it is answered again, never said again."""

    msg_id: Id
    text: ChatText
    reply_to: ChatSeq | None = None
    mentions: Mentions = ()


class EditSaid(msgspec.Struct, frozen=True, tag="edit_said"):
    """Change the message `seq` of one's own. `msg_id` names this request."""

    msg_id: Id
    seq: ChatSeq
    text: ChatText
    mentions: Mentions = ()


class Unsay(msgspec.Struct, frozen=True, tag="unsay"):
    """Delete the message `seq`."""

    msg_id: Id
    seq: ChatSeq


class Typing(msgspec.Struct, frozen=True, tag="typing"):
    """I am writing (again every 3 s), or no more. Never answered, never kept."""

    on: bool = True


class React(msgspec.Struct, frozen=True, tag="react"):
    """An emoji for this moment of the music. Answered only when refused."""

    msg_id: Id
    emoji: Emoji
    entry_id: Id
    position_us: Micros


ChatBody = Say | EditSaid | Unsay | React


class Quote(msgspec.Struct, frozen=True):
    """The beginning of a message that is answered; empty when it is gone."""

    seq: int
    member_id: str
    name: str
    text: str


class Said(msgspec.Struct, frozen=True):
    """One message as it is now. `rev` is the number of its newest change; `text` is empty once it is deleted.

    `name` is what its author is called in the room now.
    """

    seq: int
    rev: int
    msg_id: str
    member_id: str
    name: str
    text: str
    at_us: int
    reply_to: Quote | None = None
    mentions: tuple[str, ...] = ()
    edited_at_us: int | None = None
    deleted: bool = False


class Reacted(msgspec.Struct, frozen=True):
    """An emoji somebody sent for a moment of a track."""

    member_id: str
    emoji: Emoji
    entry_id: str
    track_id: str
    position_us: int


class Typist(msgspec.Struct, frozen=True):
    """Somebody who is writing."""

    member_id: str
    name: str


class ChatOpened(msgspec.Struct, frozen=True, tag="chat_opened"):
    """Right after the welcome, to members: the newest messages, oldest first, and the number of the newest change.

    `more`: there are older ones.
    """

    seq: int
    said: tuple[Said, ...]
    more: bool


class ChatAck(msgspec.Struct, frozen=True, tag="chat_ack"):
    """What was asked for stands, durably. `seq` is the message's."""

    msg_id: str
    seq: int


class ChatRefused(msgspec.Struct, frozen=True, tag="chat_refused"):
    """Nothing came of it. `retry_in_s`: after so long the same may be said."""

    msg_id: str
    code: str
    message: str
    retryable: bool = False
    retry_in_s: int | None = None


class ChatNews(msgspec.Struct, frozen=True, tag="chat"):
    """At most four a second a room: changes with the numbers after `after` up to `seq`, reactions, and who types.

    An `after` beyond the number a client has is a gap: `GET /api/rooms/{code}/chat?after=…` has what it missed.
    `reactions` are 30 at most, for show. `typing` is None while nothing of it has changed.
    """

    after: int
    seq: int
    said: tuple[Said, ...] = ()
    reactions: tuple[Reacted, ...] = ()
    typing: tuple[Typist, ...] | None = None


ChatMessage = ChatBody | Typing
ChatReply = ChatAck | ChatRefused
ChatServerMessage = ChatOpened | ChatAck | ChatRefused | ChatNews
