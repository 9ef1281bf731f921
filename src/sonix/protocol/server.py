"""Messages the server sends. One JSON text frame each, tagged by `type`."""

from __future__ import annotations

from typing import Literal

import msgspec

from sonix.core.room.events import Event
from sonix.core.room.state import LoopMode, Member, QueueEntry, Settings, Transport
from sonix.protocol.chat import ChatServerMessage
from sonix.protocol.client import Cause

PROTOCOL_VERSION = 2
"""Raised when a message changes shape. 2: tokens last 15 minutes, and a socket renews its own."""


class Grant(msgspec.Struct, frozen=True):
    """A signed, expiring address for one rendition: `base` + `audio.webm` | `index.bin` | `peaks.bin` + `query`."""

    rendition_id: str
    base: str
    query: str
    expires_at_s: int


class Presence(msgspec.Struct, frozen=True):
    """One connected member as others see them. Ephemeral; coalesced to at most 4 messages a second a room."""

    member_id: str
    connected: bool
    listening: bool
    err_us: int | None = None
    sigma_us: int | None = None
    rtt_us: int = 0
    hidden: bool = False
    audible: bool = False
    buffering: bool = False
    remote: bool = False
    cause: Cause = "none"


class Votes(msgspec.Struct, frozen=True):
    """How many want something, and whether the one who is told does."""

    count: int
    mine: bool


class Snapshot(msgspec.Struct, frozen=True):
    """A room as sent to a client: the current entry, up to 10 before it, 50 after it, 50 members, and all counts.

    `votes` has the upcoming entries among them that somebody wants; `skip_votes` are about the current one, and
    `skip_voters` whose they are: only those of members who hear the music count.
    `upcoming_count` and `member_count` tell what is left to fetch by pages. `undo_ids` are removals that can be undone.
    """

    room_id: str
    code: str
    name: str
    host_id: str
    rev: int
    settings: Settings
    loop: LoopMode
    transport: Transport
    previous: Transport | None
    entries: tuple[QueueEntry, ...]
    upcoming_count: int
    members: tuple[Member, ...]
    member_count: int
    undo_ids: tuple[str, ...] = ()
    click_until_us: int = 0
    votes: dict[str, Votes] = {}
    skip_votes: Votes = Votes(0, mine=False)
    skip_voters: tuple[str, ...] = ()


class Revision(msgspec.Struct, frozen=True):
    """The events of one commit."""

    rev: int
    events: tuple[Event, ...]


class Welcome(msgspec.Struct, frozen=True, tag="welcome"):
    """Answer to `hello`. Exactly one of `snapshot` and `missed` is set.

    `clock_id` names the timeline: another one than before means the server's clock started anew. `status_interval_ms`
    is how often to send `status`.
    """

    protocol: int
    clock_id: str
    member_id: str
    now_us: int
    snapshot: Snapshot | None
    missed: tuple[Revision, ...] | None
    presence: tuple[Presence, ...]
    grants: tuple[Grant, ...]
    status_interval_ms: int = 1000


class Waiting(msgspec.Struct, frozen=True, tag="waiting"):
    """Between `hello` and `welcome`: the way in is not free yet, and the server goes on by itself when it is.

    `why` `knock`: somebody has to let them in. `until_us`: room time after which it is given up, or when it opens.
    """

    why: Literal["knock"]
    room_name: str
    until_us: int


class Knock(msgspec.Struct, frozen=True):
    """Somebody who waits to be let in. `user_id` names them for the answer."""

    user_id: str
    name: str
    asked_at_us: int


class Knocks(msgspec.Struct, frozen=True, tag="knocks"):
    """Everybody who waits now, told on every change to members who may let them in."""

    waiting: tuple[Knock, ...]


class TimeReply(msgspec.Struct, frozen=True, tag="time"):
    """`t2`: received, `t3`: sent, both on the room timeline."""

    id: int
    t1: int
    t2: int
    t3: int


class Renewed(msgspec.Struct, frozen=True, tag="renewed"):
    """The socket lives on the fresh token now, which lasts for so many seconds more."""

    expires_in_s: int


class Ack(msgspec.Struct, frozen=True, tag="ack"):
    """The command stands, durably, as of `rev`. `note`: what of it did not fit, and why, in a sentence for people."""

    cmd_id: str
    rev: int
    note: str | None = None


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The command changes nothing. `code` is stable, `message` a sentence for people.

    `fits_in_us`: how long until it would be taken, where time alone decides that; 0 elsewhere. It is for pages that say
    things in other languages, by `code`.
    """

    cmd_id: str
    code: str
    message: str
    retryable: bool = False
    fits_in_us: int = 0


class EventsMessage(msgspec.Struct, frozen=True, tag="events"):
    """News: one or more commits in order. A gap in `rev` makes the client ask for a `hello` anew."""

    revisions: tuple[Revision, ...]


class PresenceMessage(msgspec.Struct, frozen=True, tag="presence"):
    """Changes only, coalesced. `listeners` counts members with at least one listening connection."""

    changed: tuple[Presence, ...]
    listeners: int


class SyncReport(msgspec.Struct, frozen=True):
    """How well one member is in step, as the host sees it: their last `status`.

    `history` is `err_us` of the last seconds, oldest first, at most 60: whole in the first report of a member after
    `watch`, empty later. None in it is a second in which they told nothing.
    """

    member_id: str
    err_us: int | None
    sigma_us: int | None
    rtt_us: int
    jitter_us: int
    buffered_ms: float
    latency_ms: float
    trim_us: int
    suspect_us: int | None
    source: Literal["worklet", "chunks", "none"]
    cause: Cause
    hidden: bool
    audible: bool
    remote: bool
    dropouts: int
    history: tuple[int | None, ...] = ()


class SyncReports(msgspec.Struct, frozen=True, tag="sync_reports"):
    """Once a second to the host who watches: up to 200 listening members, those most out of step when there are more.

    `left_out`: how many more listen.
    """

    reports: tuple[SyncReport, ...]
    left_out: int = 0


class Problem(msgspec.Struct, frozen=True, tag="problem"):
    """Something outside any command went wrong; the socket may close right after."""

    code: str
    message: str
    retryable: bool = False


RoomServerMessage = Welcome | Waiting | Knocks | Ack | Refused | EventsMessage | PresenceMessage | SyncReports
ServerMessage = TimeReply | Renewed | Problem | RoomServerMessage | ChatServerMessage
