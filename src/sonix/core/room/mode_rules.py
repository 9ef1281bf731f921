"""What the mode of the queue takes out of people's hands: where votes or turns decide, only whoever runs the room does
what would go over their heads.
"""

from __future__ import annotations

from sonix.core.roles import has_right
from sonix.core.room import commands as c
from sonix.core.room.arranging import is_ruled
from sonix.core.room.queue import predecessor, upcoming
from sonix.core.room.state import Room
from sonix.core.room.turn import Refusal, Turn
from sonix.core.timeline import position_at

RESTART_AFTER_US = 3_000_000
"""`previous` goes back to the start of a track that is further in than this."""
AS_GOOD_AS_OVER_US = 10_000_000
"""Going this near to the end of a track is skipping it."""


def runs_room(room: Room, member_id: str) -> bool:
    """Whether the member may change the settings of the room, and so is not bound by those of the queue."""
    return has_right(room, member_id, "configure")


def overruled(turn: Turn, command: c.Command) -> Refusal | None:
    """Why the settings of the queue do not let somebody do what their rights would."""
    room, actor = turn.room, turn.actor
    if actor is None or runs_room(room, actor):
        return None
    if room.settings.queue.skip_share and _is_skip(turn, actor, command):
        return Refusal("votes_skip", "In this room a track is skipped by vote.")
    if not is_ruled(room):
        return _barred_front(room, actor, command)
    return the_rule_decides(room) if _is_over_heads(room, actor, command) else None


def the_rule_decides(room: Room) -> Refusal:
    """Why nobody puts one track before another in a room where votes or turns do."""
    if room.settings.queue.mode == "votes":
        return Refusal("votes_decide", "Votes order this queue. Vote for what you want to hear.")
    return Refusal("turns_decide", "Everybody plays in turn here. You can put your own tracks in order.")


def goes_back(room: Room, now_us: int) -> bool:
    """Whether `previous` leads to the track before, and not to the start of this one."""
    here = room.transport.entry_id
    if here is None or room.transport.ended or predecessor(room, here) is None:
        return False
    return position_at(room.transport, now_us) <= RESTART_AFTER_US


def _is_over_heads(room: Room, actor: str, command: c.Command) -> bool:
    """Whether a command takes away from others what votes or turns would give them."""
    match command:
        case c.Move(entry_id=entry_id):
            return room.settings.queue.mode == "votes" or not is_own(room, actor, entry_id)
        case c.Remove(entry_ids=entry_ids):
            return not all(is_own(room, actor, entry_id) for entry_id in entry_ids if entry_id in room.entries)
        case c.Loop(mode=mode):
            return mode == "track"
        case _:
            return isinstance(command, c.Jump | c.Clear | c.Shuffle)


def _is_skip(turn: Turn, actor: str, command: c.Command) -> bool:
    """Whether a command ends what plays for everybody: a vote that can be gone around is none."""
    room = turn.room
    here = room.transport.entry_id
    match command:
        case c.Skip():
            return True
        case c.Previous():
            return goes_back(room, turn.now_us)
        case c.Jump(entry_id=entry_id):
            return here is not None and entry_id != here and not room.transport.ended
        case c.Seek(entry_id=entry_id, position_us=position_us):
            return here == entry_id and position_us > room.entries[entry_id].track.duration_us - AS_GOOD_AS_OVER_US
        case c.Remove(entry_ids=entry_ids):
            return here is not None and here in entry_ids and not is_own(room, actor, here)
        case _:
            return False


def _barred_front(room: Room, actor: str, command: c.Command) -> Refusal | None:
    """Bringing a track to the front, however, does what adding one to play next does."""
    first = next(iter(upcoming(room)), None)
    if room.settings.queue.play_next == "right" or first is None:
        return None
    match command:
        case c.Move(entry_id=entry_id, after=after_id) if entry_id != first.entry_id:
            after = room.entries.get(after_id or "")
            if after is not None and after.order_key >= first.order_key:
                return None
        case c.Move(entry_id=entry_id) if is_own(room, actor, entry_id):
            return None
        case c.Jump(entry_id=entry_id) if entry_id == first.entry_id:
            return None
        case c.Move() | c.Jump() | c.Shuffle():
            pass
        case _:
            return None
    return Refusal("front_is_barred", "Nobody brings a track to the front in this room. Put it further down.")


def is_own(room: Room, member_id: str, entry_id: str) -> bool:
    """Whether the member brought that entry."""
    entry = room.entries.get(entry_id)
    return entry is not None and entry.added_by == member_id
