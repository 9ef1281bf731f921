"""Rooms with four people in them whose queue has a mode, and what they do there."""

from __future__ import annotations

from typing import Any

from sonix.core.room import commands as c
from sonix.core.room.queue_settings import QueueMode, QueueRules

from .rooms import Driver, track

PEOPLE = ("ana", "ben", "cleo", "dan")


def room_in(mode: QueueMode, *names: str, **rules: Any) -> Driver:
    """Ana's room in that mode, Ben, Cleo and Dan in it, these tracks of hers in its queue."""
    d = Driver(*names)
    for who in ("cleo", "dan"):
        d.do(c.Join(who.title()), actor=who)
    d.do(c.Configure(queue=QueueRules(mode=mode, **rules)))
    return d


def add(d: Driver, who: str, *names: str, where: str = "last") -> None:
    d.do(c.Enqueue(tuple(c.NewEntry(name, track(name)) for name in names), where), actor=who)  # type: ignore[arg-type]


def vote(d: Driver, entry_id: str, *people: str, wanted: bool = True) -> None:
    for who in people:
        d.do(c.Vote(entry_id, wanted), actor=who)


def play_on(d: Driver, tracks: int = 1) -> None:
    """Let so many tracks end, each written down as the keeper does."""
    for _ in range(tracks):
        d.wait(61)
        d.do(c.Advance(), actor=None)
