"""A room is a value: these structures are all there is to know about one.

Times are integer microseconds on the room timeline (`sonix.core.timeline`), lengths and positions integer microseconds
of music. Everything is frozen: `evolve` returns a new room.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sonix.core.chat.state import ChatRules
from sonix.core.room.blend_rules import BlendRules
from sonix.core.room.queue_settings import QueueRules
from sonix.core.room.rights import ADDING, STEERING, MemberRole, Rights, given_to

LoopMode = Literal["off", "track", "queue"]
Audience = Literal["everyone", "host"]


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
    """A track as a room knows it: a copy, so that editing or deleting it in the library does not disturb what plays.

    Attributes:
        album_number: disc x 100,000 + number on it, so that neighbours on an album are one apart; 0 when not known.
        album_gain_db: the one gain of the whole album; None for a track that has none.
        palette: one to four colours of the cover, as "#rrggbb", like its `accent`.
    """

    track_id: str
    title: str
    artist: str
    album: str
    rendition: Rendition
    cover_id: str | None = None
    accent: str | None = None
    album_number: int = 0
    album_gain_db: float | None = None
    palette: tuple[str, ...] = ()

    @property
    def duration_us(self) -> int:
        """Length in µs, rounded down, so that a position inside it always has a sample."""
        return self.rendition.samples * 1_000_000 // 48_000


class QueueEntry(msgspec.Struct, frozen=True):
    """One place in the queue. `order_key` sorts it (see `sonix.core.room.queue`); `added_by` is a member id.

    `born` is how many tracks had started in the room when it was added. `pinned`: somebody put it next, and votes or
    turns do not move it.
    """

    entry_id: str
    order_key: str
    track: Track
    added_by: str
    added_at_us: int
    born: int = 0
    pinned: bool = False


class Blend(msgspec.Struct, frozen=True):
    """The end of the track before, which sounds on under the beginning of this one.

    While this one's position is short of `overlap_us`, `entry_id` sounds at `from_us` + that position.
    """

    entry_id: str
    from_us: int
    overlap_us: int


class Transport(msgspec.Struct, frozen=True):
    """Where the music is as a function of time.

    `position(t) = position_us + max(0, t - at_us)` while playing, `position_us` otherwise. `epoch` grows with every
    switch, the folded end of a track included. `gate_until_us` is set while members are still buffering: it equals
    `at_us`, and the start may be pulled forward from there, never back. `ended` marks a queue that ran out. `blend` is
    what ends under this track's beginning; `overlap_us` fixes how long the next track will sound under this one's end
    (None: as the room's settings say).
    """

    epoch: int = 0
    entry_id: str | None = None
    position_us: int = 0
    at_us: int = 0
    playing: bool = False
    gate_until_us: int | None = None
    ended: bool = False
    blend: Blend | None = None
    overlap_us: int | None = None


class Member(msgspec.Struct, frozen=True):
    """Someone who has joined at least once. Presence (connected now, in step) is not here: it is ephemeral.

    `role` is what they were given; whoever is the host is so whatever it says (`sonix.core.roles.role_of`).
    `muted_until_us`: until then they write nothing in the chat.
    """

    member_id: str
    name: str
    joined_at_us: int
    left: bool = False
    role: MemberRole = "listener"
    muted_until_us: int = 0


class DoorRules(msgspec.Struct, frozen=True):
    """Who comes in besides those who are in the room already.

    `locked`: nobody. `knock`: whoever is let in by somebody with the right to. `grace_h`: a host who has been away for
    so many hours is followed by somebody who is there; 0: never.
    """

    locked: bool = False
    knock: bool = False
    grace_h: int = 72


class Standing(msgspec.Struct, frozen=True):
    """What the rules of the queue remember of one member.

    Attributes:
        added_at_us: when they last added music.
        next_at_us: when they last spent their "play next".
        turn_at_us: since when they wait for their turn: since a track of theirs last started, or since they came (back)
            with something to play.
    """

    added_at_us: int = 0
    next_at_us: int = 0
    turn_at_us: int = 0


class Settings(msgspec.Struct, frozen=True):
    """What the host may set.

    `rights` says who may do what. `control` and `add` are the same in short, whether listeners steer and add, for pages
    and settings of before there were rights: settings that were stored with nothing else are understood by them.
    """

    control: Audience = "everyone"
    add: Audience = "everyone"
    rights: Rights = Rights()
    chat: ChatRules = ChatRules()
    blend: BlendRules = BlendRules()
    queue: QueueRules = QueueRules()
    doors: DoorRules = DoorRules()

    def __post_init__(self) -> None:
        rights = self.rights
        if self.control == "host" and "listener" in rights.playback:
            rights = given_to(rights, STEERING, ())
        if self.add == "host" and "listener" in rights.add:
            rights = given_to(rights, ADDING, ())
        msgspec.structs.force_setattr(self, "rights", rights)


def with_rights(settings: Settings, rights: Rights) -> Settings:
    """The settings with another table of rights, and its short form."""
    control: Audience = "everyone" if "listener" in rights.playback else "host"
    add: Audience = "everyone" if "listener" in rights.add else "host"
    return msgspec.structs.replace(settings, control=control, add=add, rights=rights)


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
        plays: how many tracks have started; `last_start_us`: when the last of them did.
        votes: who wants an entry, by its id; member ids in their own order. An entry nobody wants is not in it.
        skip_votes: who wants the current entry skipped.
        standings: by member id.
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
    plays: int = 0
    last_start_us: int = 0
    votes: dict[str, tuple[str, ...]] = {}
    skip_votes: tuple[str, ...] = ()
    standings: dict[str, Standing] = {}
