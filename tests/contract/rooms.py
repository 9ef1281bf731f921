"""Rooms and batches to put into a store, made by the real rules: every kind of change is written as it happens."""

from __future__ import annotations

import itertools

from sonix.core.room import commands as c
from sonix.core.room.create import new_room
from sonix.core.room.state import Rendition, Room, Track
from sonix.core.room.turn import Conditions
from sonix.protocol.server import Ack
from sonix.rooms.batch import Ask, Decided, decide_all

NOW_US = 1_700_000_000_000_000
_numbers = itertools.count(1)


def track(track_id: str, seconds: int = 60) -> Track:
    rendition = Rendition(f"r-{track_id}", seconds * 48_000, 312, seconds * 50 + 1, seconds * 20_000, -3.25)
    return Track(track_id, "Ünïcödé 🎧", "Somebody", "", rendition, cover_id="c" * 64, accent="#a1b2c3")


def room(code: str = "ABCDEF") -> Room:
    number = next(_numbers)
    return new_room(f"room{number}", code, "Küche 🍳", "host", "Hanna", NOW_US)


def add(*entry_ids: str) -> c.Enqueue:
    return c.Enqueue(tuple(c.NewEntry(entry_id, track(f"t-{entry_id}")) for entry_id in entry_ids))


def decided(before: Room, *commands: c.Command, actor: str | None = "host", at_us: int = NOW_US) -> Decided:
    """The commands in one batch, each with a `cmd_id` of its own."""
    asks = [Ask(actor, f"cmd{next(_numbers)}", command) for command in commands]
    found = decide_all(before, asks, {}, at_us, lambda _: Conditions())
    assert all(isinstance(reply, Ack) for reply in found.replies), found.replies
    return found
