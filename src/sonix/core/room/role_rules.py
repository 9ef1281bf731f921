"""The rules of roles: settings and the table of rights, who is given a role, and who becomes the host."""

from __future__ import annotations

from collections.abc import Container

from sonix.core.roles import outranks, rank_of
from sonix.core.room import commands as c
from sonix.core.room.events import HostChanged, MemberUpserted, RoomConfigured
from sonix.core.room.evolve import replace
from sonix.core.room.rights import COHOSTS, RANKS, Right, Roles, changed
from sonix.core.room.state import Member, Room, with_rights
from sonix.core.room.turn import Outcome, Refusal, Turn

NOT_HERE = Refusal("not_found", "That person is not in this room any more.")


def configure(turn: Turn, command: c.Configure) -> Outcome:
    """Change the room's name and settings; what is not named stays."""
    room = turn.room
    settings = replace(
        room.settings,
        chat=command.chat or room.settings.chat,
        blend=command.blend or room.settings.blend,
        queue=command.queue or room.settings.queue,
    )
    if command.rights:
        refusal = _refused_rights(turn, command.rights)
        if refusal is not None:
            return refusal
        settings = with_rights(settings, changed(settings.rights, command.rights))
    name = command.name or room.name
    if command.doors is not None:
        settings = replace(settings, doors=command.doors)
    if settings == room.settings and name == room.name:
        return ()
    return (RoomConfigured(name=name, settings=settings, by=turn.actor),)


def _refused_rights(turn: Turn, rights: dict[Right, Roles]) -> Refusal | None:
    if "appoint" not in rights:
        return None
    if turn.actor != turn.room.host_id:
        return Refusal("not_allowed", "Only the host says who may give roles.")
    if any(role not in COHOSTS for role in rights["appoint"]):
        return Refusal("too_low", "Giving roles can be left to co-hosts only.")
    return None


def set_role(turn: Turn, command: c.SetRole) -> Outcome:
    """Give a role to somebody who stands below the actor: one below the actor's own. The system carries one over."""
    room, actor = turn.room, turn.actor
    member = room.members.get(command.member_id)
    if member is None or member.left:
        return NOT_HERE
    if actor is not None and not outranks(room, actor, member.member_id):
        return Refusal("outranked", "You can only change the role of people who stand below you.")
    if actor is not None and RANKS[command.role] >= rank_of(room, actor):
        return Refusal("outranked", "You can only give roles below your own.")
    return () if member.role == command.role else (MemberUpserted(replace(member, role=command.role), by=actor),)


def hand_over(turn: Turn, command: c.HandOver) -> Outcome:
    """Make another member the host; whoever was it goes on as a co-host."""
    room = turn.room
    heir = room.members.get(command.member_id)
    if heir is None or heir.left:
        return NOT_HERE
    if heir.member_id == room.host_id:
        return ()
    before = room.members.get(room.host_id)
    changed_host = HostChanged(heir.member_id, by=turn.actor)
    if before is None or before.left or before.role == "cohost":
        return (changed_host,)
    return (changed_host, MemberUpserted(replace(before, role="cohost")))


def replace_host(turn: Turn, command: c.ReplaceHost) -> Outcome:
    """Somebody who is there follows a host who has been away for too long, and stays a co-host."""
    room = turn.room
    heir = heir_of(room, command.present)
    if command.host_id != room.host_id or heir is None or not room.settings.doors.grace_h:
        return ()
    before = room.members.get(room.host_id)
    if before is None or before.left:
        return (HostChanged(heir.member_id),)
    return (HostChanged(heir.member_id), MemberUpserted(replace(before, role="cohost")))


def heir_of(room: Room, among: Container[str] | None = None) -> Member | None:
    """Who becomes the host after this one: a co-host, else a DJ, else anybody; of those who has been there longest."""
    others = [
        member
        for member in room.members.values()
        if member.member_id != room.host_id and not member.left and (among is None or member.member_id in among)
    ]
    return min(others, key=lambda one: (-RANKS[one.role], one.joined_at_us, one.member_id), default=None)
