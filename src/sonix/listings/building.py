"""The parts that tell of rooms, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sonix.accounts.passwords import Passwords
from sonix.config import Settings
from sonix.core.rate_limits import RateLimiter
from sonix.db.engine import Database
from sonix.listings.deleting import Deleting
from sonix.listings.directory import Directory
from sonix.listings.doors import ListingDoor
from sonix.listings.opening import Opener
from sonix.listings.service import Listings
from sonix.listings.store import ListingStore
from sonix.rooms.listeners import Listeners
from sonix.rooms.service import RoomService


@dataclass(frozen=True)
class Told:
    """What rooms tell of themselves."""

    store: ListingStore
    listings: Listings
    directory: Directory
    deleting: Deleting
    door: ListingDoor
    opener: Opener


def build_listings(
    database: Database,
    rooms: RoomService,
    listeners: Listeners,
    passwords: Passwords,
    limiter: RateLimiter,
    settings: Settings,
    tell: Callable[[str], None],
) -> Told:
    """Put them together; opens nothing. `tell` has a room's followers told that it is open."""
    store = ListingStore(database)
    return Told(
        store=store,
        listings=Listings(database, store, passwords, settings.directory),
        directory=Directory(database, rooms, listeners, settings.directory),
        deleting=Deleting(database, rooms),
        door=ListingDoor(store, passwords, limiter),
        opener=Opener(database, tell),
    )
