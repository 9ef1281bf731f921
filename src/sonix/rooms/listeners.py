"""Who is connected to a room on this node, and what each could play at once. In memory, never in SQL.

*Active* is who the music waits for: connected, joined by a tap, audible, and heard of within 5 s (docs/sync.md). What
a switch must know of the world, its lead and whether everybody has the target buffered, is computed here.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from sonix.core.room.state import Transport
from sonix.protocol.client import Status

STATUS_LIFE_US = 5_000_000
HISTORY_S = 60
MIN_LEAD_US, MAX_LEAD_US, LEAD_MARGIN_US = 150_000, 2_000_000, 50_000
ENOUGH_AHEAD_US = 1_000_000
"""How much must be buffered from a position on to start there: decoding is faster than playing from then on."""
MISSED_GATES = 2
MAX_RTT_US, MAX_JITTER_US, MAX_ARM_MS, MAX_LATENCY_MS = 2_000_000, 500_000, 500.0, 1000.0
"""What is believed of a report at most."""
OUTLIERS_FROM = 4
BELIEVED_US, BELIEVED_OF_FEW_US = 600_000, 1_000_000
"""In a room of two or three one member, in a larger one a tenth (at least one) can't make the others wait longer than
this by what it says of itself. Bluetooth on a poor network stays below the first, and over a satellite below the
second, which a few friends will rather bear. Who needs longer comes in late at a switch, in step."""
GONE_KEPT = 10_000
"""So many who are gone are remembered until somebody asks for them."""
QUORUM_FROM = 33
QUORUM = 0.9
"""From this many active listeners on, a gate opens when nine of ten are ready: one of so many is always late."""


@dataclass(eq=False)
class Listener:
    """One connection of one member.

    Attributes:
        listening: joined by a tap; a page that only looks is never waited for.
        ready_epoch: the newest epoch it said it could play.
        stalled: it ran dry, and has not said since that it plays again.
        missed_gates: gates in a row that opened at their deadline without it.
        errors: second of room time and `err_us` of its last reports, at most one a second and `HISTORY_S` of them.
    """

    room_id: str
    member_id: str
    listening: bool
    connected_at_us: int
    status: Status = field(default_factory=Status)
    status_at_us: int | None = None
    ready_epoch: int = -1
    stalled: bool = False
    missed_gates: int = 0
    errors: deque[tuple[int, int | None]] = field(default_factory=lambda: deque(maxlen=HISTORY_S))

    def is_active(self, now_us: int) -> bool:
        """Whether it sounds, as far as is known."""
        fresh = self.status_at_us is not None and now_us - self.status_at_us < STATUS_LIFE_US
        return self.hears() and fresh

    def hears(self) -> bool:
        """Whether it was sounding when it was last heard of."""
        return self.listening and self.status.audible and not self.status.remote

    def lead_us(self) -> float:
        """How long news needs to become sound there: the way, its jitter, arming the player, and the way to the ear."""
        status = self.status
        way_us = min(status.rtt_us, MAX_RTT_US) / 2 + 3 * min(status.jitter_us, MAX_JITTER_US)
        return way_us + 1000 * (_within(status.arm_ms, MAX_ARM_MS) + _within(status.latency_ms, MAX_LATENCY_MS))

    def holds(self, entry_id: str, from_us: int, to_us: int) -> bool:
        """Whether `[from_us, to_us)` of the entry is in its buffer."""
        return any(
            part.entry_id == entry_id and part.from_us <= from_us and to_us <= part.to_us
            for part in self.status.buffered
        )

    def note_status(self, status: Status, now_us: int) -> None:
        """Take a status message."""
        self.status = status
        self.status_at_us = now_us
        self.stalled = self.stalled and status.buffered_ms < ENOUGH_AHEAD_US / 1000
        second = now_us // 1_000_000
        if self.errors and self.errors[-1][0] == second:
            self.errors.pop()
        self.errors.append((second, status.err_us))

    def history(self, now_us: int) -> tuple[int | None, ...]:
        """`err_us` of the last seconds, oldest first; None for a second in which nothing came."""
        known = dict(self.errors)
        last = now_us // 1_000_000
        first = next((second for second in known if second > last - HISTORY_S), last + 1)
        return tuple(known.get(second) for second in range(first, last + 1))

    def note_ready(self, epoch: int) -> None:
        """It can play what `epoch` asks for: it is waited for again."""
        self.ready_epoch = max(self.ready_epoch, epoch)
        self.missed_gates = 0
        self.stalled = False

    def note_stall(self) -> None:
        """It ran dry; the room goes on."""
        self.stalled = True


class Listeners:
    """Every connection of this node, by room."""

    def __init__(self) -> None:
        self._rooms: dict[str, dict[Listener, None]] = {}
        self._gone: deque[Listener] = deque(maxlen=GONE_KEPT)

    def add(self, listener: Listener) -> None:
        """A connection has opened."""
        self._rooms.setdefault(listener.room_id, {})[listener] = None

    def remove(self, listener: Listener) -> None:
        """A connection is gone."""
        here = self._rooms.get(listener.room_id, {})
        here.pop(listener, None)
        if not here:
            self._rooms.pop(listener.room_id, None)
        if listener.listening:
            self._gone.append(listener)

    def take_gone(self) -> list[Listener]:
        """Who had joined by a tap and has gone since this was asked last."""
        gone = list(self._gone)
        self._gone.clear()
        return gone

    def of(self, room_id: str) -> list[Listener]:
        """All connections to a room, oldest first."""
        return list(self._rooms.get(room_id, ()))

    def of_member(self, room_id: str, member_id: str) -> list[Listener]:
        """The connections of one member, oldest first."""
        return [listener for listener in self._rooms.get(room_id, ()) if listener.member_id == member_id]

    def rooms(self) -> list[str]:
        """Rooms somebody is connected to."""
        return list(self._rooms)

    def count(self, room_id: str) -> int:
        """Members with at least one connection that joined by a tap."""
        return len({listener.member_id for listener in self._rooms.get(room_id, ()) if listener.listening})

    def hearing(self, room_id: str) -> int:
        """Members who hear the music: remotes, and those whose sound is off, have joined and do not."""
        return len(self.who_hears(room_id))

    def who_hears(self, room_id: str) -> frozenset[str]:
        """Ids of the members who hear the music."""
        return frozenset(each.member_id for each in self._rooms.get(room_id, ()) if each.hears())

    def lead_us(self, room_id: str, now_us: int) -> int:
        """How far ahead a switch must lie for every listener that is waited for to make it, 150 ms to 2 s.

        Reports are taken on trust, so a single one does not decide for a whole room.
        """
        members: dict[str, float] = {}
        for listener in self._waited_for(room_id, now_us):
            members[listener.member_id] = max(listener.lead_us(), members.get(listener.member_id, 0.0))
        needed_us = _longest_believed(sorted(members.values())) + LEAD_MARGIN_US
        return round(min(max(needed_us, MIN_LEAD_US), MAX_LEAD_US))

    def can_play(self, room_id: str, now_us: int, entry_id: str, position_us: int, duration_us: int | None) -> bool:
        """Whether every listener that is waited for could play there at once; True when there is none."""
        to_us = _enough(position_us, duration_us)
        return all(listener.holds(entry_id, position_us, to_us) for listener in self._waited_for(room_id, now_us))

    def all_ready(self, room_id: str, now_us: int, gated: Transport, duration_us: int | None) -> bool:
        """Whether the gate of `gated` may open: everyone waited for is ready, or a quorum in a large room."""
        waited_for = self._waited_for(room_id, now_us)
        ready = sum(_is_ready(listener, gated, duration_us) for listener in waited_for)
        needed = len(waited_for) if len(waited_for) < QUORUM_FROM else math.ceil(QUORUM * len(waited_for))
        return ready >= needed

    def note_gate_over(self, room_id: str, now_us: int, gated: Transport, duration_us: int | None) -> None:
        """A gate has opened at its deadline: who was not ready has missed it."""
        for listener in self._active(room_id, now_us):
            listener.missed_gates = 0 if _is_ready(listener, gated, duration_us) else listener.missed_gates + 1

    def _active(self, room_id: str, now_us: int) -> Iterable[Listener]:
        return (listener for listener in self._rooms.get(room_id, ()) if listener.is_active(now_us))

    def _waited_for(self, room_id: str, now_us: int) -> list[Listener]:
        return [listener for listener in self._active(room_id, now_us) if listener.missed_gates < MISSED_GATES]


def _longest_believed(leads_us: list[float]) -> float:
    """The longest of sorted leads; what the longest one adds, or tenth of many, counts up to a bound only."""
    if len(leads_us) < 2:
        return leads_us[0] if leads_us else 0.0
    outliers = max(1, len(leads_us) // 10)
    believed_us = BELIEVED_US if len(leads_us) >= OUTLIERS_FROM else BELIEVED_OF_FEW_US
    return max(leads_us[-1 - outliers], min(leads_us[-1], believed_us))


def _within(value: float, most: float) -> float:
    return min(max(0.0, value), most)


def _is_ready(listener: Listener, gated: Transport, duration_us: int | None) -> bool:
    if listener.ready_epoch == gated.epoch:
        return True
    to_us = _enough(gated.position_us, duration_us)
    return gated.entry_id is not None and listener.holds(gated.entry_id, gated.position_us, to_us)


def _enough(position_us: int, duration_us: int | None) -> int:
    to_us = position_us + ENOUGH_AHEAD_US
    return to_us if duration_us is None else max(position_us, min(to_us, duration_us))
