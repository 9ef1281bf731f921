"""Everything one instance is made of, built once and handed around: there are no module-level singletons."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from sonix.accounts.keys import load_keys
from sonix.accounts.merging import Merging
from sonix.accounts.people import People, build_people
from sonix.accounts.providers.building import Providers, build_providers
from sonix.accounts.sessions import Sessions
from sonix.accounts.users import Users
from sonix.bus.memory import MemoryBus
from sonix.bus.port import Bus
from sonix.config import Settings
from sonix.core.rate_limits import MemoryRateLimiter, RateLimiter
from sonix.db.engine import Database
from sonix.db.opening import open_database
from sonix.db.room_store import SqlRoomStore
from sonix.library.library import Library
from sonix.library.processing import Processing
from sonix.library.sweep import Sweeper
from sonix.library.uploads import Uploads
from sonix.live.hub import Hub
from sonix.live.room_clock import RoomClock
from sonix.lyrics.service import Lyrics
from sonix.media.pool import MediaPool
from sonix.playlists.playlists import Playlists
from sonix.rooms.codes import RoomCodes
from sonix.rooms.doors import Doors
from sonix.rooms.listeners import Listeners
from sonix.rooms.service import RoomService
from sonix.storage.opening import open_storage
from sonix.storage.port import Storage
from sonix.storage.signing import MediaSigner
from sonix.web.addresses import KnownAddresses
from sonix.web.party import Ground, Part, Party, build_party


@dataclass
class Services:
    """The parts of a running instance. `open` brings up what any command needs, `serve` what only a server does."""

    settings: Settings
    database: Database
    storage: Storage
    signer: MediaSigner
    people: People
    merging: Merging
    providers: Providers
    limiter: RateLimiter
    addresses: KnownAddresses
    clock: RoomClock
    bus: Bus
    listeners: Listeners
    rooms: RoomService
    codes: RoomCodes
    doors: Doors
    hub: Hub
    media_pool: MediaPool
    library: Library
    processing: Processing
    uploads: Uploads
    sweeper: Sweeper
    party: Party

    @property
    def users(self) -> Users:
        """Who is who."""
        return self.people.users

    @property
    def sessions(self) -> Sessions:
        """Where they are signed in."""
        return self.people.sessions

    @property
    def lyrics(self) -> Lyrics:
        """Words of tracks."""
        return Lyrics(self.database)

    @property
    def playlists(self) -> Playlists:
        """Lists of music that people keep."""
        return self.party.playlists

    async def say_goodbye(self) -> None:
        """Before connections are closed: let everybody go who waits for something."""
        self.playlists.news.close()
        await self.hub.stop()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Database and media workers: enough for `sonix import`, beside a server or without one."""
        await self.database.start()
        await self.media_pool.start()
        try:
            yield
        finally:
            await self.media_pool.stop()
            await self.storage.close()
            await self.database.stop()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        """Everything, uploads and rooms included. Stopped in the reverse order."""
        async with self.open(), AsyncExitStack() as stack:
            await self.clock.start(self.database)
            parts: tuple[Part, ...] = (
                self.people,
                self.rooms,
                self.processing,
                self.sweeper,
                *self.party.parts,
                self.hub,
            )
            for part in parts:  # each is stopped whatever becomes of the others
                stack.push_async_callback(part.stop)
                await part.start()
            yield


def build_services(settings: Settings) -> Services:
    """Put the parts together. Makes the secret on first use; opens nothing else."""
    keys = load_keys(settings.data_dir)
    database = open_database(settings)
    storage = open_storage(settings)
    signer = MediaSigner(keys.media)
    clock, bus, listeners = RoomClock(), MemoryBus(), Listeners()
    limiter = MemoryRateLimiter()
    people = build_people(database, keys, bus, limiter, settings)
    pool = MediaPool(settings.media, settings.uploads.max_seconds)
    library = Library(database, storage, people.users, pool, settings)
    rooms = RoomService(
        store=SqlRoomStore(database), bus=bus, clock=clock, listeners=listeners, tracks=library, limits=settings.rooms
    )
    codes = RoomCodes(rooms, limiter, settings.limits.joins_per_minute)
    ground = Ground(settings, keys, database, storage, bus, clock, limiter, listeners, people, library, pool, rooms)
    party = build_party(ground)
    doors = Doors(rooms, codes, (party.moderation.ban_door, party.told.door, party.moderation.knock_door))
    merging = Merging(database, rooms, people.users)
    processing = Processing(database, library.adding, pool, settings)
    return Services(
        settings=settings,
        database=database,
        storage=storage,
        signer=signer,
        people=people,
        merging=merging,
        providers=build_providers(settings, database, people, merging),
        limiter=limiter,
        addresses=KnownAddresses(settings),
        clock=clock,
        bus=bus,
        listeners=listeners,
        rooms=rooms,
        codes=codes,
        doors=doors,
        hub=_hub(ground, party, doors, signer),
        media_pool=pool,
        library=library,
        processing=processing,
        uploads=Uploads(database, library, processing, settings),
        sweeper=Sweeper(database, storage, processing.parts, settings.data_dir / "work"),
        party=party,
    )


def _hub(ground: Ground, party: Party, doors: Doors, signer: MediaSigner) -> Hub:
    return Hub(
        rooms=ground.rooms,
        doors=doors,
        bus=ground.bus,
        clock=ground.clock,
        listeners=ground.listeners,
        tokens=ground.people.users,
        sessions=ground.people.sessions,
        grants=signer,
        chatter=party.chatter,
        settings=ground.settings,
    )


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Services for a command that does not serve, such as `sonix import`.

    Raises:
        SonixError: `old_schema`: a server of an older version may be at work on the tables.
    """
    services = build_services(settings)
    try:
        await services.database.join()
        async with services.open():
            yield services
    finally:
        await services.database.stop()
