"""What a bus carries, and how one is used. News may be lost: whoever sees a gap in `rev` asks the truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

import msgspec

from sonix.protocol.chat import Reacted, Said, Typist
from sonix.protocol.server import Knock, Revision


class News(msgspec.Struct, frozen=True):
    """Commits of one room, in order, without gaps. `origin` names the node that made them.

    `gone`: the room has been deleted, and there are no commits. `knocks`: who waits at its door now, and no commits
    either.
    """

    room_id: str
    revisions: tuple[Revision, ...]
    origin: str = ""
    gone: bool = False
    knocks: tuple[Knock, ...] | None = None


class Revoked(msgspec.Struct, frozen=True):
    """Sign-ins that have ended: the sessions of those ids, and with a `user_id` all of that person."""

    why: Literal["signed_out", "banned"]
    session_ids: tuple[str, ...] = ()
    user_id: str | None = None


class ChatChange(msgspec.Struct, frozen=True):
    """What happened in a room's chat: changes numbered after `after` up to `seq`, reactions, and who types or not."""

    room_id: str
    after: int = 0
    seq: int = 0
    said: tuple[Said, ...] = ()
    reactions: tuple[Reacted, ...] = ()
    types: Typist | None = None
    stopped: str | None = None


Subscriber = Callable[[News], None]
ChatSubscriber = Callable[[ChatChange], None]
RevokedSubscriber = Callable[[Revoked], None]


class Bus(Protocol):
    """Carries news to every node, this one included."""

    async def publish(self, news: News) -> None:
        """Hand `news` to the subscribers of every node that can be reached. Never raises for one that can't."""
        ...

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with all news from now on; what is returned ends that. Subscribers return at once."""
        ...

    async def publish_revoked(self, revoked: Revoked) -> None:
        """Tell every node that can be reached that sign-ins have ended. Never raises for one that can't."""
        ...

    def subscribe_revoked(self, subscriber: RevokedSubscriber) -> Callable[[], None]:
        """Call `subscriber` whenever sign-ins have ended; what is returned ends that. Subscribers return at once."""
        ...

    async def publish_chat(self, change: ChatChange) -> None:
        """Tell every node that can be reached what was said. Never raises for one that can't."""
        ...

    def subscribe_chat(self, subscriber: ChatSubscriber) -> Callable[[], None]:
        """Call `subscriber` with whatever is said; what is returned ends that. Subscribers return at once."""
        ...
