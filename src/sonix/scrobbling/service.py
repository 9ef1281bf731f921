"""Scrobbling of one instance, put together, and connecting to the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sonix.accounts.keys import Keys
from sonix.accounts.sealing import seal, unseal
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.rooms.listeners import Listeners
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService
from sonix.scrobbling.scrobbles import Scrobbles
from sonix.scrobbling.sender import Sender
from sonix.scrobbling.services import LastFm, ListenBrainz, Service, ServiceName, TokenGoneError
from sonix.scrobbling.watching import Watching
from sonix.web.outbound import Outbound


@dataclass(frozen=True)
class Scrobbling:
    """The parts. `lastfm` is None where the host has set up no key for it."""

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
        """Connect by a token out of somebody's settings there. Raises TokenGoneError, UnreachableError."""
        name = await self.listenbrainz.name_of(token)
        await self.scrobbles.connect(user_id, "listenbrainz", name, token)

    async def begin_lastfm(self, user_id: str) -> tuple[str, str]:
        """A ticket to finish with, and the page of Last.fm where the owner allows it first."""
        token, page = await self._lastfm().begin()
        return seal(self.key, token, f"last.fm {user_id}"), page

    async def finish_lastfm(self, user_id: str, ticket: str) -> None:
        """Connect once it has been allowed. Raises SonixError `not_allowed_yet`, 409."""
        token = unseal(self.key, ticket, f"last.fm {user_id}")
        if token is None:
            raise SonixError("bad_ticket", "That did not begin here. Begin again.", status=422)
        try:
            name, session = await self._lastfm().finish(token)
        except TokenGoneError:
            raise SonixError(
                "not_allowed_yet", "Last.fm has not been told to allow it yet. Allow it there first.", status=409
            ) from None
        await self.scrobbles.connect(user_id, "lastfm", name, session)

    def _lastfm(self) -> LastFm:
        if self.lastfm is None:
            raise SonixError("not_set_up", "This Sonix has no key of Last.fm. Its host can set one.", status=409)
        return self.lastfm


def build_scrobbling(
    settings: Settings, database: Database, keys: Keys, rooms: RoomService, listeners: Listeners, clock: Clock
) -> Scrobbling:
    """Put them together; opens nothing."""
    of = settings.scrobbling
    outbound = Outbound(allow_private=of.private_services)
    listenbrainz, secret = ListenBrainz(outbound, of.listenbrainz_url), of.secret("lastfm_secret")
    lastfm = None
    if of.lastfm_key is not None and secret is not None:
        lastfm = LastFm(outbound, of.lastfm_url, of.lastfm_page, of.lastfm_key, secret)
    services: Mapping[ServiceName, Service] = (
        {"listenbrainz": listenbrainz} if lastfm is None else {"listenbrainz": listenbrainz, "lastfm": lastfm}
    )
    scrobbles = Scrobbles(database, keys.seal)
    return Scrobbling(
        scrobbles=scrobbles,
        listenbrainz=listenbrainz,
        lastfm=lastfm,
        watching=Watching(scrobbles, rooms, listeners, clock),
        sender=Sender(scrobbles, services),
        key=keys.seal,
    )
