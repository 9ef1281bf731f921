"""REST shapes of the library and of uploads."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sonix.library.visibility import Visibility

Stage = Literal["receiving", "queued", "probe", "tags", "loudness", "peaks", "encode", "done", "failed", "cancelled"]
Sort = Literal["recent", "title", "artist", "album"]


class LibraryTrack(BaseModel):
    """A track as one user sees it. `created_at` is ISO 8601 in UTC; `owner_id` null: it belongs to the instance."""

    track_id: str
    title: str
    artist: str
    album: str
    album_artist: str
    genre: str
    track_no: int | None
    disc_no: int | None
    year: int | None
    duration_us: int
    cover_id: str | None
    accent: str | None
    visibility: Visibility
    owner_id: str | None
    owner_name: str | None
    can_edit: bool
    created_at: str
    rendition_id: str


class TracksPage(BaseModel):
    """`total` counts all that match, not only this page; `more_than_total`: there are more than were counted."""

    tracks: list[LibraryTrack]
    next_cursor: str | None
    total: int
    more_than_total: bool = False


class ArtistOut(BaseModel):
    """An artist and how many tracks of theirs one sees."""

    name: str
    tracks: int
    cover_id: str | None


class ArtistsPage(BaseModel):
    """A page of artists, by name."""

    artists: list[ArtistOut]
    next_cursor: str | None


class AlbumOut(BaseModel):
    """An album and how many of its tracks one sees."""

    album: str
    artist: str
    tracks: int
    cover_id: str | None
    year: int | None


class AlbumsPage(BaseModel):
    """A page of albums, by name."""

    albums: list[AlbumOut]
    next_cursor: str | None


class TrackChanges(BaseModel):
    """A field that is not sent stays; a number sent as null is cleared."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, min_length=1, max_length=400)
    artist: str | None = Field(None, max_length=400)
    album: str | None = Field(None, max_length=400)
    album_artist: str | None = Field(None, max_length=400)
    genre: str | None = Field(None, max_length=200)
    track_no: int | None = Field(None, ge=0, le=99_999)
    disc_no: int | None = Field(None, ge=0, le=999)
    year: int | None = Field(None, ge=0, le=9999)
    visibility: Visibility | None = None
    room: str | None = Field(
        None, max_length=32, description="code of the room to share with, when visibility becomes `room`"
    )


class UsedIn(BaseModel):
    """A room I am in that has the track in its queue, and how often."""

    code: str
    name: str
    entries: int


class TrackUsage(BaseModel):
    """What deleting a track would touch: these entries keep playing, but it can't be added again.

    `other_rooms` counts those I am not in; `entries` counts all.
    """

    rooms: list[UsedIn]
    other_rooms: int
    entries: int


class NewUpload(BaseModel):
    """`room` is a room code; visibility `room` without one becomes `mine`."""

    file_name: str = Field(min_length=1, max_length=1024)
    size: int = Field(ge=0, le=2**53)
    room: str | None = Field(None, max_length=32)
    visibility: Visibility | None = None


class UploadStarted(BaseModel):
    """Send the bytes from `offset` on."""

    upload_id: str
    offset: int


class UploadOffset(BaseModel):
    """How many bytes are safely here."""

    offset: int


class Failure(BaseModel):
    """Why an upload failed: a stable code, and a sentence for people."""

    code: str
    message: str


class UploadState(BaseModel):
    """An upload from its first byte to its track. `progress` is 0 to 1 within the stage."""

    upload_id: str
    file_name: str
    size: int
    offset: int
    stage: Stage
    progress: float
    track: LibraryTrack | None
    error: Failure | None
    duplicate: bool


class UploadsOut(BaseModel):
    """My uploads, newest first."""

    uploads: list[UploadState]


def raw_body(media_type: str) -> dict[str, Any]:
    """What OpenAPI is told about a body that is read as a stream of bytes."""
    schema = {"type": "string", "format": "binary"}
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}
