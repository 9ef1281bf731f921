"""A room as strangers and members are shown it."""

from __future__ import annotations

import math

from sonix.core.roles import has_right
from sonix.core.room.queue import current
from sonix.core.room.state import DoorRules, Room
from sonix.listings.schemas import Door, NowPlaying, RoomDetails, RoomPreview, Schedule
from sonix.listings.service import iso
from sonix.listings.store import Listing
from sonix.rooms.doors import is_member
from sonix.rooms.ports import Identity


def shown_now(room: Room) -> NowPlaying | None:
    """The current track."""
    entry = current(room)
    if entry is None or room.transport.ended:
        return None
    return NowPlaying(title=entry.track.title, artist=entry.track.artist, cover_id=entry.track.cover_id)


def shown_door(rules: DoorRules) -> Door:
    """How newcomers get in, if they do."""
    if rules.locked:
        return "locked"
    return "knock" if rules.knock else "open"


def shown_schedule(starts_at_s: int | None, zone: str | None, opened_at_s: int | None, now_s: float) -> Schedule | None:
    """When the room opens; None when it is no matter of time, or its evening was long ago."""
    if starts_at_s is None or now_s > starts_at_s + OVER_AFTER_S:
        return None
    wait_s = 0 if opened_at_s is not None else max(0, math.ceil(starts_at_s - now_s))
    return Schedule(starts_at=iso(starts_at_s), zone=zone or "UTC", opens_in_s=wait_s)


OVER_AFTER_S = 6 * 3600
"""What began longer ago is no news any more."""


def shown_preview(room: Room, listing: Listing, listeners: int, who: Identity | None, now_s: float) -> RoomPreview:
    """What `who` sees before joining; None: somebody who has not said who they are."""
    host = room.members.get(room.host_id)
    member_id = who.user_id if who is not None and is_member(room, who.user_id) else None
    member = member_id is not None
    is_shut = listing.password_hash is not None and not member
    return RoomPreview(
        code=room.code,
        name=room.name,
        host_name=host.name if host else "",
        listeners=listeners,
        now=None if is_shut else shown_now(room),
        description=listing.description,
        tags=list(listing.tags),
        public=listing.public,
        link_name=listing.link_name,
        password=listing.password_hash is not None,
        member=member,
        waits=listing.phase(now_s) == "waiting" and (member_id is None or not has_right(room, member_id, "configure")),
        schedule=shown_schedule(listing.starts_at_s, listing.zone, listing.opened_at_s, now_s),
        door=shown_door(room.settings.doors),
    )


def shown_details(listing: Listing, now_s: float) -> RoomDetails:
    """What the room tells, for those in it. The password itself is known to nobody."""
    return RoomDetails(
        description=listing.description,
        tags=list(listing.tags),
        public=listing.public,
        link_name=listing.link_name,
        password=listing.password_hash is not None,
        schedule=shown_schedule(listing.starts_at_s, listing.zone, listing.opened_at_s, now_s),
    )
