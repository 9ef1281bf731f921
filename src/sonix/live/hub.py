"""Everybody connected to this node, by room: opens connections, fans out news, and sends presence."""

from __future__ import annotations

import asyncio

import msgspec
import structlog

from sonix.bus.port import Bus, News
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.live.connection import Connection, Socket
from sonix.live.noting import if_it_can_be
from sonix.live.outbox import Outbox
from sonix.live.presence import PresenceFeed, presence_of
from sonix.live.reports import ReportFeed, Watcher
from sonix.live.session import Session
from sonix.live.sign_ins import SignIns
from sonix.protocol.client import CommandMessage, Hello, Ready, Stall, Status, Watch
from sonix.protocol.close import CloseCode
from sonix.protocol.server import (
    PROTOCOL_VERSION,
    EventsMessage,
    PresenceMessage,
    Refused,
    Renewed,
    Welcome,
)
from sonix.rooms.codes import RoomCodes
from sonix.rooms.keeper import Keeper
from sonix.rooms.lane import Answer
from sonix.rooms.listeners import Listener, Listeners
from sonix.rooms.ports import Clock, GrantIssuer, Identity, SessionChecker, TokenVerifier
from sonix.rooms.service import RoomService
from sonix.rooms.snapshot import renditions_near, snapshot_of

log = structlog.get_logger(__name__)

SOCKETS_PER_MEMBER = 16
FLUSH_WITHIN_S = 3.0
_encode = msgspec.json.Encoder().encode


class _RoomHere:
    """The connections to one room, and what goes to all of them."""

    def __init__(self, room_id: str, listeners: Listeners, rooms: RoomService, clock: Clock) -> None:
        self.connections: dict[Connection, Listener] = {}
        self.feed = PresenceFeed(room_id, listeners, self.send)
        self.reports = ReportFeed(room_id, listeners, lambda: rooms.peek(room_id), clock)

    def send(self, message: PresenceMessage) -> None:
        """Encode once, queue for everybody."""
        frame = _encode(message).decode()
        for connection in tuple(self.connections):
            connection.outbox.put(frame)


class Hub:
    """The live side of one node."""

    def __init__(
        self,
        *,
        rooms: RoomService,
        codes: RoomCodes,
        bus: Bus,
        clock: Clock,
        listeners: Listeners,
        tokens: TokenVerifier,
        sessions: SessionChecker,
        grants: GrantIssuer,
        settings: Settings,
    ) -> None:
        self.settings = settings
        self._rooms = rooms
        self._codes = codes
        self._clock = clock
        self._listeners = listeners
        self._tokens = tokens
        self._grants = grants
        self._sign_ins = SignIns(bus, sessions)
        self._keeper = Keeper(rooms, listeners, clock, bus)
        self._here: dict[str, _RoomHere] = {}
        self._running: dict[asyncio.Task[None], Connection] = {}
        self._chores: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._end_news = bus.subscribe(self._fan_out)

    async def start(self) -> None:
        """Begin to keep rooms."""
        self._keeper.start()
        self._sign_ins.start()

    async def stop(self) -> None:
        """Tell every client to come back, and wait until that is written, 3 s at most. Idempotent."""
        if self._stopping:
            return
        self._stopping = True
        for connection in tuple(self._running.values()):
            connection.close(CloseCode.RESTARTING, "The server restarts.")
        if self._running:
            await asyncio.wait(tuple(self._running), timeout=FLUSH_WITHIN_S)
        self._end_news()
        await self._sign_ins.stop()
        await self._keeper.stop()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await if_it_can_be(self._clock.seen())

    def now_us(self) -> int:
        """Room time."""
        return self._clock.now_us()

    async def serve(self, socket: Socket, address: str) -> None:
        """Serve one accepted socket until it ends."""
        limits = self.settings.limits
        outbox = Outbox(limits.outbox_bytes, self._clock.now_us)
        connection = Connection(socket, Session(limits), outbox, self, address)
        task = asyncio.current_task()
        assert task is not None
        self._running[task] = connection
        if self._stopping:
            connection.close(CloseCode.RESTARTING, "The server restarts.")
        try:
            await connection.run()
        finally:
            del self._running[task]

    async def open(self, connection: Connection, hello: Hello) -> None:
        """Verify, join, register, and put the welcome in the outbox.

        Raises:
            SonixError: who this is, or where they want to go, is not known.
        """
        who = await self._tokens.verify(hello.token)
        room_id = await self._codes.room_id(hello.room, connection.address)
        structlog.contextvars.bind_contextvars(room_id=room_id, member_id=who.user_id)
        if hello.listening:
            await self._enter(room_id, who)
            if hello.last_rev is None:  # a page that was there a moment ago keeps the name it has in the room
                await self._rooms.call(room_id, who)
        await self._welcome(connection, hello, who, room_id)
        self._sign_ins.admit(connection, who)
        log.info("connected", listening=hello.listening)
        if hello.listening:
            self._note_seen(room_id, who.user_id)

    async def renew(self, connection: Connection, token: str) -> None:
        """Let a connection live on a fresh token.

        Raises:
            SonixError: the token is no good, or somebody else's.
        """
        who = await self._tokens.verify(token)
        listener = connection.listener
        if listener is None or who.user_id != listener.member_id:
            raise SonixError("unauthenticated", "This sign-in is somebody else's.", status=401)
        connection.send(Renewed(expires_in_s=self._sign_ins.admit(connection, who)))

    def report(self, connection: Connection, message: Status | Ready | Stall | Watch) -> None:
        """Take news of a client's playback, or its wish to hear of the others'."""
        if isinstance(message, Watch):
            self._watch(connection, message.on)
            return
        listener = connection.listener
        if listener is None:
            return
        here = self._here[listener.room_id]
        match message:
            case Status():
                listener.note_status(message, self._clock.now_us())
            case Ready():
                listener.note_ready(message.epoch)
            case Stall():
                listener.note_stall()
        here.feed.touch(listener.member_id)
        self._keeper.reported(listener.room_id)

    def _watch(self, connection: Connection, on: bool) -> None:
        """Before the welcome the wish is kept: it is fulfilled with it."""
        connection.watches = on
        listener = connection.listener
        if listener is None:
            return
        reports = self._here[listener.room_id].reports
        if on:
            reports.watch(connection, Watcher(connection.outbox, listener.member_id))
        else:
            reports.forget(connection)

    async def submit(self, connection: Connection, message: CommandMessage) -> Answer:
        """Put a command in its room's queue."""
        listener = connection.listener
        assert listener is not None, "commands wait until the connection is open"
        structlog.contextvars.bind_contextvars(room_id=listener.room_id, member_id=listener.member_id)
        return await self._rooms.submit(listener.room_id, message.cmd_id, listener.member_id, message.body)

    def left(self, connection: Connection) -> None:
        """Close every socket of a member who has left the room for good."""
        gone = connection.listener
        if gone is None:
            return
        here = self._here.get(gone.room_id)
        if here is None:  # the socket was closed before its answer came
            return
        for other, listener in tuple(here.connections.items()):
            if listener.member_id == gone.member_id:
                other.close(CloseCode.LEFT, "You have left the room.")

    def gone(self, connection: Connection) -> None:
        """Count a connection no more."""
        self._sign_ins.forget(connection)
        listener = connection.listener
        if listener is None:
            return
        room_id = listener.room_id
        self._listeners.remove(listener)
        here = self._here[room_id]
        del here.connections[connection]
        here.reports.forget(connection)
        here.feed.touch(listener.member_id)
        if not here.connections:
            here.feed.close()
            del self._here[room_id]
        self._keeper.changed(room_id)
        log.info("disconnected", room_id=room_id, member_id=listener.member_id)
        if listener.listening:
            self._note_seen(room_id, listener.member_id)

    async def _enter(self, room_id: str, who: Identity) -> None:
        refused = await self._rooms.join(room_id, who)
        if isinstance(refused, Refused):
            raise SonixError(refused.code, refused.message, status=409, retryable=refused.retryable)
        await self._rooms.heard(room_id)

    async def _welcome(self, connection: Connection, hello: Hello, who: Identity, room_id: str) -> None:
        """Register and welcome in one step of the loop, so that no commit falls between the two."""
        missed = None
        if hello.last_rev is not None:
            missed = await self._rooms.missed(room_id, hello.last_rev)
        room = await self._rooms.committed(room_id)
        if room is None:
            raise SonixError("no_such_room", "There is no room with this code.", status=404)
        if missed is not None and (missed[-1].rev if missed else hello.last_rev) != room.rev:
            missed = None
        listener = Listener(room_id, who.user_id, hello.listening, self._clock.now_us())
        self._register(connection, listener)
        present = {other.member_id: None for other in self._listeners.of(room_id)}
        snapshot = snapshot_of(room, who.user_id, present)
        shown = [member.member_id for member in snapshot.members if member.member_id in present]
        connection.rev = room.rev
        message = Welcome(
            protocol=PROTOCOL_VERSION,
            clock_id=self._clock.clock_id,
            member_id=who.user_id,
            now_us=self._clock.now_us(),
            snapshot=snapshot if missed is None else None,
            missed=missed,
            presence=tuple(presence_of(id_, self._listeners.of_member(room_id, id_)) for id_ in shown),
            grants=self._grants.grants(renditions_near(room)),
        )
        connection.send(message)
        self._watch(connection, connection.watches)

    def _register(self, connection: Connection, listener: Listener) -> None:
        room_id = listener.room_id
        self._listeners.add(listener)
        connection.listener = listener
        here = self._here.setdefault(room_id, _RoomHere(room_id, self._listeners, self._rooms, self._clock))
        here.connections[connection] = listener
        here.feed.announce(listener.member_id)
        own = [other for other, who in here.connections.items() if who.member_id == listener.member_id]
        for oldest in own[:-SOCKETS_PER_MEMBER]:
            oldest.close(CloseCode.REPLACED, "This room is open in too many places.")
        self._keeper.changed(room_id)

    def _note_seen(self, room_id: str, member_id: str) -> None:
        """Nobody waits for that to be written."""
        task = asyncio.create_task(if_it_can_be(self._rooms.seen(room_id, member_id)))
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    def _fan_out(self, news: News) -> None:
        here = self._here.get(news.room_id)
        if here is None:
            return
        if news.gone:
            for connection in tuple(here.connections):
                connection.close(CloseCode.NO_SUCH_ROOM, "This room has been deleted.")
            return
        frame = _encode(EventsMessage(news.revisions)).decode()
        last_rev = news.revisions[-1].rev
        for connection in tuple(here.connections):
            if connection.rev < last_rev:
                connection.rev = last_rev
                connection.outbox.put(frame)
