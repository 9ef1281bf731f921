"""Scrobbling of one instance, put together, and connecting to the services."""

from __future__ import annotations

from dataclasses import dataclass

from sonix.accounts.keys import Keys
from sonix.accounts.sealing import seal, unseal
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService
from sonix.scrobbling.lastfm import LastFm, bad_ticket
from sonix.scrobbling.listenbrainz import ListenBrainz
from sonix.scrobbling.scrobblers import Scrobblers
from sonix.scrobbling.scrobbles import Scrobbles
from sonix.scrobbling.sender import Sender
from sonix.scrobbling.services import Service, ServiceName
from sonix.scrobbling.watching import Watching
from sonix.web.outbound import Outbound


@dataclass(frozen=True)
class Scrobbling:
    """The parts. `lastfm` is None where the host has set up no key for it."""

    scrobblers: Scrobblers
    scrobbles: Scrobbles
    listenbrainz: ListenBrainz
    lastfm: LastFm | None
    watching: Watching
    sender: Sender
    key: bytes

    async def start(self) -> None:
        """Begin to look and to send."""
        await self.watching.start()
        await self.sender.start()

    async def stop(self) -> None:
        """End it; what waits is sent by the next."""
        await self.watching.stop()
        await self.sender.stop()

    async def connect_listenbrainz(self, user_id: str, token: str) -> None:
        """Connect by a token out of somebody's settings there. Raises TokenGoneError, BusyError, UnreachableError."""
        await self._connect(user_id, "listenbrainz", await self.listenbrainz.name_of(token), token)

    async def begin_lastfm(self, user_id: str) -> tuple[str, str]:
        """A ticket to finish with, and the page of Last.fm where the owner allows it first."""
        token, page = await self._lastfm().begin()
        return seal(self.key, token, _ticket_of(user_id)), page

    async def finish_lastfm(self, user_id: str, ticket: str) -> None:
        """Connect once it has been allowed: only whoever began. Raises NotAllowedYetError; SonixError `bad_ticket`."""
        token = unseal(self.key, ticket, _ticket_of(user_id))
        if token is None:
            raise bad_ticket()
        name, session = await self._lastfm().finish(token)
        await self._connect(user_id, "lastfm", name, session)

    async def _connect(self, user_id: str, service: ServiceName, known_as: str, token: str) -> None:
        await self.scrobblers.connect(user_id, service, known_as, token)
        self.scrobbles.waiting[service].set()

    def _lastfm(self) -> LastFm:
        if self.lastfm is None:
            raise SonixError("not_set_up", "This Sonix has no key of Last.fm. Its host can set one.", status=409)
        return self.lastfm


def _ticket_of(user_id: str) -> str:
    return f"last.fm {user_id}"


def build_scrobbling(
    settings: Settings, database: Database, keys: Keys, rooms: RoomService, listeners: Listeners, clock: Clock
) -> Scrobbling:
    """Put them together; opens nothing."""
    outbound = Outbound(allow_private=settings.scrobbling.private_services)
    listenbrainz = ListenBrainz(outbound, settings.scrobbling.listenbrainz_url)
    lastfm = _lastfm_of(settings, outbound)
    services: dict[ServiceName, Service] = {"listenbrainz": listenbrainz}
    if lastfm is not None:
        services["lastfm"] = lastfm
    scrobblers = Scrobblers(database, keys.seal)
    scrobbles = Scrobbles(database, scrobblers)
    return Scrobbling(
        scrobblers=scrobblers,
        scrobbles=scrobbles,
        listenbrainz=listenbrainz,
        lastfm=lastfm,
        watching=Watching(scrobblers, scrobbles, rooms, listeners, clock),
        sender=Sender(scrobbles, services),
        key=keys.seal,
    )


def _lastfm_of(settings: Settings, outbound: Outbound) -> LastFm | None:
    of, secret = settings.scrobbling, settings.scrobbling.secret("lastfm_secret")
    if of.lastfm_key is None or secret is None:
        return None
    return LastFm(outbound, of.lastfm_url, of.lastfm_page, of.lastfm_key, secret)
