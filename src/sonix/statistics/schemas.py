"""What is told of a room's past. Instants in wall-clock time are ISO 8601 in UTC, `_us` is the room timeline."""

from __future__ import annotations

from pydantic import BaseModel


class Evening(BaseModel):
    """One span of listening. `from_us` and `to_us` ask for what was played in it."""

    from_us: int
    to_us: int
    starts_at: str
    ends_at: str
    tracks: int
    people: int


class EveningsPage(BaseModel):
    """Newest first; `next` is the `before` of the page after this one."""

    evenings: list[Evening]
    next: int | None


class TopTrack(BaseModel):
    """A track by how often it began, and how long it sounded."""

    track_id: str
    title: str
    artist: str
    cover_id: str | None
    plays: int
    airtime_s: int


class TopPerson(BaseModel):
    """Somebody by what they brought and how long they were there. No name: they have left this Sonix."""

    member_id: str
    name: str
    tracks: int
    airtime_s: int
    present_s: int


class Top(BaseModel):
    """What was heard in a room, of an evening or ever; the first of each list only."""

    plays: int
    airtime_s: int
    people_there: int
    tracks: list[TopTrack]
    people: list[TopPerson]
