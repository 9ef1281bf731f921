"""The bus of a single node: a list of callbacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog

from sonix.bus.port import ChatChange, ChatSubscriber, News, Revoked, RevokedSubscriber, Subscriber

log = structlog.get_logger(__name__)
T = TypeVar("T")


class MemoryBus:
    """Delivers in the order of publishing, before `publish` returns."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []
        self._of_revoked: list[RevokedSubscriber] = []
        self._of_chat: list[ChatSubscriber] = []

    async def publish(self, news: News) -> None:
        """Call every subscriber; one that raises is logged and does not keep the news from the others."""
        _deliver(news, self._subscribers)

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with all news until the returned function is called."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    async def publish_revoked(self, revoked: Revoked) -> None:
        """Call every subscriber; one that raises is logged and does not keep the news from the others."""
        _deliver(revoked, self._of_revoked)

    def subscribe_revoked(self, subscriber: RevokedSubscriber) -> Callable[[], None]:
        """Call `subscriber` whenever sign-ins have ended until the returned function is called."""
        self._of_revoked.append(subscriber)
        return lambda: self._of_revoked.remove(subscriber)

    async def publish_chat(self, change: ChatChange) -> None:
        """Call every subscriber; one that raises is logged and does not keep the news from the others."""
        _deliver(change, self._of_chat)

    def subscribe_chat(self, subscriber: ChatSubscriber) -> Callable[[], None]:
        """Call `subscriber` with whatever is said until the returned function is called."""
        self._of_chat.append(subscriber)
        return lambda: self._of_chat.remove(subscriber)


def _deliver(news: T, subscribers: list[Callable[[T], None]]) -> None:
    for subscriber in tuple(subscribers):
        try:
            subscriber(news)
        except Exception:
            log.exception("bus_subscriber_failed", about=type(news).__name__)
