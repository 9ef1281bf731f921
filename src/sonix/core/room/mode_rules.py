"""What the mode of the queue takes out of people's hands: where votes or turns decide, only whoever runs the room does
what would go over their heads.
"""

from __future__ import annotations

from sonix.core.roles import has_right
from sonix.core.room import commands as c
from sonix.core.room.arranging import is_ruled
from sonix.core.room.queue import upcoming
from sonix.core.room.state import Room
from sonix.core.room.turn import Refusal, Turn

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
    if room.settings.queue.skip_share and _is_skip(room, actor, command):
        return Refusal("votes_skip", "In this room a track is skipped by vote.")
    if not is_ruled(room):
        return _barred_front(room, command)
    if not isinstance(command, c.Jump | c.Move | c.Clear | c.Shuffle):
        return None
    votes = room.settings.queue.mode == "votes"
    if isinstance(command, c.Move) and not votes and is_own(room, actor, command.entry_id):
        return None
    if votes:
        return Refusal("votes_decide", "Votes order this queue. Vote for what you want to hear.")
    return Refusal("turns_decide", "Everybody plays in turn here. You can put your own tracks in order.")


def _is_skip(room: Room, actor: str, command: c.Command) -> bool:
    """Whether a command ends what plays for everybody: a vote that can be gone around is none."""
    here = room.transport.entry_id
    match command:
        case c.Skip():
            return True
        case c.Jump(entry_id=entry_id):
            return here is not None and entry_id != here and not room.transport.ended
        case c.Seek(entry_id=entry_id, position_us=position_us):
            return here == entry_id and position_us > room.entries[entry_id].track.duration_us - AS_GOOD_AS_OVER_US
        case c.Remove(entry_ids=entry_ids):
            return here is not None and here in entry_ids and not is_own(room, actor, here)
        case _:
            return False


def _barred_front(room: Room, command: c.Command) -> Refusal | None:
    """Moving a track to the front does what adding one to play next does."""
    if not isinstance(command, c.Move) or room.settings.queue.play_next == "right":
        return None
    first, after = next(iter(upcoming(room)), None), room.entries.get(command.after or "")
    if first is None or command.entry_id == first.entry_id:
        return None
    if after is not None and after.order_key >= first.order_key:
        return None
    return Refusal("front_is_barred", "Nobody moves a track to the front in this room. Put it further down.")


def is_own(room: Room, member_id: str, entry_id: str) -> bool:
    """Whether the member brought that entry."""
    entry = room.entries.get(entry_id)
    return entry is not None and entry.added_by == member_id
