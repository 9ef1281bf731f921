"""Tells people that somebody named them, wherever else they want to be told; nobody who speaks waits for that."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from typing import Protocol

import structlog

from sonix.core.room.state import Room
from sonix.protocol.chat import Said

log = structlog.get_logger(__name__)


class Teller(Protocol):
    """Implemented by `sonix.push`."""

    async def mentioned(self, user_ids: Collection[str], room: tuple[str, str], by: str, text: str) -> None:
        """Tell people that `by` named them in a room, given by its code and name."""
        ...


class Naming:
    """Hands on who was named."""

    def __init__(self, teller: Teller | None) -> None:
        self._teller = teller
        self._tasks: set[asyncio.Task[None]] = set()

    def said(self, room: Room, said: Iterable[Said]) -> None:
        """Look at what was said: a message that was only changed names nobody anew."""
        for each in said:
            if self._teller is not None and each.mentions and each.rev == each.seq:
                task = asyncio.create_task(
                    self._teller.mentioned(each.mentions, (room.code, room.name), each.name, each.text)
                )
                self._tasks.add(task)
                task.add_done_callback(self._done)

    async def stop(self) -> None:
        """Let what is being told be told."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("mention_not_told", error=repr(error))
