"""What members ask for, as the pure core sees it: imperative, every target named, every id and instant brought along.

`sonix.protocol.client` has the wire twins; `sonix.rooms.service` turns one into the other (it resolves track ids to
`Track` values and draws entry ids).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sonix.core.chat.state import ChatRules
from sonix.core.room.blend_rules import BlendRules
from sonix.core.room.queue_settings import QueueRules
from sonix.core.room.rights import MemberRole, Right, Roles
from sonix.core.room.state import DoorRules, LoopMode, Track


class Join(msgspec.Struct, frozen=True, tag="join"):
    """Become a member, or come back as the same one. Idempotent."""

    name: str


class Leave(msgspec.Struct, frozen=True, tag="leave"):
    """Leave for good. A lost socket is not a leave. A leaving host hands over to whoever stands highest."""


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
    """`played_at_us`: when this room last played the track, as far as the rule against repeats asks for it."""

    entry_id: str
    track: Track
    played_at_us: int | None = None


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


class Vote(msgspec.Struct, frozen=True, tag="vote"):
    """Want an entry that is to come, or no more."""

    entry_id: str
    wanted: bool


class VoteSkip(msgspec.Struct, frozen=True, tag="vote_skip"):
    """Want the current entry skipped, or no more; a no-op when it is no longer current."""

    entry_id: str
    wanted: bool


class Loop(msgspec.Struct, frozen=True, tag="loop"):
    mode: LoopMode


class Configure(msgspec.Struct, frozen=True, tag="configure"):
    """Room settings; None leaves a value as it is. `rights`: the roles that each named right is given to."""

    name: str | None = None
    rights: dict[Right, Roles] | None = None
    chat: ChatRules | None = None
    blend: BlendRules | None = None
    queue: QueueRules | None = None
    doors: DoorRules | None = None


class HandOver(msgspec.Struct, frozen=True, tag="hand_over"):
    member_id: str


class SetRole(msgspec.Struct, frozen=True, tag="set_role"):
    """Give somebody who stands below the actor a role below the actor's."""

    member_id: str
    role: MemberRole


class Dismiss(msgspec.Struct, frozen=True, tag="dismiss"):
    """Send somebody who stands below the actor out of the room. They may come back unless a door keeps them out."""

    member_id: str


class Mute(msgspec.Struct, frozen=True, tag="mute"):
    """Let somebody who stands below the actor write nothing until then; 0 ends it."""

    member_id: str
    until_us: int


class ReplaceHost(msgspec.Struct, frozen=True, tag="replace_host"):
    """System: `host_id` has been away for longer than the room's grace; `present` are those who are there."""

    host_id: str
    present: tuple[str, ...]


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


class Inherit(msgspec.Struct, frozen=True, tag="inherit"):
    """System: `guest_id` turns out to be `member_id`: their tracks that wait, their votes and their turn are theirs."""

    guest_id: str
    member_id: str


class SettleSkip(msgspec.Struct, frozen=True, tag="settle_skip"):
    """System: fewer listen than before, so that the votes to skip `entry_id` may be enough now."""

    entry_id: str


class KeepPlaying(msgspec.Struct, frozen=True, tag="keep_playing"):
    """System: the queue runs out. As many of `entries` as are missing go behind everything."""

    entries: tuple[NewEntry, ...]


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
    | Vote
    | VoteSkip
    | Loop
    | Configure
    | HandOver
    | SetRole
    | Dismiss
    | Mute
    | ReplaceHost
    | StartNow
    | Click
    | OpenGate
    | Advance
    | SettleSkip
    | Inherit
    | KeepPlaying
    | MarkSilent
    | MarkHeard
)
