"""When a track counts as heard: half of it, or four minutes, whichever comes first, of one longer than 30 s.

That is the rule that Last.fm and ListenBrainz state. What is counted is time in which the music sounded and somebody
heard it, wherever in the track it was: never more than has passed, so that nobody seeks their way to a play.
Pure: times come in, as µs of the room timeline.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sonix.core.room.state import Track

ENOUGH_US = 240_000_000
SHORTEST_US = 30_000_000
MOST_PASSED_US = 60_000_000
"""What is counted at once at most: a machine that slept has heard nothing meanwhile."""
ANEW_US = 5_000_000
"""A track that starts no further in than this, after it has counted, is heard anew."""
KEPT_US = 1_800_000_000
"""Who is back after less than this, and finds the same entry, goes on hearing it."""
Place = tuple[str, str]


def needed_us(duration_us: int) -> int:
    """How much of a track is to be heard for it to count."""
    return min(duration_us // 2, ENOUGH_US)


@dataclass(frozen=True)
class Sound:
    """What sounds in a room. `since_us`: since when it does without a break; `from_us`: where in the track that was."""

    entry_id: str
    track: Track
    from_us: int
    since_us: int


@dataclass(frozen=True)
class Heard:
    """A track counts as heard by a member, who began to hear it at `began_us`."""

    room_id: str
    member_id: str
    track: Track
    began_us: int


@dataclass
class _Hearing:
    entry_id: str
    began_us: int
    since_us: int
    heard_us: int = 0
    counted: bool = False


@dataclass(frozen=True)
class Room:
    """What sounds in a room, if anything, and for whom."""

    sound: Sound | None
    who: Collection[str]


class Attention:
    """What each member of each room has heard of what plays there."""

    def __init__(self) -> None:
        self._hearings: dict[Place, _Hearing] = {}
        self._seen_us: dict[Place, int] = {}
        self._looked_us: int | None = None

    def look(self, now_us: int, rooms: Mapping[str, Room]) -> list[Heard]:
        """See who hears what now. What was heard is what sounded since the last look, for those who were there then."""
        counted = []
        for room_id, room in rooms.items():
            for member_id in room.who:
                place = (room_id, member_id)
                stayed = self._looked_us is not None and self._seen_us.get(place) == self._looked_us
                from_us = max(self._looked_us or 0, now_us - MOST_PASSED_US) if stayed else now_us
                if room.sound is not None and (hearing := self._listen(place, room.sound, from_us, now_us)) is not None:
                    counted.append(Heard(room_id, member_id, room.sound.track, hearing.began_us))
                self._seen_us[place] = now_us
        self._looked_us = now_us
        self._forget(now_us)
        return counted

    def _listen(self, place: Place, sound: Sound, from_us: int, now_us: int) -> _Hearing | None:
        """Count what `place` has heard between two looks. The hearing, when that makes it one that counts."""
        from_us = min(now_us, max(from_us, sound.since_us))
        hearing = self._hearings.get(place)
        if hearing is None or hearing.entry_id != sound.entry_id or _is_anew(hearing, sound):
            hearing = self._hearings[place] = _Hearing(sound.entry_id, from_us, sound.since_us)
        hearing.since_us = sound.since_us
        hearing.heard_us += now_us - from_us
        duration_us = sound.track.duration_us
        if hearing.counted or duration_us <= SHORTEST_US:
            return None
        hearing.counted = hearing.heard_us >= needed_us(duration_us)
        return hearing if hearing.counted else None

    def _forget(self, now_us: int) -> None:
        for place in [place for place, seen_us in self._seen_us.items() if seen_us <= now_us - KEPT_US]:
            del self._seen_us[place]
            self._hearings.pop(place, None)


def _is_anew(hearing: _Hearing, sound: Sound) -> bool:
    return hearing.counted and sound.since_us > hearing.since_us and sound.from_us <= ANEW_US
