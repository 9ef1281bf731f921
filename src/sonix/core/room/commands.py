"""What members ask for, as the pure core sees it: imperative, every target named, every id and instant brought along.

`sonix.protocol.client` has the wire twins; `sonix.rooms.service` turns one into the other (it resolves track ids to
`Track` values and draws entry ids).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sonix.core.room.state import Audience, LoopMode, Track


class Join(msgspec.Struct, frozen=True, tag="join"):
    """Become a member, or come back as the same one. Idempotent."""

    name: str


class Leave(msgspec.Struct, frozen=True, tag="leave"):
    """Leave for good. A lost socket is not a leave. A leaving host hands over to the longest-standing member."""


class Rename(msgspec.Struct, frozen=True, tag="rename"):
    name: str


class Play(msgspec.Struct, frozen=True, tag="play"):
    pass


class Pause(msgspec.Struct, frozen=True, tag="pause"):
    pass


class Seek(msgspec.Struct, frozen=True, tag="seek"):
    """Refused when `entry_id` is no longer current: a seek that raced a track change must not hit the next track."""

    entry_id: str
    position_us: int


class Skip(msgspec.Struct, frozen=True, tag="skip"):
    """Go on from `entry_id`; a no-op when it is no longer current, so two presses at once skip one track."""

    entry_id: str


class Previous(msgspec.Struct, frozen=True, tag="previous"):
    """Back to the start of the track when over 3 s in, else to the entry before; a no-op when not current."""

    entry_id: str


class Jump(msgspec.Struct, frozen=True, tag="jump"):
    entry_id: str


class NewEntry(msgspec.Struct, frozen=True):
    entry_id: str
    track: Track


class Enqueue(msgspec.Struct, frozen=True, tag="enqueue"):
    entries: tuple[NewEntry, ...]
    where: Literal["last", "next"] = "last"


class Remove(msgspec.Struct, frozen=True, tag="remove"):
    """Removing the current entry moves on to its successor. `undo_id` names the removal for `Undo`."""

    entry_ids: tuple[str, ...]
    undo_id: str


class Move(msgspec.Struct, frozen=True, tag="move"):
    """Put `entry_id` right after `after` (None: before everything that is still to come)."""

    entry_id: str
    after: str | None


class Clear(msgspec.Struct, frozen=True, tag="clear"):
    """Remove everything still to come; the current track plays on."""

    undo_id: str


class Undo(msgspec.Struct, frozen=True, tag="undo"):
    undo_id: str


class Shuffle(msgspec.Struct, frozen=True, tag="shuffle"):
    """Shuffle what is still to come, by `seed`."""

    seed: int


class Loop(msgspec.Struct, frozen=True, tag="loop"):
    mode: LoopMode


class Configure(msgspec.Struct, frozen=True, tag="configure"):
    """Room settings; None leaves a value as it is."""

    name: str | None = None
    control: Audience | None = None
    add: Audience | None = None


class HandOver(msgspec.Struct, frozen=True, tag="hand_over"):
    member_id: str


class StartNow(msgspec.Struct, frozen=True, tag="start_now"):
    """A member overrides the gate of `epoch`; a no-op when it is already open."""

    epoch: int


class Click(msgspec.Struct, frozen=True, tag="click"):
    """Play the click track for so many seconds from now on, or end it with 0."""

    seconds: int


class OpenGate(msgspec.Struct, frozen=True, tag="open_gate"):
    """System: everyone active is ready for `epoch`. Refused unless it makes the start earlier."""

    epoch: int


class Advance(msgspec.Struct, frozen=True, tag="advance"):
    """System: write down the track ends that have passed (`cmd_id = advance:<epoch>:<entry>`)."""


class MarkSilent(msgspec.Struct, frozen=True, tag="mark_silent"):
    """System: the last listener left at `since_us`."""

    since_us: int


class MarkHeard(msgspec.Struct, frozen=True, tag="mark_heard"):
    """System: somebody listens again. A room silent for longer than `Conditions.silence_limit_us` is found paused."""


Command = (
    Join
    | Leave
    | Rename
    | Play
    | Pause
    | Seek
    | Skip
    | Previous
    | Jump
    | Enqueue
    | Remove
    | Move
    | Clear
    | Undo
    | Shuffle
    | Loop
    | Configure
    | HandOver
    | StartNow
    | Click
    | OpenGate
    | Advance
    | MarkSilent
    | MarkHeard
)
