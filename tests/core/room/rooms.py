"""Rooms, tracks and a small driver for tests of the room's rules."""

from __future__ import annotations

from sonix.core.room import commands as c
from sonix.core.room.create import new_room
from sonix.core.room.decide import Conditions, Refusal, decide
from sonix.core.room.events import Event
from sonix.core.room.evolve import evolve_all
from sonix.core.room.state import Rendition, Room, Track

START_US = 1_000_000_000_000
SECOND = 1_000_000
LEAD_US = 150_000


def track(name: str, seconds: float = 60, album: str = "", number: int = 0) -> Track:
    """A track whose title is `name`."""
    rendition = Rendition(
        rendition_id=f"r-{name}",
        samples=int(seconds * 48_000),
        pre_skip=312,
        packets=int(seconds * 50) + 1,
        size_bytes=1,
    )
    return Track(track_id=f"t-{name}", title=name, artist="Ana", album=album, rendition=rendition, album_number=number)


class Driver:
    """A room, a clock that is moved by hand, and commands that must succeed."""

    def __init__(self, *names: str, seconds: float = 60, given: Conditions | None = None) -> None:
        self.now_us = START_US
        self.given = given or Conditions(lead_us=LEAD_US)
        self.room = new_room("room", "ABCDEF", "Kitchen", "ana", "Ana", self.now_us)
        self.do(c.MarkHeard(), actor=None)
        self.do(c.Join("Ben"), actor="ben")
        if names:
            self.do(c.Enqueue(tuple(c.NewEntry(name, track(name, seconds)) for name in names)))

    def outcome(self, command: c.Command, actor: str | None = "ana") -> tuple[Event, ...] | Refusal:
        """What the rules say, without doing it."""
        return decide(self.room, command, actor, self.now_us, self.given)

    def do(self, command: c.Command, actor: str | None = "ana") -> tuple[Event, ...]:
        """Do it; a refusal fails the test."""
        outcome = self.outcome(command, actor)
        assert not isinstance(outcome, Refusal), outcome
        self.room = evolve_all(self.room, outcome)
        return outcome

    def refused(self, command: c.Command, actor: str | None = "ana") -> str:
        """The code it is refused with."""
        outcome = self.outcome(command, actor)
        assert isinstance(outcome, Refusal), outcome
        return outcome.code

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now_us += round(seconds * SECOND)

    def play(self) -> None:
        """Play, and wait until it sounds."""
        self.do(c.Play())
        self.now_us = max(self.now_us, self.room.transport.at_us)

    def queue(self) -> list[str]:
        """Entry ids in order."""
        from sonix.core.room.queue import ordered

        return [entry.entry_id for entry in ordered(self.room)]


def room_of(driver: Driver) -> Room:
    """The room advanced to the driver's now."""
    from sonix.core.room.advance import advance

    return advance(driver.room, driver.now_us)
