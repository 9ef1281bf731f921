"""Music never stops: where a queue runs out and the room wants that, the system adds what comes next.

Every node that has the room in memory may do it. What is chosen follows from the room's id and revision, and the core
takes no more than is missing, so it makes no difference who is first, or that two are.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from random import Random
from typing import Protocol

import structlog

from sonix.bus.port import Bus, News
from sonix.core.errors import SonixError
from sonix.core.room.commands import KeepPlaying, NewEntry
from sonix.core.room.fallback_rules import missing
from sonix.core.room.queue import current, upcoming
from sonix.core.room.state import Room, Track
from sonix.protocol.server import Ack
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Identity, TrackResolver
from sonix.rooms.requests import room_copy
from sonix.rooms.service import RoomService

log = structlog.get_logger(__name__)

HISTORY = 500
"""So much of what the room has played is chosen from."""
RESTING = 20
"""What was played last does not come again at once, where there is enough else."""


TRIED = 200
"""So many are asked of the library: some may be gone, or not for this room."""


class PlaylistTracks(Protocol):
    """Implemented by the playlists."""

    async def tracks_of(self, playlist_id: str, user: Identity) -> list[str]:
        """Return the ids of the tracks in a list. Raises SonixError when it is gone, or not this user's to see."""
        ...


class People(Protocol):
    """Implemented by the accounts."""

    async def get(self, user_id: str) -> Identity:
        """Return who this is."""
        ...


class Fallback:
    """Looks at a room whenever something has happened in it."""

    def __init__(
        self,
        *,
        rooms: RoomService,
        listeners: Listeners,
        tracks: TrackResolver,
        people: People,
        playlists: PlaylistTracks | None,
        bus: Bus,
    ) -> None:
        self._rooms = rooms
        self._listeners = listeners
        self._tracks = tracks
        self._people = people
        self._playlists = playlists
        self._tasks: dict[str, asyncio.Task[bool]] = {}
        self._end_news = bus.subscribe(self._hear)

    async def start(self) -> None:
        """Nothing has to be begun: rooms are looked at when there is news of them."""

    async def stop(self) -> None:
        """End what is under way: it is looked at again when the room is."""
        self._end_news()
        for task in tuple(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _hear(self, news: News) -> None:
        self._look(news.room_id)

    def _look(self, room_id: str) -> None:
        room = self._rooms.peek(room_id)
        if room is None or room_id in self._tasks or not missing(room) or not self._listeners.count(room_id):
            return
        task = self._tasks[room_id] = asyncio.create_task(self._fill(room_id), name=f"fallback {room_id}")
        task.add_done_callback(lambda task: self._filled(room_id, task))

    def _filled(self, room_id: str, task: asyncio.Task[bool]) -> None:
        """What was skipped meanwhile made no news that was heard. A room for which there is nothing waits for news."""
        self._tasks.pop(room_id, None)
        if not task.cancelled() and task.result():
            self._look(room_id)

    async def _fill(self, room_id: str) -> bool:
        """Whether something was added."""
        try:
            room = await self._rooms.committed(room_id)
            if room is None or not missing(room):
                return False
            tracks = await self._choice(room)
            if tracks:
                command = KeepPlaying(tuple(NewEntry(_entry_id(room, i), track) for i, track in enumerate(tracks)))
                cmd_id = f"fallback:{room.transport.epoch}:{room.rev}"
                return isinstance(await self._rooms.execute(room_id, cmd_id, None, command), Ack)
        except Exception:
            log.exception("fallback_failed", room_id=room_id)
        return False

    async def _choice(self, room: Room) -> list[Track]:
        """As many tracks as are missing, those of a playlist or of what was played, shuffled."""
        played = [line.track.track_id for line in await self._rooms.history(room.room_id, limit=HISTORY)]
        known = await self._listed(room) or played
        here = current(room)
        near = [entry.track.track_id for entry in (*upcoming(room), *([here] if here is not None else []))]
        ids = chosen(known, [*near, *played[:RESTING]], Random(f"{room.room_id}:{room.rev}"))  # noqa: S311 - taste
        found = await self._tracks.resolve(ids[:TRIED], room.host_id, room.room_id)
        return [room_copy(track) for track in found[: missing(room)]]

    async def _listed(self, room: Room) -> list[str]:
        """The tracks of the room's playlist; none where it has none, or it is gone."""
        source = room.settings.blend.fallback
        if source == "history" or self._playlists is None:
            return []
        try:
            return await self._playlists.tracks_of(source, await self._people.get(room.host_id))
        except SonixError as problem:
            log.info("fallback_playlist_gone", room_id=room.room_id, code=problem.code)
            return []


def chosen(known: Sequence[str], resting: Sequence[str], random: Random) -> list[str]:
    """Every known track once, in any order; those that are resting behind the others, the first of them last."""
    ids = list(dict.fromkeys(known))
    random.shuffle(ids)
    late = {track_id: -place for place, track_id in reversed(list(enumerate(resting)))}
    return sorted(ids, key=lambda track_id: (track_id in late, late.get(track_id, 0)))


def _entry_id(room: Room, place: int) -> str:
    return hashlib.sha256(f"{room.room_id}:{room.rev}:{place}".encode()).hexdigest()[:24]
