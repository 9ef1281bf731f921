"""A real server around the rooms: uvicorn, SQLite on disk, real sockets. Only the people and the music are made up."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from sonix.accounts.keys import load_keys
from sonix.accounts.passwords import Passwords
from sonix.bus.memory import MemoryBus
from sonix.chat.service import ChatService
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.core.rate_limits import MemoryRateLimiter
from sonix.core.room.state import Rendition, Room, Track
from sonix.db.engine import Database, Patience, sqlite_url
from sonix.db.room_store import SqlRoomStore
from sonix.listings.doors import ListingDoor
from sonix.listings.service import Listings
from sonix.listings.store import ListingStore
from sonix.live.chatter import Chatter
from sonix.live.endpoint import socket_endpoint
from sonix.live.hub import Hub
from sonix.live.room_clock import RoomClock
from sonix.moderation.service import Moderation, build_moderation
from sonix.protocol.server import Grant
from sonix.rooms.codes import RoomCodes
from sonix.rooms.doors import Doors
from sonix.rooms.fallback import Fallback
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Identity
from sonix.rooms.service import RoomService

UNKNOWN_TRACK = "no-such-track"
UNKNOWN_LIST = "no-such-list"


def track(track_id: str, seconds: float = 60.0) -> Track:
    """A track of a length, with a rendition named after it."""
    samples = round(seconds * 48_000)
    rendition = Rendition(f"r-{track_id}", samples, 312, samples // 960 + 2, samples // 2)
    return Track(track_id=track_id, title=f"Title {track_id}", artist="Somebody", album="", rendition=rendition)


class NamedTokens:
    """A token is `user_id:name`; one without a colon is forged."""

    async def verify(self, token: str) -> Identity:
        user_id, colon, name = token.partition(":")
        if not colon:
            raise SonixError("unauthenticated", "Please tell us your name again.", status=401)
        return Identity(user_id=user_id, name=name)

    async def get(self, user_id: str) -> Identity:
        return Identity(user_id=user_id, name=user_id)

    async def ended(self, session_ids: Sequence[str]) -> dict[str, Literal["signed_out", "banned"]]:
        """Nobody is ever signed out."""
        return {}


class EndlessLibrary:
    """Has every track but one. `t-12.5` is 12.5 s long, every other one a minute."""

    async def resolve(self, track_ids: Sequence[str], user_id: str, room_id: str) -> list[Track]:
        return [track(t, _seconds(t)) for t in track_ids if t != UNKNOWN_TRACK]


class ShortLists:
    """Every list has the same two tracks, except one that is gone."""

    async def tracks_of(self, playlist_id: str, user: Identity) -> list[str]:
        if playlist_id == UNKNOWN_LIST:
            raise SonixError("no_such_playlist", "That playlist is gone.", status=404)
        return [f"{playlist_id}-1", f"{playlist_id}-2"]


class OpenGrants:
    """Addresses that need no signature."""

    def grants(self, rendition_ids: Iterable[str]) -> tuple[Grant, ...]:
        return tuple(Grant(r, f"/media/r/{r}/", "", 2**40) for r in rendition_ids)


@dataclass
class Instance:
    """A running server, and its parts for those tests that look inside."""

    port: int
    settings: Settings
    rooms: RoomService
    hub: Hub
    clock: RoomClock
    listeners: Listeners
    store: SqlRoomStore
    chat: ChatService
    server: uvicorn.Server
    listings: Listings
    moderation: Moderation
    database: Database

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/api/socket"

    async def room(self, *track_ids: str) -> Room:
        """A room of the member `host` with these tracks in its queue, paused at the first."""
        from sonix.protocol.client import EnqueueCommand

        room = await self.rooms.create("host", "Hanna", "Kitchen")
        if track_ids:
            await self.rooms.execute(room.room_id, "fill", "host", EnqueueCommand(track_ids=track_ids))
        found = await self.rooms.committed(room.room_id)
        assert found is not None
        return found

    async def stop(self) -> None:
        """Stop as the real server does: goodbye first, then the connections."""
        await self.hub.stop()
        self.server.should_exit = True


@asynccontextmanager
async def running(data_dir: Path, settings: Settings | None = None, port: int = 0) -> AsyncIterator[Instance]:
    """Serve on a free port (or a given one) until the block ends."""
    settings = settings or Settings(data_dir=data_dir)
    patience = Patience.of(settings.database.timeout_s, settings.database.pool)
    database = Database(settings.database.url or sqlite_url(data_dir / "sonix.db"), patience)
    await database.start()
    clock = RoomClock()
    await clock.start(database)
    bus, listeners, store = MemoryBus(), Listeners(), SqlRoomStore(database)
    rooms = RoomService(
        store=store, bus=bus, clock=clock, listeners=listeners, tracks=EndlessLibrary(), limits=settings.rooms
    )
    limiter = MemoryRateLimiter()
    chat = ChatService(database=database, rooms=rooms, bus=bus, clock=clock, limiter=limiter)
    moderation = build_moderation(load_keys(data_dir), database, rooms, bus, clock)
    listings, doors = _doors(rooms, database, settings, moderation)
    tokens = NamedTokens()
    fallback = Fallback(
        rooms=rooms, listeners=listeners, tracks=EndlessLibrary(), people=tokens, playlists=ShortLists(), bus=bus
    )
    hub = Hub(
        rooms=rooms,
        doors=doors,
        bus=bus,
        clock=clock,
        listeners=listeners,
        tokens=tokens,
        sessions=tokens,
        grants=OpenGrants(),
        chatter=Chatter(chat, bus),
        settings=settings,
    )
    await rooms.start()
    await chat.start()
    await hub.start()
    with _listening(port) as listening:
        server = _server(_app(hub), settings)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        parts = (rooms, hub, clock, listeners, store, chat, server, listings, moderation, database)
        instance = Instance(listening.getsockname()[1], settings, *parts)
        try:
            yield instance
        finally:
            await instance.stop()
            await serving
            await fallback.stop()
            await chat.stop()
            await rooms.stop()
            await database.stop()


def _app(hub: Hub) -> Starlette:
    app = Starlette(routes=[WebSocketRoute("/api/socket", socket_endpoint)])
    app.state.services = SimpleNamespace(hub=hub)
    return app


def _listening(port: int) -> socket.socket:
    listening = socket.create_server(("127.0.0.1", port))
    # The kernel keeps megabytes for a peer that does not read; with less, a slow reader shows sooner.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
    return listening


def _doors(
    rooms: RoomService, database: Database, settings: Settings, moderation: Moderation
) -> tuple[Listings, Doors]:
    passwords, told, limiter = Passwords(1, passes=1, memory_kib=64), ListingStore(database), MemoryRateLimiter()
    codes = RoomCodes(rooms, limiter, settings.limits.joins_per_minute)
    door = ListingDoor(told, passwords, limiter)
    doors = (moderation.ban_door, door, moderation.knock_door)
    return Listings(database, told, passwords, settings.directory), Doors(rooms, codes, doors)


def _server(app: Starlette, settings: Settings) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        log_config=None,
        lifespan="off",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=2 * settings.limits.message_bytes,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    return server


def _seconds(track_id: str) -> float:
    _, dash, seconds = track_id.partition("-")
    return float(seconds) if dash and seconds.replace(".", "").isdigit() else 60.0
