"""The parts that tell people of what happens while no page of theirs is open, put together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sonix.accounts.keys import Keys
from sonix.bus.port import Bus
from sonix.config import Settings
from sonix.db.engine import Database
from sonix.push.followers import Followers, topic_of
from sonix.push.notes import Note, Notes
from sonix.push.opening import Openings, Waits
from sonix.push.sender import Sender
from sonix.push.subscriptions import Subscriptions, id_of
from sonix.push.vapid import Vapid
from sonix.rooms.listeners import Listeners
from sonix.rooms.service import RoomService
from sonix.web.outbound import Outbound


@dataclass(frozen=True)
class Push:
    """Web Push of one instance."""

    vapid: Vapid
    subscriptions: Subscriptions
    followers: Followers
    notes: Notes
    openings: Openings
    sender: Sender

    async def start(self) -> None:
        """Begin to listen and to send."""
        await self.openings.start()
        await self.sender.start()

    async def stop(self) -> None:
        """End it; what waits is sent by the next."""
        await self.openings.stop()
        await self.sender.stop()

    async def mentioned(self, user_ids: Collection[str], room: tuple[str, str], by: str, text: str) -> None:
        """Tell people that `by` named them in a room, given by its code and name."""
        code, name = room
        note = Note("mention", name, f"/r/{code}", by=by, text=text)
        await self.notes.add(user_ids, note, topic_of("mention", code))

    async def test(self, endpoint: str) -> None:
        """Tell one browser that it would be told."""
        await self.notes.add_one(id_of(endpoint), Note("test", "", "/settings"), topic_of("test", endpoint))


def build_push(
    settings: Settings, database: Database, keys: Keys, bus: Bus, rooms: RoomService, listeners: Listeners, waits: Waits
) -> Push:
    """Put them together; opens nothing."""
    outbound = Outbound(allow_private=settings.push.private_services)
    notes, vapid = Notes(database), Vapid(keys.push, contact_of(settings))
    followers = Followers(database, notes)
    return Push(
        vapid=vapid,
        subscriptions=Subscriptions(database, outbound),
        followers=followers,
        notes=notes,
        openings=Openings(followers, rooms, listeners, bus, waits),
        sender=Sender(notes, vapid, outbound),
    )


def contact_of(settings: Settings) -> str:
    """Whom a push service may turn to about this instance."""
    if settings.push.contact is not None:
        return f"mailto:{settings.push.contact}"
    public = settings.public_url or ""
    return public if public.startswith("https://") else "mailto:sonix@localhost"
