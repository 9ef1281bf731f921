"""REST shapes of playlists."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sonix.core.playlist.state import MOST_AT_ONCE

Role = Literal["owner", "editor", "viewer"]
GivenRole = Literal["editor", "viewer"]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Name = Annotated[str, Field(max_length=400)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]


class PlaylistOut(BaseModel):
    """A playlist as one person sees it. Instants are ISO 8601 in UTC.

    `covers`: of its first tracks, where it has none of its own. `link_role`: what its link makes people, told to the
    owner only.
    """

    playlist_id: str
    name: str
    role: Role
    owner_id: str
    owner_name: str
    tracks: int
    duration_us: int
    cover_id: str | None
    accent: str | None
    covers: list[str]
    members: int
    link_role: GivenRole | None
    revision: int
    created_at: str
    changed_at: str


class PlaylistsPage(BaseModel):
    """Newest first."""

    playlists: list[PlaylistOut]
    next_cursor: str | None


class EntryOut(BaseModel):
    """One place in a list. `available`: its track is there, and I may use it."""

    entry_id: str
    order_key: str
    track_id: str
    title: str
    artist: str
    album: str
    duration_us: int
    cover_id: str | None
    accent: str | None
    available: bool
    added_by: str
    added_by_name: str
    added_at: str


class EntriesPage(BaseModel):
    """In order. `revision` is the list's as of this page: what changed since the first page is asked for afterwards."""

    entries: list[EntryOut]
    next_cursor: str | None
    revision: int


class ChangesOut(BaseModel):
    """How the list is now, and what in it differs from an earlier revision: entries as they are, and ids of those that
    are not in it. `reload`: it is too much, or too long ago; load the list anew."""

    playlist: PlaylistOut
    revision: int
    entries: list[EntryOut]
    removed: list[str]
    reload: bool


class FromRoom(BaseModel):
    """A room I am in: its queue as it stands, or what it has played, each track once."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=32)
    what: Literal["queue", "history"]


class NewPlaylist(BaseModel):
    """No name: the room's, or "Playlist". `playlist_id`, drawn by the page, makes a second try harmless."""

    model_config = ConfigDict(extra="forbid")

    name: Name = ""
    track_ids: list[Id] = Field([], max_length=MOST_AT_ONCE)
    room: FromRoom | None = None
    playlist_id: str | None = Field(None, pattern=r"^[A-Za-z0-9_-]{16,40}$")


class AddedTrack(BaseModel):
    """A track, and the id of the place it gets."""

    model_config = ConfigDict(extra="forbid")

    entry_id: Id
    track_id: Id


class AddIn(BaseModel):
    """Behind an entry; null: first; "end": last."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["add"]
    tracks: list[AddedTrack] = Field(min_length=1, max_length=MOST_AT_ONCE)
    after: Id | None = "end"


class RemoveIn(BaseModel):
    """The command's own id brings them back."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["remove"]
    entry_ids: Ids


class UndoIn(BaseModel):
    """`undo_id` is the id of the removal."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["undo"]
    undo_id: Id


class MoveIn(BaseModel):
    """Behind an entry; null: first."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["move"]
    entry_ids: Ids
    after: Id | None


class RenameIn(BaseModel):
    """Another name."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["rename"]
    name: Name


class CommandIn(BaseModel):
    """Sent again with the same `cmd_id` it is done once. `since`: the revision the page has, to be told what is new."""

    model_config = ConfigDict(extra="forbid")

    cmd_id: Id
    since: int = Field(0, ge=0, le=2**53)
    body: Annotated[AddIn | RemoveIn | UndoIn | MoveIn | RenameIn, Field(discriminator="type")]


class MemberOut(BaseModel):
    """Somebody who has the list."""

    user_id: str
    name: str
    role: Role


class MembersOut(BaseModel):
    """The owner first, then by name."""

    members: list[MemberOut]


class PersonOut(BaseModel):
    """Somebody I know from a room."""

    user_id: str
    name: str


class PeopleOut(BaseModel):
    """People of my rooms, by name: those I may share with."""

    people: list[PersonOut]


class RoleIn(BaseModel):
    """`owner` hands the list over; whoever does becomes an editor."""

    model_config = ConfigDict(extra="forbid")

    role: Role


class LinkIn(BaseModel):
    """What whoever opens the link becomes."""

    model_config = ConfigDict(extra="forbid")

    role: GivenRole = "viewer"


class LinkOut(BaseModel):
    """Told once. It stands behind the `#` of an address, which browsers keep to themselves."""

    secret: str
    role: GivenRole


class JoinIn(BaseModel):
    """The secret of a link."""

    model_config = ConfigDict(extra="forbid")

    secret: str = Field(min_length=1, max_length=100)


class Candidate(BaseModel):
    """A track that may be the one meant."""

    track_id: str
    title: str
    artist: str
    album: str
    duration_us: int
    cover_id: str | None
    accent: str | None


class Missing(BaseModel):
    """A line of the file that no track was found for. `after`: the entry it would stand behind; null: before all."""

    number: int
    title: str
    artist: str
    album: str
    duration_us: int | None
    after: str | None
    candidates: list[Candidate]


class ImportReport(BaseModel):
    """What came of a file: at most 1,000 that were not found are named."""

    found: int
    missing: list[Missing]
    missing_total: int
    playlist: PlaylistOut
