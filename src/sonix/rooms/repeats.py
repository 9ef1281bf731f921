"""When a room last played what somebody wants to add: looked up only where the room's settings ask for it."""

from __future__ import annotations

from sonix.core.room.commands import Command, Enqueue
from sonix.core.room.evolve import replace
from sonix.core.room.limits import HOUR_US
from sonix.core.room.state import Room
from sonix.core.room.turn import Refusal
from sonix.rooms.ports import RoomStore


async def with_last_played(
    store: RoomStore, room: Room | None, command: Command | Refusal, now_us: int
) -> Command | Refusal:
    """The command, with what its tracks' last plays are. What starts just now stands in the queue, where it is seen."""
    if room is None or not isinstance(command, Enqueue) or not room.settings.queue.repeat_h:
        return command
    after_us = now_us - room.settings.queue.repeat_h * HOUR_US
    track_ids = [new.track.track_id for new in command.entries]
    played = await store.last_played(room.room_id, track_ids, after_us)
    entries = tuple(replace(new, played_at_us=played.get(new.track.track_id)) for new in command.entries)
    return replace(command, entries=entries)
