"""One decision being made: the room as it is now, who asks, when, and what is known of the members' buffers."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from sonix.core.room.advance import SILENCE_LIMIT_US
from sonix.core.room.events import Event
from sonix.core.room.state import Room


def _nobody_waits(_entry_id: str, _position_us: int) -> bool:
    return True


class Conditions(msgspec.Struct, frozen=True):
    """What a decision needs to know of the world outside the room.

    Attributes:
        lead_us: how far ahead a switch must lie for every active member to make it.
        is_buffered: `(entry_id, position_us)`: whether every active member could play there at once; True when
            nobody is active.
        hearing: ids of the members who hear the music now; asked for only where votes are counted.
        gate_us: how long a start waits at most for members that are still buffering.
    """

    lead_us: int = 150_000
    is_buffered: Callable[[str, int], bool] = _nobody_waits
    gate_us: int = 3_000_000
    hearing: Callable[[], frozenset[str]] = frozenset
    max_entries: int = 1000
    max_members: int = 2000
    silence_limit_us: int = SILENCE_LIMIT_US


class Refusal(msgspec.Struct, frozen=True):
    """A command that changes nothing. `code` is stable, `message` one sentence for people.

    `fits_in_us`: how long until it would be taken, where time alone decides that; 0 elsewhere.
    """

    code: str
    message: str
    retryable: bool = False
    fits_in_us: int = 0


class Turn(msgspec.Struct, frozen=True):
    """The arguments every rule gets. `room` is advanced to `now_us`; `actor` is a member id, None the system."""

    room: Room
    actor: str | None
    now_us: int
    given: Conditions


Outcome = tuple[Event, ...] | Refusal
