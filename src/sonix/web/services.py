"""Everything one instance is made of, built once and handed around: there are no module-level singletons."""

from __future__ import annotations

from dataclasses import dataclass

from sonix.accounts.keys import load_keys
from sonix.accounts.tokens import GuestTokens
from sonix.accounts.users import Users
from sonix.bus.memory import MemoryBus
from sonix.config import Settings
from sonix.db.engine import Database
from sonix.library.library import Library
from sonix.library.processing import Processing
from sonix.library.uploads import Uploads
from sonix.live.hub import Hub
from sonix.live.room_clock import RoomClock
from sonix.media.pool import MediaPool
from sonix.rooms.service import RoomService
from sonix.storage.local import LocalStorage
from sonix.storage.port import Storage
from sonix.storage.signing import MediaSigner
from sonix.web.rate_limits import MemoryRateLimiter, RateLimiter


@dataclass
class Services:
    """The parts of a running instance. `start` and `stop` bring them up and down in the right order."""

    settings: Settings
    database: Database
    storage: Storage
    signer: MediaSigner
    tokens: GuestTokens
    users: Users
    limiter: RateLimiter
    clock: RoomClock
    bus: MemoryBus
    library: Library
    uploads: Uploads
    media_pool: MediaPool
    processing: Processing
    rooms: RoomService
    hub: Hub
