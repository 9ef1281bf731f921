"""The bus of a single node: a list of callbacks."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from sonix.bus.port import News, Subscriber

log = structlog.get_logger(__name__)


class MemoryBus:
    """Delivers in the order of publishing, before `publish` returns."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []

    async def publish(self, news: News) -> None:
        """Call every subscriber; one that raises is logged and does not keep the news from the others."""
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(news)
            except Exception:
                log.exception("bus_subscriber_failed", room_id=news.room_id)

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with all news until the returned function is called."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)
