"""The log of who did what to whom in a room: its lines, and those that follow from what happened in the room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from sonix.core.ids import new_id
from sonix.core.roles import rank_of
from sonix.core.room.events import Event, HostChanged, MemberUpserted, RoomConfigured
from sonix.core.room.evolve import evolve
from sonix.core.room.state import Room
from sonix.protocol.server import Revision

Action = Literal[
    "dismiss",
    "ban",
    "unban",
    "mute",
    "unmute",
    "admit",
    "refuse",
    "role",
    "hand_over",
    "lock",
    "unlock",
    "knock_on",
    "knock_off",
]
UNDOABLE: frozenset[Action] = frozenset(("ban", "mute", "refuse", "role", "lock", "unlock", "knock_on", "knock_off"))


class Line(msgspec.Struct, frozen=True):
    """One line. `detail` is what undoing takes; `undone_by` is who took it back."""

    line_id: str
    room_id: str
    at_us: int
    action: Action
    by_id: str
    by_name: str
    by_rank: int
    about_id: str = ""
    about_name: str = ""
    reason: str = ""
    detail: str = ""
    undone_by: str | None = None


def line_of(room: Room, action: Action, by_id: str, about_id: str, at_us: int, **more: str) -> Line:
    """A line about something somebody does in `room`."""
    return Line(
        line_id=new_id(),
        room_id=room.room_id,
        at_us=at_us,
        action=action,
        by_id=by_id,
        by_name=name_in(room, by_id),
        by_rank=rank_of(room, by_id),
        about_id=about_id,
        about_name=more.pop("about_name", "") or name_in(room, about_id),
        **more,
    )


def lines_of(before: Room, revisions: tuple[Revision, ...], at_us: int) -> list[Line]:
    """Roles given, the host's place handed over, and doors set: what the room's own log tells of."""
    lines: list[Line] = []
    room = before
    for event in (event for revision in revisions for event in revision.events):
        lines += _lines_of(room, event, at_us)
        room = evolve(room, event)
    return lines


def name_in(room: Room, member_id: str) -> str:
    """What somebody is called in the room."""
    member = room.members.get(member_id)
    return "" if member is None else member.name


def _lines_of(room: Room, event: Event, at_us: int) -> Iterator[Line]:
    match event:
        case MemberUpserted(member=member, by=by) if by and not member.left:
            known = room.members.get(member.member_id)
            if known is not None and known.role != member.role:
                yield line_of(room, "role", by, member.member_id, at_us, detail=f"{known.role}:{member.role}")
        case HostChanged(host_id=host_id, by=by) if by:
            yield line_of(room, "hand_over", by, host_id, at_us)
        case RoomConfigured(settings=settings, by=by) if by:
            before, after = room.settings.doors, settings.doors
            if before.locked != after.locked:
                yield line_of(room, "lock" if after.locked else "unlock", by, "", at_us)
            if before.knock != after.knock:
                yield line_of(room, "knock_on" if after.knock else "knock_off", by, "", at_us)
        case _:
            return
