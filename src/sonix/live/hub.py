"""Everybody connected to this node, by room: opens connections, fans out news, and sends presence."""

from __future__ import annotations

import asyncio

import structlog

from sonix.bus.port import Bus, News
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.core.room.commands import Dismiss
from sonix.live.chatter import Chatter
from sonix.live.connection import Connection, Socket
from sonix.live.lobby import SocketLobby
from sonix.live.noting import if_it_can_be
from sonix.live.outbox import Outbox
from sonix.live.presence import presence_of
from sonix.live.reports import Watcher
from sonix.live.room_here import RoomHere
from sonix.live.session import Session
from sonix.live.sign_ins import SignIns
from sonix.protocol.client import CommandMessage, Hello, Ready, Stall, Status, Watch
from sonix.protocol.close import CloseCode
from sonix.protocol.server import (
    PROTOCOL_VERSION,
    Refused,
    Renewed,
    Welcome,
)
from sonix.rooms.doors import Doors, is_member
from sonix.rooms.keeper import Keeper
from sonix.rooms.lane import Answer
from sonix.rooms.listeners import Listener, Listeners
from sonix.rooms.ports import Clock, GrantIssuer, Identity, SessionChecker, TokenVerifier
from sonix.rooms.service import RoomService
from sonix.rooms.snapshot import renditions_near, snapshot_of
from sonix.rooms.succession import Succession

log = structlog.get_logger(__name__)

SOCKETS_PER_MEMBER = 16
FLUSH_WITHIN_S = 3.0


class Hub:
    """The live side of one node."""

    def __init__(
        self,
        *,
        rooms: RoomService,
        doors: Doors,
        bus: Bus,
        clock: Clock,
        listeners: Listeners,
        tokens: TokenVerifier,
        sessions: SessionChecker,
        grants: GrantIssuer,
        chatter: Chatter,
        settings: Settings,
    ) -> None:
        self.settings = settings
        self.chatter = chatter
        self._rooms = rooms
        self._doors = doors
        self._clock = clock
        self._listeners = listeners
        self._tokens = tokens
        self._grants = grants
        self._succession = Succession(rooms, listeners, clock)
        self._sign_ins = SignIns(bus, sessions)
        self._keeper = Keeper(rooms, listeners, clock, bus)
        self._here: dict[str, RoomHere] = {}
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
        await self.chatter.stop()
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
            SonixError: who this is, or where they want to go, is not known, or a door is shut to them.
        """
        who = await self._tokens.verify(hello.token)
        room_id = await self._doors.enter(hello, who, connection.address, SocketLobby(connection))
        structlog.contextvars.bind_contextvars(room_id=room_id, member_id=who.user_id)
        if hello.listening:
            await self._enter(room_id, who)
            if hello.last_rev is None:  # a page that was there a moment ago keeps the name it has in the room
                await self._rooms.call(room_id, who)
        await self._confirm(connection, hello, who, room_id)
        await self._welcome(connection, hello, who, room_id)
        self._sign_ins.admit(connection, who)
        self.chatter.enter(connection)
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
        for other in here.of_member(gone.member_id):
            other.close(CloseCode.LEFT, "You have left the room.")

    def gone(self, connection: Connection) -> None:
        """Count a connection no more."""
        self._sign_ins.forget(connection)
        self.chatter.leave(connection)
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
        await self._succession.look(room_id, who.user_id)

    async def _confirm(self, connection: Connection, hello: Hello, who: Identity, room_id: str) -> None:
        """Ask the doors once more. Who has become a member behind one that has been shut since is none."""
        try:
            await self._doors.entered(room_id, hello, who, connection.address)
        except SonixError as error:
            if not error.retryable:
                await self._rooms.execute(room_id, f"out:{new_id()}", None, Dismiss(who.user_id))
            raise

    async def _welcome(self, connection: Connection, hello: Hello, who: Identity, room_id: str) -> None:
        """Register and welcome in one step of the loop, so that no commit falls between the two."""
        missed = None
        if hello.last_rev is not None:
            missed = await self._rooms.missed(room_id, hello.last_rev)
        room = await self._rooms.committed(room_id)
        if room is None:
            raise SonixError("no_such_room", "There is no room with this code.", status=404)
        if hello.listening and not is_member(room, who.user_id):
            raise SonixError("room_dismissed", "You are not in this room any more.", status=403)
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
        here = self._here.setdefault(room_id, RoomHere(room_id, self._listeners, self._rooms, self._clock))
        here.connections[connection] = listener
        here.feed.announce(listener.member_id)
        for oldest in here.of_member(listener.member_id)[:-SOCKETS_PER_MEMBER]:
            oldest.close(CloseCode.REPLACED, "This room is open in too many places.")
        self._keeper.changed(room_id)

    def _note_seen(self, room_id: str, member_id: str) -> None:
        """Nobody waits for that to be written."""
        task = asyncio.create_task(if_it_can_be(self._rooms.seen(room_id, member_id)))
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    def _fan_out(self, news: News) -> None:
        here = self._here.get(news.room_id)
        if here is not None:
            here.fan_out(news, self._rooms.peek(news.room_id))
