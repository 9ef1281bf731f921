"""What the system does in rooms with listeners: open gates, write track ends down, note when the last listener has
left.

Nothing that sounds depends on it: a gate opens by itself at its deadline, track ends are part of the timeline. It
makes gates open sooner, history complete, and an abandoned room pause.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from contextvars import Context
from functools import partial

import structlog

from sonix.bus.port import Bus, News
from sonix.core.ids import new_id
from sonix.core.room.advance import next_by_itself
from sonix.core.room.commands import Advance, MarkSilent, OpenGate, SettleSkip
from sonix.core.room.queue import current
from sonix.core.room.state import Room
from sonix.core.room.vote_rules import is_enough
from sonix.protocol.server import Ack
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService
from sonix.rooms.succession import Succession

log = structlog.get_logger(__name__)

GRACE_US = 3_000_000
"""A page that is reloaded, or a network that changes, does not make a room silent."""
AFTER_END_US = 100_000
RETRY_US = 1_000_000
SEEN_EVERY_S = 10.0
HOST_EVERY_US = 600_000_000


class Keeper:
    """One task for each room with a connection on this node."""

    def __init__(self, rooms: RoomService, listeners: Listeners, clock: Clock, bus: Bus) -> None:
        self._rooms = rooms
        self._listeners = listeners
        self._clock = clock
        self._tasks: dict[str, _RoomTask] = {}
        self._end_news = bus.subscribe(self._hear)
        self._mark: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write down that this server runs, while somebody is connected."""
        self._mark = asyncio.create_task(self._mark_seen(), name="clock seen")

    async def stop(self) -> None:
        """End every task. Rooms are left as they are: the clock's last-seen time tells since when nobody listened."""
        self._end_news()
        tasks = [room.task for room in self._tasks.values()]
        if self._mark is not None:
            tasks.append(self._mark)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def changed(self, room_id: str) -> None:
        """Somebody came or left: look at the room."""
        keeping = self._tasks.get(room_id)
        if keeping is not None and not keeping.task.done():
            keeping.woken.set()
            return
        keeping = self._tasks[room_id] = _RoomTask(room_id, self._rooms, self._listeners, self._clock)
        keeping.task.add_done_callback(partial(self._ended, keeping))

    def reported(self, room_id: str) -> None:
        """Somebody told how its buffer is: of interest while a gate is shut."""
        room = self._rooms.peek(room_id)
        keeping = self._tasks.get(room_id)
        if keeping is not None and room is not None and room.transport.gate_until_us is not None:
            keeping.woken.set()

    def _hear(self, news: News) -> None:
        keeping = self._tasks.get(news.room_id)
        if keeping is not None:
            keeping.woken.set()

    def _ended(self, keeping: _RoomTask, _task: asyncio.Task[None]) -> None:
        if self._tasks.get(keeping.room_id) is keeping:
            del self._tasks[keeping.room_id]

    async def _mark_seen(self) -> None:
        while True:
            try:
                if self._listeners.rooms():
                    await self._clock.seen()
            except Exception:
                log.exception("clock_not_marked")
            await asyncio.sleep(SEEN_EVERY_S)


class _RoomTask:
    """Looks after one room until nobody is connected to it any more and its silence has been written down."""

    def __init__(self, room_id: str, rooms: RoomService, listeners: Listeners, clock: Clock) -> None:
        self.room_id = room_id
        self.woken = asyncio.Event()
        self._rooms = rooms
        self._listeners = listeners
        self._clock = clock
        self._deserted_us: int | None = None
        self._gate_tried: tuple[int, int] | None = None
        self._gate_counted = -1
        self._succession = Succession(rooms, listeners, clock)
        self._host_due_us = 0
        # In a context of its own: its log lines are not about whoever connected first.
        self.task = asyncio.create_task(self._keep(), name=f"keep {room_id}", context=Context())

    async def _keep(self) -> None:
        structlog.contextvars.bind_contextvars(room_id=self.room_id)
        while True:
            self.woken.clear()
            try:
                wait_us = await self._look()
            except Exception:
                log.exception("keeper_failed")
                wait_us = RETRY_US
            if wait_us is None:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_us / 1e6):
                    await self.woken.wait()

    async def _look(self) -> float | None:
        """Do what is due; return in how many µs to look again, None when there is nothing left to look after."""
        room = await self._rooms.committed(self.room_id)
        if room is None:
            return None
        now_us = self._clock.now_us()
        due_us = [now_us + 3_600_000_000]
        silence_us = await self._silence(room, now_us)
        if silence_us is None:
            return None
        due_us += [silence_us] if silence_us else []
        due_us += await self._gate(room, now_us)
        due_us += await self._skip(room, now_us)
        due_us += await self._track_end(room, now_us)
        due_us += await self._host(now_us)
        return max(0, min(due_us) - self._clock.now_us())

    async def _silence(self, room: Room, now_us: int) -> int | None:
        """When to look again (0: no matter when); None when the room is deserted and that is written down."""
        if self._listeners.count(self.room_id):
            self._deserted_us = None
            if room.silent_since_us is not None:  # they came while the silence was being written down
                await self._rooms.heard(self.room_id)
            return 0
        if self._deserted_us is None:
            self._deserted_us = now_us
        if room.silent_since_us is None:
            if now_us < self._deserted_us + GRACE_US:
                return self._deserted_us + GRACE_US
            command = MarkSilent(since_us=self._deserted_us)
            reply = await self._rooms.execute(self.room_id, f"silent:{new_id()}", None, command)
            if not isinstance(reply, Ack):
                return now_us + RETRY_US
        if self._listeners.count(self.room_id):
            return now_us
        self._rooms.left_alone(self.room_id)
        return 0 if self._listeners.of(self.room_id) else None

    async def _gate(self, room: Room, now_us: int) -> list[int]:
        """Open the gate when everyone is ready; else note, once it is over, who was not."""
        gated, entry = room.transport, current(room)
        if gated.gate_until_us is None:
            return []
        duration_us = None if entry is None else entry.track.duration_us
        if now_us >= gated.gate_until_us:
            if self._gate_counted < gated.epoch:
                self._gate_counted = gated.epoch
                self._listeners.note_gate_over(self.room_id, now_us, gated, duration_us)
            return []
        lead_us = self._listeners.lead_us(self.room_id, now_us)
        ready = self._listeners.all_ready(self.room_id, now_us, gated, duration_us)
        if ready and now_us + lead_us < gated.at_us and self._gate_tried != (gated.epoch, room.rev):
            self._gate_tried = (gated.epoch, room.rev)
            await self._rooms.execute(self.room_id, f"gate:{gated.epoch}", None, OpenGate(epoch=gated.epoch))
            return [now_us]
        # A listener that falls silent is no longer waited for, and says nothing when that happens.
        return [min(gated.gate_until_us, now_us + RETRY_US)]

    async def _skip(self, room: Room, now_us: int) -> list[int]:
        """Skip when fewer listen now, so that the votes there are suffice."""
        hearing, entry_id = self._listeners.who_hears(self.room_id), room.transport.entry_id
        if entry_id is None or not hearing or not is_enough(room, hearing):
            return []
        cmd_id = f"skip:{room.transport.epoch}:{entry_id}:{room.rev}"
        await self._rooms.execute(self.room_id, cmd_id, None, SettleSkip(entry_id=entry_id))
        return [now_us + RETRY_US]

    async def _host(self, now_us: int) -> list[int]:
        """Hand the room on whose host stays away while others listen; who comes in is asked about at once."""
        if now_us >= self._host_due_us:
            self._host_due_us = now_us + HOST_EVERY_US
            await self._succession.look(self.room_id)
        return [self._host_due_us]

    async def _track_end(self, room: Room, now_us: int) -> list[int]:
        transport, after = room.transport, next_by_itself(room)
        if after is None or room.silent_since_us is not None:
            return []
        if now_us < after.at_us + AFTER_END_US:
            return [after.at_us + AFTER_END_US]
        cmd_id = f"advance:{transport.epoch}:{transport.entry_id}"
        await self._rooms.execute(self.room_id, cmd_id, None, Advance())
        return [now_us + RETRY_US]
