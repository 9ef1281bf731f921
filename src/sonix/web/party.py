"""What makes a room a place beyond its music: each slice is built here on the same ground, started and stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sonix.accounts.keys import Keys
from sonix.accounts.people import People
from sonix.bus.port import Bus
from sonix.chat.service import ChatService
from sonix.config import Settings
from sonix.core.rate_limits import RateLimiter
from sonix.db.engine import Database
from sonix.library.library import Library
from sonix.listings.building import Told, build_listings
from sonix.listings.store import ListingStore
from sonix.live.chatter import Chatter
from sonix.live.room_clock import RoomClock
from sonix.media.pool import MediaPool
from sonix.moderation.mutes import RoomMutes
from sonix.moderation.service import Moderation, build_moderation
from sonix.playlists.playlists import Playlists
from sonix.push.service import Push, build_push
from sonix.rooms.fallback import Fallback
from sonix.rooms.listeners import Listeners
from sonix.rooms.service import RoomService
from sonix.scrobbling.service import Scrobbling, build_scrobbling
from sonix.statistics.service import Statistics
from sonix.statistics.visits import Visits
from sonix.storage.port import Storage


class Part(Protocol):
    """Something that goes on by itself while the server runs."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass(frozen=True)
class Ground:
    """What slices stand on."""

    settings: Settings
    keys: Keys
    database: Database
    storage: Storage
    bus: Bus
    clock: RoomClock
    limiter: RateLimiter
    listeners: Listeners
    people: People
    library: Library
    media_pool: MediaPool
    rooms: RoomService


@dataclass(frozen=True)
class Party:
    """The slices of one instance."""

    push: Push
    chat: ChatService
    chatter: Chatter
    told: Told
    playlists: Playlists
    fallback: Fallback
    visits: Visits
    statistics: Statistics
    moderation: Moderation
    scrobbling: Scrobbling

    @property
    def parts(self) -> tuple[Part, ...]:
        """Those that go on by themselves, in the order in which they start."""
        listening = (self.visits, self.scrobbling)
        return (self.push, self.chat, self.playlists, self.fallback, self.told.opener, *listening, self.moderation)


def build_party(ground: Ground) -> Party:
    """Put them together; opens nothing."""
    settings, database, bus = ground.settings, ground.database, ground.bus
    waits = ListingStore(database).waits
    push = build_push(settings, database, ground.keys, bus, ground.rooms, ground.listeners, waits)
    chat = _chat(ground, push)
    passwords, limiter = ground.people.passwords, ground.limiter
    told = build_listings(database, ground.rooms, ground.listeners, passwords, limiter, settings, push.openings.tell)
    playlists = Playlists(database, ground.storage, ground.media_pool, settings.data_dir / "work")
    fallback = Fallback(
        rooms=ground.rooms,
        listeners=ground.listeners,
        tracks=ground.library,
        people=ground.people.users,
        playlists=playlists,
        bus=bus,
    )
    return Party(
        push=push,
        chat=chat,
        chatter=Chatter(chat, bus),
        told=told,
        playlists=playlists,
        fallback=fallback,
        visits=Visits(database, ground.listeners, ground.clock),
        statistics=Statistics(database, ground.clock),
        moderation=build_moderation(ground.keys, database, ground.rooms, bus, ground.clock),
        scrobbling=build_scrobbling(
            ground.settings, database, ground.keys, ground.rooms, ground.listeners, ground.clock
        ),
    )


def _chat(ground: Ground, push: Push) -> ChatService:
    return ChatService(
        database=ground.database,
        rooms=ground.rooms,
        bus=ground.bus,
        clock=ground.clock,
        limiter=ground.limiter,
        teller=push,
        mutes=RoomMutes(ground.rooms),
    )
