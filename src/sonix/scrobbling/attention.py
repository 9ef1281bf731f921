"""When a track counts as heard: half of it, or four minutes, whichever comes first, of one longer than 30 s.

That is the rule that Last.fm and ListenBrainz state. Seeking back and pausing count what was heard, not where the
music is.
"""

from __future__ import annotations

from dataclasses import dataclass

from sonix.core.room.state import Track

ENOUGH_US = 240_000_000
SHORTEST_US = 30_000_000
ROUND_BACK_US = 5_000_000
"""A track that is this much further back than it was, after it has counted, has begun anew."""


@dataclass
class _Hearing:
    entry_id: str
    began_at_s: int
    heard_us: int = 0
    position_us: int = 0
    counted: bool = False


class Attention:
    """What each member of a room has heard of what plays."""

    def __init__(self) -> None:
        self._hearings: dict[tuple[str, str], _Hearing] = {}

    def hears(
        self, room_id: str, member_id: str, entry_id: str, track: Track, position_us: int, passed_us: int, now_s: int
    ) -> int | None:
        """`member_id` has heard the track for `passed_us` more. When it counts now: when it began, in wall seconds."""
        key = (room_id, member_id)
        hearing = self._hearings.get(key)
        again = hearing is not None and hearing.counted and position_us < hearing.position_us - ROUND_BACK_US
        if hearing is None or hearing.entry_id != entry_id or again:
            began_at_s = now_s - min(position_us, passed_us) // 1_000_000
            hearing = self._hearings[key] = _Hearing(entry_id, began_at_s)
        hearing.heard_us += passed_us
        hearing.position_us = position_us
        if hearing.counted or track.duration_us <= SHORTEST_US:
            return None
        hearing.counted = hearing.heard_us >= min(track.duration_us // 2, ENOUGH_US)
        return hearing.began_at_s if hearing.counted else None

    def only(self, present: set[tuple[str, str]]) -> None:
        """Forget whoever is not among these `(room_id, member_id)`: who comes back begins anew."""
        for gone in self._hearings.keys() - present:
            del self._hearings[gone]
