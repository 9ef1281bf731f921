"""One room's queue of commands on this node: it serialises them, and commits together what came while the disk was
busy.

It guards against nobody: other nodes commit to the same room, and compare-and-swap in the store sorts that out. A lost
race loads the room anew and decides again in a new transaction.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import Context

import structlog

from sonix.core.errors import SonixError
from sonix.core.room.evolve import evolve_all, replace
from sonix.core.room.state import Room
from sonix.core.room.turn import Conditions
from sonix.protocol.server import Refused, Revision
from sonix.rooms.batch import Ask, Decided, Reply, decide_all
from sonix.rooms.ports import Clock, RoomStore

log = structlog.get_logger(__name__)

MAX_BATCH = 64
MAX_RACES = 40
MOST_FOUND = 200
Answer = asyncio.Future[Reply]
Committed = Callable[[Decided], Awaitable[None]]
Found = Callable[[tuple[Revision, ...]], Awaitable[None]]


class Lane:
    """A room's commands, in order, and the room as last committed.

    Args:
        found: what a room loaded from the store is taken for (see `RoomService`: rooms nobody has closed).
        committed: called after every commit, before its answers are given.
        came_through: called with commits that were made although the database seemed to fail: nobody was told of them.
    """

    def __init__(
        self,
        room_id: str,
        store: RoomStore,
        clock: Clock,
        *,
        conditions: Callable[[Room], Conditions],
        found: Callable[[Room], Room],
        committed: Committed,
        came_through: Found,
    ) -> None:
        self.room_id = room_id
        self.room: Room | None = None
        self._store = store
        self._clock = clock
        self._conditions = conditions
        self._found = found
        self._committed = committed
        self._came_through = came_through
        self._waiting: deque[tuple[Ask, Answer]] = deque()
        self._open: set[Answer] = set()
        self._turn = asyncio.Lock()
        self._worker: asyncio.Task[None] | None = None
        self._newest_rev = 0
        self._told_rev: int | None = None
        self._in_doubt = False

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is being written."""
        return self._worker is None and not self._turn.locked()

    def submit(self, ask: Ask) -> Answer:
        """Put a command in the queue; the future is its answer, never an exception."""
        answer: Answer = asyncio.get_running_loop().create_future()
        self._waiting.append((ask, answer))
        self._open.add(answer)
        answer.add_done_callback(self._open.discard)
        if self._worker is None:
            # In a context of its own: it works for everybody, and its log lines name nobody who happened to come first.
            self._worker = asyncio.create_task(self._work(), name=f"lane {self.room_id}", context=Context())
        return answer

    async def caught_up(self) -> None:
        """Wait until everything asked so far has its answer."""
        if self._open:
            await asyncio.wait(tuple(self._open))

    async def current(self) -> Room | None:
        """The room as last committed, as far as this node has heard."""
        if self.room is None:
            async with self._turn:
                await self._load()
        return self.room

    def hear(self, revisions: tuple[Revision, ...]) -> None:
        """News of commits made elsewhere; a gap in them makes the next command load the room."""
        for revision in revisions:
            self._newest_rev = max(self._newest_rev, revision.rev)
            if self.room is None or revision.rev <= self.room.rev:
                continue
            if revision.rev != self.room.rev + 1:
                self.room = None
                continue
            self.room = replace(evolve_all(self.room, revision.events), rev=revision.rev)
            self._told_rev = revision.rev

    async def drained(self) -> None:
        """Wait until every command has been answered."""
        while self._worker is not None:
            await asyncio.wait([self._worker])

    async def _work(self) -> None:
        try:
            while self._waiting:
                taken = [self._waiting.popleft() for _ in range(min(MAX_BATCH, len(self._waiting)))]
                await self._answer(taken)
        finally:
            self._worker = None

    async def _answer(self, taken: list[tuple[Ask, Answer]]) -> None:
        asks = [ask for ask, _ in taken]
        try:
            async with self._turn:
                replies = await self._commit(asks)
        except Exception as error:
            self._say_failed(error, len(asks))
            self.room, self._in_doubt = None, True
            replies = [_unavailable(ask) for ask in asks]
        for reply, (_, answer) in zip(replies, taken, strict=True):
            if not answer.done():
                answer.set_result(reply)

    def _say_failed(self, error: Exception, commands: int) -> None:
        """A database that is away is no surprise: one line, however many commands come meanwhile."""
        if isinstance(error, SonixError) and error.retryable:
            log.warning("commit_failed", room_id=self.room_id, commands=commands, code=error.code)
        else:
            log.error("commit_failed", room_id=self.room_id, commands=commands, exc_info=error)

    async def _commit(self, asks: list[Ask]) -> list[Reply]:
        keys = [ask.key for ask in asks]
        for _ in range(MAX_RACES):
            room = self.room or await self._load()
            if room is None:
                return [Refused(ask.cmd_id, "no_such_room", "This room does not exist any more.") for ask in asks]
            known = await self._store.answers(self.room_id, keys)
            decided = decide_all(room, asks, known, self._clock.now_us(), self._conditions)
            batch = decided.batch
            if not batch.revisions and not batch.receipts:
                return list(decided.replies)
            if await self._store.commit(batch):
                self.room = batch.after
                await self._committed(decided)
                self._told_rev = batch.after.rev
                return list(decided.replies)
            self.room = None
        log.warning("lost_every_race", room_id=self.room_id, races=MAX_RACES)
        return [_unavailable(ask) for ask in asks]

    async def _load(self) -> Room | None:
        room = await self._store.load(self.room_id)
        if room is not None and room.rev < self._newest_rev:  # news came in while reading
            room = await self._store.load(self.room_id)
        if room is not None:
            await self._tell_doubted(room.rev)
        self.room = None if room is None else self._found(room)
        return self.room

    async def _tell_doubted(self, rev: int) -> None:
        """What failed may have been written all the same, and only its answer have been lost."""
        told_rev, found = self._told_rev, list[Revision]()
        if self._in_doubt and told_rev is not None and told_rev < rev:
            found = await self._store.revisions(self.room_id, told_rev, MOST_FOUND)
        if found:
            await self._came_through(tuple(found))
        self._told_rev, self._in_doubt = rev, False


def _unavailable(ask: Ask) -> Refused:
    return Refused(ask.cmd_id, "unavailable", "The server could not save this just now. Try again.", retryable=True)
