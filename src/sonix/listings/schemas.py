"""What is asked and told about rooms' listings."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from sonix.core.listing import DESCRIPTION_CHARS

MIN_PASSWORD, MAX_PASSWORD = 4, 128
SHORTEST, LONGEST = 1, 4 * DESCRIPTION_CHARS


Door = Literal["open", "knock", "locked"]
"""What newcomers find: they come in, they knock, or nobody new comes in."""


class NowPlaying(BaseModel):
    """The current track."""

    title: str
    artist: str
    cover_id: str | None


class Schedule(BaseModel):
    """When a room opens by itself. `starts_at` is ISO 8601 in UTC, `zone` the IANA zone it was planned in.

    `opens_in_s` is 0 once it is open: by this server's clock, since a browser's may be wrong.
    """

    starts_at: str
    zone: str
    opens_in_s: int


class NewSchedule(BaseModel):
    """`starts_at` with its offset from UTC, or in UTC."""

    starts_at: str = Field(max_length=40, examples=["2030-05-01T20:00:00+02:00"])
    zone: str = Field(pattern=r"^[A-Za-z0-9_+-]{1,20}(/[A-Za-z0-9_+-]{1,20}){0,2}$", examples=["Europe/Vienna"])


class RoomDetails(BaseModel):
    """What a room tells of itself, for those who are in it."""

    description: str
    tags: list[str]
    public: bool
    link_name: str | None
    password: bool
    schedule: Schedule | None


class DetailChanges(BaseModel):
    """Only what is there is changed. An empty `link_name` or `password` takes it away."""

    description: str | None = Field(default=None, max_length=LONGEST)
    tags: list[str] | None = Field(default=None, max_length=20)
    public: bool | None = None
    link_name: str | None = Field(default=None, max_length=80)
    password: str | None = Field(default=None, max_length=MAX_PASSWORD)


class RoomPreview(BaseModel):
    """What somebody with the link sees before joining. `now` of a room with a password is for its members; `waits`: it
    is not open yet, to them."""

    code: str
    name: str
    host_name: str
    listeners: int
    now: NowPlaying | None
    description: str
    tags: list[str]
    public: bool
    link_name: str | None
    password: bool
    member: bool
    waits: bool
    schedule: Schedule | None
    door: Door = "open"


class NamedRoom(BaseModel):
    """The room of a link name."""

    code: str


class DirectoryRoom(BaseModel):
    """A public room."""

    code: str
    name: str
    description: str
    tags: list[str]
    listeners: int
    now: NowPlaying | None
    password: bool
    schedule: Schedule | None
    link_name: str | None
    door: Door


class DirectoryTag(BaseModel):
    """A tag, and how many public rooms have it."""

    tag: str
    rooms: int


class DirectoryPage(BaseModel):
    """Public rooms, those with most listeners first. `tags` are the commonest ones, told on the first page only."""

    rooms: list[DirectoryRoom]
    tags: list[DirectoryTag]
    next: str | None


class Deletion(BaseModel):
    """What goes with a room; `tracks` are those shared with it, which their owners keep."""

    members: int
    queued: int
    played: int
    tracks: int = Field(
        description="Tracks shared with this room only: their owners keep them, others lose sight of them."
    )
