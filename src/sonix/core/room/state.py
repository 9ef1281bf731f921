"""A room is a value: these structures are all there is to know about one.

Times are integer microseconds on the room timeline (`sonix.core.timeline`), lengths and positions integer microseconds
of music. Everything is frozen: `evolve` returns a new room.
"""

from __future__ import annotations

from typing import Literal

import msgspec

LoopMode = Literal["off", "track", "queue"]
Audience = Literal["everyone", "host"]
RoleName = Literal["host", "listener"]


class Rendition(msgspec.Struct, frozen=True):
    """What a listener needs to decode a track to the sample, without asking first.

    Attributes:
        rendition_id: hex SHA-256 of the canonical file's bytes; its address.
        samples: exact length in samples at 48 kHz, pre-skip and padding already taken off.
        pre_skip: samples to drop at the start of the decoded stream.
        packets: number of Opus packets, 960 samples each.
        size_bytes: length of `audio.webm`.
        gain_db: gain to reach -14 LUFS, already limited so that the true peak stays at or under -1 dBTP.
    """

    rendition_id: str
    samples: int
    pre_skip: int
    packets: int
    size_bytes: int
    gain_db: float = 0.0


class Track(msgspec.Struct, frozen=True):
    """A track as a room knows it: a copy, so that editing or deleting it in the library does not disturb what plays."""

    track_id: str
    title: str
    artist: str
    album: str
    rendition: Rendition
    cover_id: str | None = None
    accent: str | None = None

    @property
    def duration_us(self) -> int:
        """Length in µs, rounded down, so that a position inside it always has a sample."""
        return self.rendition.samples * 1_000_000 // 48_000


class QueueEntry(msgspec.Struct, frozen=True):
    """One place in the queue. `order_key` sorts it (see `sonix.core.room.queue`); `added_by` is a member id."""

    entry_id: str
    order_key: str
    track: Track
    added_by: str
    added_at_us: int


class Transport(msgspec.Struct, frozen=True):
    """Where the music is as a function of time.

    `position(t) = position_us + max(0, t - at_us)` while playing, `position_us` otherwise. `epoch` grows with every
    switch, the folded end of a track included. `gate_until_us` is set while members are still buffering: it equals
    `at_us`, and the start may be pulled forward from there, never back. `ended` marks a queue that ran out.
    """

    epoch: int = 0
    entry_id: str | None = None
    position_us: int = 0
    at_us: int = 0
    playing: bool = False
    gate_until_us: int | None = None
    ended: bool = False


class Member(msgspec.Struct, frozen=True):
    """Someone who has joined at least once. Presence (connected now, in step) is not here: it is ephemeral."""

    member_id: str
    name: str
    joined_at_us: int
    left: bool = False


class Settings(msgspec.Struct, frozen=True):
    """What the host may set. `control`: play, pause, seek, skip …; `add`: put music into the queue."""

    control: Audience = "everyone"
    add: Audience = "everyone"


class Removal(msgspec.Struct, frozen=True):
    """Entries that were taken out together and can be put back together."""

    undo_id: str
    entries: tuple[QueueEntry, ...]


class Room(msgspec.Struct, frozen=True):
    """The whole room.

    Attributes:
        rev: number of commits so far; every commit raises it by one.
        transport: the newest decision; `previous` is what is audible until `transport.at_us`.
        entries: by entry id; `sonix.core.room.queue.ordered` gives the order. Played entries stay until trimmed.
        removals: newest last, bounded; what `undo` can bring back.
        silent_since_us: when the last listener left; None while somebody listens.
        click_until_us: until then every device plays a click at each whole second of room time, to set its trim by.
    """

    room_id: str
    code: str
    name: str
    host_id: str
    created_at_us: int
    rev: int = 0
    settings: Settings = Settings()
    loop: LoopMode = "off"
    transport: Transport = Transport()
    previous: Transport | None = None
    members: dict[str, Member] = {}
    entries: dict[str, QueueEntry] = {}
    removals: tuple[Removal, ...] = ()
    silent_since_us: int | None = None
    click_until_us: int = 0
