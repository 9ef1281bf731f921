"""REST shapes of the administration. Instants (`_s`) are wall-clock seconds since 1970."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")
MOST_BYTES = 2**53
MOST_TRACKS = 2**31 - 1


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next_cursor` fetches what follows, null after the last."""

    items: list[Item]
    next_cursor: str | None


class AdminUser(BaseModel):
    """Somebody, as administrators see them. A quota that is null is the instance's own."""

    user_id: str
    name: str
    kind: Literal["guest", "account"]
    email: str | None
    email_verified: bool
    is_admin: bool
    created_at_s: int
    seen_at_s: int | None
    banned_at_s: int | None
    ban_reason: str | None
    quota_bytes: int | None
    quota_tracks: int | None
    max_upload_bytes: int | None
    used_bytes: int
    used_tracks: int
    sessions: int


class AdminUserChanges(BaseModel):
    """What is left out stays as it is. A quota of null goes back to the instance's own."""

    model_config = ConfigDict(extra="forbid")

    banned: bool = False
    ban_reason: str | None = Field(default=None, max_length=200)
    is_admin: bool = False
    quota_bytes: int | None = Field(default=None, ge=0, le=MOST_BYTES)
    quota_tracks: int | None = Field(default=None, ge=0, le=MOST_TRACKS)
    max_upload_bytes: int | None = Field(default=None, ge=1, le=MOST_BYTES)


class ResetLink(BaseModel):
    """A link that lets somebody choose a new password, once. It is shown this one time."""

    link: str


class Invitation(BaseModel):
    """An invitation to make an account. Its code is not kept, only a hash of it."""

    invitation_id: str
    note: str
    made_by: str
    made_by_name: str
    uses_left: int
    created_at_s: int
    expires_at_s: int | None
    revoked_at_s: int | None


class InvitationIn(BaseModel):
    """A new invitation: for how many accounts, and for how many days (null: until it is revoked)."""

    note: str = Field(default="", max_length=200)
    uses: int = Field(default=1, ge=1, le=1000)
    days: int | None = Field(default=14, ge=1, le=3650)


class NewInvitation(Invitation):
    """With its link, which is shown this one time."""

    link: str


class AdminRoom(BaseModel):
    """A room of this instance. `seen_at_s`: when somebody last came or went."""

    room_id: str
    code: str
    name: str
    host_name: str
    members: int
    listeners: int
    created_at_s: int
    seen_at_s: int | None


class StorageShare(BaseModel):
    """How much music somebody owns."""

    user_id: str
    name: str
    bytes: int
    tracks: int
    quota_bytes: int | None
    quota_tracks: int | None


class StoragePage(Page[StorageShare]):
    """People with music, the most first. `instance_…` is what nobody owns: imports and what was left to everybody."""

    total_bytes: int
    limit_bytes: int
    instance_bytes: int
    instance_tracks: int


class FailedJob(BaseModel):
    """A file that did not become a track. `kind` import: brought by the command line; nobody's, then.

    Not `retryable`: the file itself was the reason, and its bytes are gone.
    """

    job_id: str
    kind: Literal["upload", "import"]
    file_name: str
    user_name: str | None
    stage: str
    error: str
    attempts: int
    failed_at_s: int
    retryable: bool


class JobsPage(Page[FailedJob]):
    """The newest failure first. `waiting` jobs have yet to run, `running` ones are being worked on."""

    waiting: int
    running: int


class SettingInForce(BaseModel):
    """A setting and where it comes from. A secret is stars, one that is not set empty."""

    name: str
    value: str
    source: Literal["default", "environment", "file", "command line"]


class AuditEntry(BaseModel):
    """One act of an administrator. `actor_id` is empty for the command line; people who left have no name."""

    seq: int
    at_s: int
    actor_id: str
    actor_name: str | None
    action: str
    subject: str
    subject_name: str | None
    details: dict[str, Any]


class Listening(BaseModel):
    """Somebody in a room, and since when on this connection."""

    user_id: str
    name: str
    since_s: int | None


class RoomNow(BaseModel):
    """A room somebody listens in; `more` listeners are left out of the list."""

    room_id: str
    code: str
    name: str
    track: str | None
    listeners: list[Listening]
    more: int


class ListeningNow(BaseModel):
    """Who listens, the fullest rooms first; `more_rooms` are left out. `connections` counts pages that only look."""

    rooms: list[RoomNow]
    more_rooms: int
    listeners: int
    connections: int
