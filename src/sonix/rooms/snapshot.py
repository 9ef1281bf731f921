"""The part of a room a client is sent: what is near the music, and who is near."""

from __future__ import annotations

from collections.abc import Iterable

from sonix.core.room.queue import current, played, upcoming
from sonix.core.room.state import Member, QueueEntry, Room
from sonix.protocol.server import Snapshot, Votes

PLAYED, UPCOMING, MEMBERS = 10, 50, 50
GRANTED_AHEAD = 5


def snapshot_of(room: Room, member_id: str | None = None, present: Iterable[str] = ()) -> Snapshot:
    """`room` for a client. Its own member, the host and those `present` come first among the members."""
    following = upcoming(room)
    here = current(room)
    middle = () if here is None else (here,)
    members = [member for member in room.members.values() if not member.left]
    return Snapshot(
        room_id=room.room_id,
        code=room.code,
        name=room.name,
        host_id=room.host_id,
        rev=room.rev,
        settings=room.settings,
        loop=room.loop,
        transport=room.transport,
        previous=room.previous,
        entries=(*_before(room), *middle, *following[:UPCOMING]),
        upcoming_count=len(following),
        members=_nearest(members, {member_id or "", room.host_id}, set(present)),
        member_count=len(members),
        undo_ids=tuple(removal.undo_id for removal in room.removals),
        click_until_us=room.click_until_us,
        votes=votes_for(room, following[:UPCOMING], member_id),
        skip_votes=_votes(room.skip_votes, member_id),
        skip_voters=room.skip_votes,
    )


def votes_for(room: Room, entries: Iterable[QueueEntry], member_id: str | None) -> dict[str, Votes]:
    """Those of `entries` that somebody wants, as one member sees it."""
    wanted = (entry.entry_id for entry in entries if entry.entry_id in room.votes)
    return {entry_id: _votes(room.votes[entry_id], member_id) for entry_id in wanted}


def _votes(voters: tuple[str, ...], member_id: str | None) -> Votes:
    return Votes(len(voters), mine=member_id in voters)


def renditions_near(room: Room) -> list[str]:
    """Renditions a client fetches first: the current entry's, the next few, and the one before."""
    here = current(room)
    entries = [here] if here is not None else []
    entries += [*upcoming(room)[:GRANTED_AHEAD], *played(room)[-1:]]
    entries += [room.entries[entry_id] for entry_id in _sounding(room) if entry_id in room.entries]
    return list(dict.fromkeys(entry.track.rendition.rendition_id for entry in entries))


def _sounding(room: Room) -> list[str]:
    """Entries besides the current one that may still be heard: before a switch, and under a blend."""
    known = [room.transport, *([room.previous] if room.previous is not None else [])]
    under = [transport.blend.entry_id for transport in known if transport.blend is not None]
    return [*under, *(transport.entry_id for transport in known[1:] if transport.entry_id is not None)]


def _before(room: Room) -> tuple[QueueEntry, ...]:
    return played(room)[-PLAYED:] if current(room) is not None else ()


def _nearest(members: list[Member], first: set[str], present: set[str]) -> tuple[Member, ...]:
    def place(member: Member) -> tuple[bool, bool, int, str]:
        known = (member.member_id not in first, member.member_id not in present)
        return (*known, member.joined_at_us, member.member_id)

    return tuple(sorted(members, key=place)[:MEMBERS])
