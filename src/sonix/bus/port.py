"""What a bus carries, and how one is used. News may be lost: whoever sees a gap in `rev` asks the truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from sonix.protocol.server import Revision


class News(msgspec.Struct, frozen=True):
    """Commits of one room, in order, without gaps. `origin` names the node that made them."""

    room_id: str
    revisions: tuple[Revision, ...]
    origin: str = ""


Subscriber = Callable[[News], None]


class Bus(Protocol):
    """Carries news of commits to every node, this one included."""

    async def publish(self, news: News) -> None:
        """Hand `news` to the subscribers of every node that can be reached. Never raises for one that can't."""
        ...

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with all news from now on; what is returned ends that. Subscribers return at once."""
        ...
