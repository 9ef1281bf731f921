"""Messages a client sends. One JSON text frame each, at most 64 KiB, tagged by `type`.

A message that does not fit its structure is refused at the edge, before anything of it is used.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from sonix.core.chat.state import ChatRules
from sonix.core.room.blend_rules import BlendRules
from sonix.core.room.queue_settings import QueueRules
from sonix.core.room.rights import MemberRole, Right
from sonix.core.room.state import Audience, DoorRules, LoopMode
from sonix.protocol.chat import ChatMessage
from sonix.protocol.fields import Id, Micros

Name = Annotated[str, Meta(min_length=1, max_length=40)]
RoomName = Annotated[str, Meta(min_length=1, max_length=80)]
Code = Annotated[str, Meta(min_length=6, max_length=6)]
Millis = Annotated[float, Meta(ge=-1e7, le=1e7)]
Trim = Annotated[int, Meta(ge=-500_000, le=500_000)]
RoleList = Annotated[tuple[MemberRole, ...], Meta(max_length=8)]
Cause = Literal[
    "none",
    "starting",
    "clock",
    "network",
    "asymmetry",
    "buffer",
    "output",
    "hidden",
    "insecure",
    "silenced",
    "muted",
    "offline",
]
"""The worst reason why a device may be out of step."""


class Hello(msgspec.Struct, frozen=True, tag="hello", forbid_unknown_fields=False):
    """First message on a socket. The token comes here, never in the URL.

    `last_rev`/`clock_id` are what the client has from an earlier connection: the welcome may then carry only what it
    missed. `listening` is False for a page that looks without having joined (it gets the room, and is not waited for).
    `password` is the room's, where it has one; members need none.
    """

    protocol: int
    token: Annotated[str, Meta(max_length=4096)]
    room: Code
    device_id: Id
    codecs: Annotated[tuple[Annotated[str, Meta(max_length=32)], ...], Meta(max_length=16)] = ()
    last_rev: Annotated[int, Meta(ge=0)] | None = None
    listening: bool = True
    password: Annotated[str, Meta(max_length=128)] | None = None


class Renew(msgspec.Struct, frozen=True, tag="renew"):
    """A fresh token of the same user, before the one that the socket lives on runs out. Answered by `renewed`."""

    token: Annotated[str, Meta(max_length=4096)]


class Time(msgspec.Struct, frozen=True, tag="time"):
    """A clock probe. `t1` is the client's own clock in µs and comes back untouched."""

    id: Annotated[int, Meta(ge=0, le=2**31)]
    t1: Annotated[int, Meta(ge=-(2**52), le=2**52)]


class Buffered(msgspec.Struct, frozen=True):
    """Music of one entry this client could play at once: `[from_us, to_us)` of the track."""

    entry_id: Id
    from_us: Micros
    to_us: Micros


class Status(msgspec.Struct, frozen=True, tag="status"):
    """Once a second: how well this client is in step, and what it could play at once.

    `audible` is False while muted, remote-only or blocked by autoplay: such a client is never waited for. `remote`:
    this device only steers, and plays nothing. `trim_us`: the delay of its output as its owner set it by ear, positive
    plays earlier. `suspect_us`: the clock error an asymmetric line is suspected of; positive means that this device
    plays late. `dropouts` counts how often its output has run dry since it joined.
    """

    err_us: Annotated[int, Meta(ge=-(2**52), le=2**52)] | None = None
    sigma_us: Micros | None = None
    rtt_us: Micros = 0
    jitter_us: Micros = 0
    buffered_ms: Millis = 0
    arm_ms: Millis = 0
    latency_ms: Millis = 0
    source: Literal["worklet", "chunks", "none"] = "none"
    audible: bool = False
    hidden: bool = False
    buffered: Annotated[tuple[Buffered, ...], Meta(max_length=8)] = ()
    remote: bool = False
    trim_us: Trim = 0
    suspect_us: Annotated[int, Meta(ge=-10_000_000, le=10_000_000)] | None = None
    cause: Cause = "none"
    dropouts: Annotated[int, Meta(ge=0, le=2**31)] = 0


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """This client can play what `epoch` asks for."""

    epoch: Annotated[int, Meta(ge=0)]
    buffered_ms: Millis = 0


class Stall(msgspec.Struct, frozen=True, tag="stall"):
    """This client ran dry at `epoch`; it mutes, refills and rejoins, and the room goes on."""

    epoch: Annotated[int, Meta(ge=0)]


class Watch(msgspec.Struct, frozen=True, tag="watch"):
    """Send `sync_reports` while I am the host, or stop. Whoever is not the host gets none, until they become it."""

    on: bool


class PlayCommand(msgspec.Struct, frozen=True, tag="play"):
    pass


class PauseCommand(msgspec.Struct, frozen=True, tag="pause"):
    pass


class SeekCommand(msgspec.Struct, frozen=True, tag="seek"):
    entry_id: Id
    position_us: Micros


class SkipCommand(msgspec.Struct, frozen=True, tag="skip"):
    entry_id: Id


class PreviousCommand(msgspec.Struct, frozen=True, tag="previous"):
    entry_id: Id


class JumpCommand(msgspec.Struct, frozen=True, tag="jump"):
    entry_id: Id


class EnqueueCommand(msgspec.Struct, frozen=True, tag="enqueue"):
    track_ids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=500)]
    where: Literal["last", "next"] = "last"


class RemoveCommand(msgspec.Struct, frozen=True, tag="remove"):
    entry_ids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=500)]


class MoveCommand(msgspec.Struct, frozen=True, tag="move"):
    entry_id: Id
    after: Id | None = None


class ClearCommand(msgspec.Struct, frozen=True, tag="clear"):
    pass


class UndoCommand(msgspec.Struct, frozen=True, tag="undo"):
    """`undo_id` is the `cmd_id` of the remove or clear to take back."""

    undo_id: Id


class ShuffleCommand(msgspec.Struct, frozen=True, tag="shuffle"):
    pass


class VoteCommand(msgspec.Struct, frozen=True, tag="vote"):
    """Want an entry that is to come, or (`wanted` false) no more. Where votes order the queue."""

    entry_id: Id
    wanted: bool = True


class VoteSkipCommand(msgspec.Struct, frozen=True, tag="vote_skip"):
    """Want the current entry skipped, or no more. Where a share of those who listen skips."""

    entry_id: Id
    wanted: bool = True


class LoopCommand(msgspec.Struct, frozen=True, tag="loop"):
    mode: LoopMode


class ConfigureCommand(msgspec.Struct, frozen=True, tag="configure"):
    """What is left out stays. `control` and `add` are how pages of before there were `rights` ask for them."""

    name: RoomName | None = None
    control: Audience | None = None
    add: Audience | None = None
    rights: Annotated[dict[Right, RoleList], Meta(max_length=32)] | None = None
    chat: ChatRules | None = None
    blend: BlendRules | None = None
    queue: QueueRules | None = None
    doors: DoorRules | None = None


class RenameCommand(msgspec.Struct, frozen=True, tag="rename"):
    name: Name


class HandOverCommand(msgspec.Struct, frozen=True, tag="hand_over"):
    member_id: Id


class SetRoleCommand(msgspec.Struct, frozen=True, tag="set_role"):
    member_id: Id
    role: MemberRole


class StartNowCommand(msgspec.Struct, frozen=True, tag="start_now"):
    epoch: Annotated[int, Meta(ge=0)]


class ClickCommand(msgspec.Struct, frozen=True, tag="click"):
    """Let every device play the click track for so many seconds; 0 ends it."""

    seconds: Annotated[int, Meta(ge=0, le=300)]


class LeaveCommand(msgspec.Struct, frozen=True, tag="leave"):
    pass


Body = (
    PlayCommand
    | PauseCommand
    | SeekCommand
    | SkipCommand
    | PreviousCommand
    | JumpCommand
    | EnqueueCommand
    | RemoveCommand
    | MoveCommand
    | ClearCommand
    | UndoCommand
    | ShuffleCommand
    | VoteCommand
    | VoteSkipCommand
    | LoopCommand
    | ConfigureCommand
    | RenameCommand
    | HandOverCommand
    | SetRoleCommand
    | StartNowCommand
    | ClickCommand
    | LeaveCommand
)


class CommandMessage(msgspec.Struct, frozen=True, tag="command"):
    """Ask for a change. `cmd_id` is drawn by the client; sent again it is answered again, never done again."""

    cmd_id: Id
    body: Body
    base_rev: Annotated[int, Meta(ge=0)] = 0


ClientMessage = Hello | Renew | Time | Status | Ready | Stall | Watch | CommandMessage | ChatMessage
