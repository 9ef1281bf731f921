"""Counting what was played and who was there. Pure: lists in, figures out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from sonix.core.evenings import Span
from sonix.core.room.fallback_rules import NOBODY
from sonix.statistics.schemas import Top, TopPerson, TopTrack

MOST_TRACKS = 20
MOST_PEOPLE = 200


class Play(msgspec.Struct, frozen=True):
    """One track that began, who had brought it, and how long it sounded."""

    track_id: str
    title: str
    artist: str
    cover_id: str | None
    added_by: str
    airtime_us: int


class Stay(msgspec.Struct, frozen=True):
    """Somebody was there."""

    member_id: str
    from_us: int
    to_us: int

    @property
    def span(self) -> Span:
        """From when to when."""
        return Span(self.from_us, self.to_us)


def tally(plays: Sequence[Play], stays: Sequence[Stay], span: Span, names: Mapping[str, str]) -> Top:
    """The figures of `span`. Of equals, whoever and whatever came first stands first."""
    return Top(
        plays=len(plays),
        airtime_s=_seconds(sum(play.airtime_us for play in plays)),
        people_there=len({stay.member_id for stay in stays}),
        tracks=_tracks(plays)[:MOST_TRACKS],
        people=_people(plays, stays, span, names)[:MOST_PEOPLE],
    )


def _tracks(plays: Sequence[Play]) -> list[TopTrack]:
    by_track: dict[str, list[Play]] = defaultdict(list)
    for play in plays:
        by_track[play.track_id].append(play)
    counted = [
        TopTrack(
            track_id=track_id,
            title=of_track[-1].title,
            artist=of_track[-1].artist,
            cover_id=of_track[-1].cover_id,
            plays=len(of_track),
            airtime_s=_seconds(sum(play.airtime_us for play in of_track)),
        )
        for track_id, of_track in by_track.items()
    ]
    return sorted(counted, key=lambda track: (-track.plays, -track.airtime_s))


def _people(plays: Sequence[Play], stays: Sequence[Stay], span: Span, names: Mapping[str, str]) -> list[TopPerson]:
    airtime_us: dict[str, int] = defaultdict(int)
    tracks: dict[str, int] = defaultdict(int)
    present_us: dict[str, int] = defaultdict(int)
    for play in plays:
        if play.added_by == NOBODY:  # what went on by itself is nobody's
            continue
        airtime_us[play.added_by] += play.airtime_us
        tracks[play.added_by] += 1
    for stay in stays:
        present_us[stay.member_id] += stay.span.within(span)
    everybody = dict.fromkeys([*tracks, *present_us])
    counted = [
        TopPerson(
            member_id=member_id,
            name=names.get(member_id, ""),
            tracks=tracks[member_id],
            airtime_s=_seconds(airtime_us[member_id]),
            present_s=_seconds(present_us[member_id]),
        )
        for member_id in everybody
    ]
    return sorted(counted, key=lambda person: (-person.airtime_s, -person.present_s))


def _seconds(us: int) -> int:
    return round(us / 1e6)
