"""Rooms: load, decide, commit, publish, acknowledge. Any node may serve any room; the truth is in the store."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from functools import partial

import structlog

from sonix.bus.port import Bus, News
from sonix.config import Rooms as RoomLimits
from sonix.core.errors import SonixError
from sonix.core.ids import new_id, new_room_code, normalise_code
from sonix.core.room.advance import advance
from sonix.core.room.commands import Command, Join, MarkHeard, Rename
from sonix.core.room.create import new_room
from sonix.core.room.evolve import replace
from sonix.core.room.state import Room
from sonix.core.room.turn import Conditions, Refusal
from sonix.core.text import clean_line
from sonix.protocol.client import Body, EnqueueCommand
from sonix.protocol.server import Knock, Refused, Revision
from sonix.rooms.batch import SYSTEM, Ask, Decided, Reply, reply_of
from sonix.rooms.lane import Answer, Lane
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Clock, Identity, KnownRoom, Played, Receipt, RoomStore, TrackResolver
from sonix.rooms.repeats import with_last_played
from sonix.rooms.requests import to_command
from sonix.rooms.retention import Retention

log = structlog.get_logger(__name__)

LANES_KEPT = 256
MISSED_MAX = 200
MISSED_CHARACTERS = 250_000
"""A client that missed more commits than this, or longer ones, gets a snapshot, which is never long."""
UNNAMED = "Guest"
MOST_ROOMS = 1000
"""In how many rooms, those last visited, a new name is told at once; in others it is when one comes there."""


class RoomService:
    """Everything that can be asked of rooms.

    A room that says somebody listens, but where nobody does on this node, was left behind by a server that died: it
    counts as silent since that server was last seen (`Clock.last_seen_us`).
    """

    def __init__(
        self,
        *,
        store: RoomStore,
        bus: Bus,
        clock: Clock,
        listeners: Listeners,
        tracks: TrackResolver,
        limits: RoomLimits,
    ) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock
        self._listeners = listeners
        self._tracks = tracks
        self._limits = limits
        self._node = new_id()
        self._lanes: OrderedDict[str, Lane] = OrderedDict()
        self._heard: set[str] = set()
        self._retention = Retention(store, clock, limits)
        self._end_news = bus.subscribe(self._hear)

    async def start(self) -> None:
        """Begin to forget old logs."""
        self._retention.start()

    async def stop(self) -> None:
        """Answer what is still waiting, then stop."""
        self._end_news()
        await self._retention.stop()
        await asyncio.gather(*(lane.drained() for lane in self._lanes.values()))

    async def create(self, host_id: str, host_name: str, name: str) -> Room:
        """Start a room.

        Raises:
            SonixError: no free code was found, which takes hundreds of millions of rooms.
        """
        for _ in range(20):
            room = new_room(new_id(), new_room_code(), name, host_id, host_name, self._clock.now_us())
            if await self._store.create(room):
                log.info("room_created", room_id=room.room_id, member_id=host_id)
                return room
        raise SonixError("no_free_code", "No room code is free just now. Try again.", status=503, retryable=True)

    async def find(self, code: str) -> str | None:
        """The id of the room with this code, however it was typed."""
        wanted = normalise_code(code)
        return None if wanted is None else await self._store.find(wanted)

    async def load(self, code: str) -> Room | None:
        """The room with this code as it is now, track ends that have passed folded in."""
        room_id = await self.find(code)
        return None if room_id is None else await self.get(room_id)

    async def get(self, room_id: str) -> Room | None:
        """The room of this id as it is now. Its `rev` is that of its last commit."""
        room = await self.committed(room_id)
        return None if room is None else self.as_now(room)

    async def committed(self, room_id: str) -> Room | None:
        """The room as of its last commit: what snapshots are made of, since events go on from there."""
        return await self._lane(room_id).current()

    def peek(self, room_id: str) -> Room | None:
        """The committed room if it is in memory."""
        lane = self._lanes.get(room_id)
        return None if lane is None else lane.room

    def as_now(self, room: Room) -> Room:
        """`room`, advanced to this moment."""
        return advance(room, self._clock.now_us(), self._limits.silence_limit_s * 1_000_000)

    async def execute(self, room_id: str, cmd_id: str, actor: str | None, body: Body | Command) -> Reply:
        """Do what `body` asks, once, and say how it went. `actor` None is the system, which brings core commands."""
        return await (await self.submit(room_id, cmd_id, actor, body))

    async def submit(self, room_id: str, cmd_id: str, actor: str | None, body: Body | Command) -> Answer:
        """Put a command in its room's queue. Those submitted one after the other are done in that order."""
        command = body if isinstance(body, Command) else await self._command(body, cmd_id, actor, room_id)
        if isinstance(command, Refusal):
            # It may have been done before, and what it is about have been deleted since.
            seen = await self._receipt(room_id, cmd_id, actor)
            refused = Refused(cmd_id, command.code, command.message, command.retryable)
            return _answered(refused if seen is None else reply_of(seen))
        return self._lane(room_id).submit(Ask(actor=actor, cmd_id=cmd_id, command=command))

    async def join(self, room_id: str, who: Identity) -> Reply | None:
        """Make `who` a member. None when they are one already: under which name then is the business of `call`."""
        await self._lane(room_id).caught_up()  # they may be leaving
        room = await self.committed(room_id)
        member = None if room is None else room.members.get(who.user_id)
        if member is not None and not member.left:
            return None
        return await self.execute(room_id, f"join:{new_id()}", who.user_id, Join(name=clean_line(who.name) or UNNAMED))

    async def call(self, room_id: str, who: Identity) -> None:
        """Have a member go by the name they have now. One that is not taken down waits for their next coming."""
        room, name = await self.committed(room_id), clean_line(who.name) or UNNAMED
        member = None if room is None else room.members.get(who.user_id)
        if member is not None and not member.left and member.name != name:
            await self.execute(room_id, f"name:{new_id()}", who.user_id, Rename(name=name))

    async def call_everywhere(self, who: Identity) -> None:
        """As `call`, in every room they are a member of: those who are there are told."""
        for room in await self.known_to(who.user_id, MOST_ROOMS):
            await self.call(room.room_id, who)

    async def heard(self, room_id: str) -> None:
        """Somebody listens again: end the room's silence."""
        room = await self.committed(room_id)
        self._heard.add(room_id)
        if room is not None and room.silent_since_us is not None:
            await self.execute(room_id, f"heard:{new_id()}", None, MarkHeard())

    def left_alone(self, room_id: str) -> None:
        """Nobody listens on this node any more, and that has been written down."""
        self._heard.discard(room_id)

    async def missed(self, room_id: str, after_rev: int) -> tuple[Revision, ...] | None:
        """The commits since `after_rev`; None when they are too many, too long or no longer kept."""
        if await self._store.log_length(room_id, after_rev) > MISSED_CHARACTERS:
            return None
        found = await self._store.revisions(room_id, after_rev, MISSED_MAX + 1)
        complete = all(revision.rev == after_rev + 1 + index for index, revision in enumerate(found))
        return tuple(found) if complete and len(found) <= MISSED_MAX else None

    async def history(self, room_id: str, before_seq: int | None = None, limit: int = 50) -> list[Played]:
        """What was played, newest first."""
        return await self._store.history(room_id, before_seq, limit)

    async def known_to(self, member_id: str, limit: int = 50) -> list[KnownRoom]:
        """Rooms `member_id` has joined, last seen first."""
        return await self._store.known_to(member_id, limit)

    async def seen(self, room_id: str, member_id: str) -> None:
        """Note that a member came or went."""
        await self._store.seen(room_id, member_id, self._clock.now_us())

    async def last_seen_us(self, room_id: str, member_id: str) -> int:
        """When a member last came or went, on the room timeline."""
        return await self._store.last_seen_us(room_id, member_id)

    async def _command(self, body: Body, cmd_id: str, actor: str | None, room_id: str) -> Command | Refusal:
        command = await to_command(body, cmd_id, actor or "", room_id, self._tracks)
        if isinstance(body, EnqueueCommand):
            command = await with_last_played(self._store, await self.committed(room_id), command, self._clock.now_us())
        return command

    async def _receipt(self, room_id: str, cmd_id: str, actor: str | None) -> Receipt | None:
        key = (SYSTEM if actor is None else actor, cmd_id)
        return (await self._store.answers(room_id, [key])).get(key)

    def _lane(self, room_id: str) -> Lane:
        lane = self._lanes.get(room_id)
        if lane is None:
            lane = self._lanes[room_id] = Lane(
                room_id,
                self._store,
                self._clock,
                conditions=self._conditions,
                found=self._found,
                committed=self._publish,
                came_through=partial(self._tell, room_id),
            )
            self._forget_lanes()
        self._lanes.move_to_end(room_id)
        return lane

    def _forget_lanes(self) -> None:
        """Let go of rooms that were not asked for in a long time and where nobody is."""
        excess = len(self._lanes) - LANES_KEPT
        busy = set(self._listeners.rooms()) | self._heard
        idle = [room_id for room_id, lane in self._lanes.items() if lane.is_idle and room_id not in busy]
        for room_id in idle[: max(0, excess)]:
            del self._lanes[room_id]

    def _conditions(self, room: Room) -> Conditions:
        now_us = self._clock.now_us()

        def is_buffered(entry_id: str, position_us: int) -> bool:
            entry = room.entries.get(entry_id)
            duration_us = None if entry is None else entry.track.duration_us
            return self._listeners.can_play(room.room_id, now_us, entry_id, position_us, duration_us)

        return Conditions(
            lead_us=self._listeners.lead_us(room.room_id, now_us),
            is_buffered=is_buffered,
            hearing=partial(self._listeners.who_hears, room.room_id),
            max_entries=self._limits.max_entries,
            max_members=self._limits.max_members,
            silence_limit_us=self._limits.silence_limit_s * 1_000_000,
        )

    def _found(self, room: Room) -> Room:
        if room.silent_since_us is not None or room.room_id in self._heard:
            return room
        now_us = self._clock.now_us()
        begun_us = max(room.created_at_us, min(room.transport.at_us, now_us))
        return replace(room, silent_since_us=min(now_us, max(begun_us, self._clock.last_seen_us)))

    async def _publish(self, decided: Decided) -> None:
        batch = decided.batch
        if batch.revisions:
            self._retention.committed(batch)
            await self._tell(batch.after.room_id, batch.revisions)

    async def _tell(self, room_id: str, revisions: tuple[Revision, ...]) -> None:
        await self._bus.publish(News(room_id, revisions, self._node))

    async def door_news(self, room_id: str, waiting: tuple[Knock, ...]) -> None:
        """Tell who may open, and who waits, that something has changed at a room's door."""
        await self._bus.publish(News(room_id, (), knocks=waiting))

    async def deleted(self, room_id: str) -> None:
        """Tell everybody that a room is no longer in the store."""
        await self._bus.publish(News(room_id, (), gone=True))

    async def rewritten(self, room_id: str, rev: int) -> None:
        """Tell everybody that a room was changed in the store past its log; it has revision `rev` now.

        `rev` must be two or more above the last one: what is left out makes pages and servers load the room anew.
        """
        await self._bus.publish(News(room_id, (Revision(rev=rev, events=()),)))

    def _hear(self, news: News) -> None:
        lane = self._lanes.get(news.room_id)
        if lane is not None and news.gone:
            lane.room = None
            return
        if lane is not None and news.origin != self._node:
            lane.hear(news.revisions)


def _answered(reply: Reply) -> Answer:
    answer: Answer = asyncio.get_running_loop().create_future()
    answer.set_result(reply)
    return answer
