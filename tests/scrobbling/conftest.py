"""The services, people, and the parts that carry plays to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import insert

from sonix.core.room.state import Rendition, Track
from sonix.db.engine import Database, sqlite_url
from sonix.db.tables_accounts import users
from sonix.scrobbling.lastfm import LastFm
from sonix.scrobbling.listenbrainz import ListenBrainz
from sonix.scrobbling.scrobblers import Scrobblers
from sonix.scrobbling.scrobbles import Scrobbles
from sonix.scrobbling.sender import Sender
from sonix.scrobbling.services import Service, ServiceName
from sonix.web.outbound import Outbound
from tests.api.world import lay_database
from tests.scrobbling.scrobble_server import API_KEY, SECRET, Listen, Services, serving

START_S = 1_800_000_000
BOTH: tuple[ServiceName, ...] = ("listenbrainz", "lastfm")
TITLES = [f"Track {number:03}" for number in range(120)]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A file; what hangs on the kind of database stands in `test_databases`."""
    await lay_database(tmp_path / "sonix.db")
    found = Database(sqlite_url(tmp_path / "sonix.db"))
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
def services() -> Iterator[Services]:
    with serving() as found:
        yield found


def a_track(title: str = "Tide", seconds: int = 200, artist: str = "Sonix", album: str = "Water") -> Track:
    return Track(title, title, artist, album, Rendition("r", seconds * 48_000, 312, 1, 1))


@dataclass
class Node:
    """One server's parts, with a clock that stands still until it is moved."""

    database: Database
    services: Services
    now_s: float = START_S
    scrobblers: Scrobblers = field(init=False)
    scrobbles: Scrobbles = field(init=False)
    there: dict[ServiceName, Service] = field(init=False)
    lastfm: LastFm = field(init=False)
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        outbound = Outbound(allow_private=True, timeout_s=5)
        url = self.services.url
        self.lastfm = LastFm(outbound, f"{url}/2.0/", f"{url}/api/auth/", API_KEY, SECRET)
        self.there = {"listenbrainz": ListenBrainz(outbound, url), "lastfm": self.lastfm}
        self.scrobblers = Scrobblers(self.database, b"\7" * 32, self.clock)
        self.scrobbles = Scrobbles(self.database, self.scrobblers, self.clock)
        self.sender = Sender(self.scrobbles, self.there)

    def clock(self) -> float:
        return self.now_s

    async def people(self, *names: str) -> None:
        rows = [{"user_id": name, "name": name, "created_at_s": 1, "seen_at_s": 1, "is_admin": False} for name in names]
        async with self.database.transaction() as connection:
            await connection.execute(insert(users), rows)

    async def connect(self, user_id: str, service: ServiceName, token: str = "") -> None:
        """As somebody who has an account there."""
        token = token or f"token-of-{user_id}"
        known = self.services.tokens if service == "listenbrainz" else self.services.sessions
        known[token] = f"{user_id}-there"
        await self.scrobblers.connect(user_id, service, f"{user_id}-there", token)

    async def hear(self, user_id: str, *titles: str, at_s: int = START_S - 10_000) -> None:
        """Five minutes apart."""
        for number, title in enumerate(titles):
            await self.scrobbles.add(user_id, a_track(title), at_s + 300 * number)

    async def send(self) -> int:
        """Whatever is due; returns how many requests that took."""
        return sum([await self.sender.send_due(name, service) for name, service in self.there.items()])

    def taken(self, service: ServiceName) -> list[Listen]:
        """What it has written down."""
        return self.services.listens if service == "listenbrainz" else self.services.scrobbles

    def titles(self, service: ServiceName) -> list[str]:
        return [listen.title for listen in self.taken(service)]


@pytest.fixture
async def node(database: Database, services: Services) -> Node:
    found = Node(database, services)
    await found.people("ana", "ben")
    return found
