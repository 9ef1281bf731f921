"""Who may see and use a track: the one place where that is decided, as SQL so that it can't be forgotten in a query.

A user may use what is for the whole instance, what they own or brought themselves, and what is shared with a room they
are a member of. The administrator may use everything.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ColumnElement, and_, exists, or_, true

from sonix.config import Uploads
from sonix.core.errors import SonixError
from sonix.db.tables import room_members
from sonix.db.tables_library import track_holders, track_rooms, tracks
from sonix.rooms.ports import Identity

Visibility = Literal["mine", "room", "instance"]


def visible_to(user: Identity) -> ColumnElement[bool]:
    """Tracks the user may use anywhere."""
    if user.is_admin:
        return true()
    return or_(tracks.c.visibility == "instance", brought_by(user.user_id), _shared_with_a_room_of(user.user_id))


def visible_in(user: Identity, room_id: str) -> ColumnElement[bool]:
    """Tracks the user may use in this room: the instance's, their own, and the room's if they are a member of it."""
    shared = exists().where(track_rooms.c.track_id == tracks.c.track_id, track_rooms.c.room_id == room_id)
    return or_(
        tracks.c.visibility == "instance",
        brought_by(user.user_id),
        and_(tracks.c.visibility == "room", shared, _is_member(user, room_id)),
    )


def brought_by(user_id: str) -> ColumnElement[bool]:
    """Tracks the user owns, or uploaded the very same bytes of."""
    held = exists().where(track_holders.c.track_id == tracks.c.track_id, track_holders.c.user_id == user_id)
    return or_(tracks.c.owner_id == user_id, held)


def can_edit(user: Identity, owner_id: str | None) -> bool:
    """The owner and the administrator may edit and delete."""
    return user.is_admin or (owner_id is not None and owner_id == user.user_id)


def check_visibility(user: Identity, wanted: Visibility, settings: Uploads) -> None:
    """For the whole instance is for the administrator, unless the settings make it the rule for uploads.

    Raises:
        SonixError: `visibility_not_allowed`, 403.
    """
    if wanted == "instance" and not user.is_admin and settings.visibility != "instance":
        raise SonixError(
            "visibility_not_allowed", "Only the administrator can share a track with everyone here.", status=403
        )


def _shared_with_a_room_of(user_id: str) -> ColumnElement[bool]:
    shared = exists().where(
        track_rooms.c.track_id == tracks.c.track_id,
        track_rooms.c.room_id == room_members.c.room_id,
        room_members.c.member_id == user_id,
        room_members.c.gone.is_(False),
    )
    return and_(tracks.c.visibility == "room", shared)


def _is_member(user: Identity, room_id: str) -> ColumnElement[bool]:
    if user.is_admin:
        return true()
    return exists().where(
        room_members.c.room_id == room_id, room_members.c.member_id == user.user_id, room_members.c.gone.is_(False)
    )
