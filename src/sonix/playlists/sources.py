"""Where tracks for a list come from: the library, or a room's queue and history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.core.playlist.state import MOST_TRACKS
from sonix.core.room.queue import remaining
from sonix.db.tables_library import tracks
from sonix.library.visibility import visible_to
from sonix.playlists.words import Words, words_of_row, words_of_track
from sonix.rooms.ports import Identity
from sonix.rooms.service import RoomService

PAGE = 1000


async def from_library(connection: AsyncConnection, track_ids: Sequence[str], user: Identity) -> dict[str, Words]:
    """By id. All or nothing: with one gone or out of reach it is refused.

    Raises:
        SonixError: `not_found`, 409.
    """
    wanted = set(track_ids)
    columns = (tracks.c.track_id, tracks.c.title, tracks.c.artist, tracks.c.album, tracks.c.samples)
    query = select(*columns).where(tracks.c.track_id.in_(wanted), visible_to(user))
    found = {row["track_id"]: words_of_row(row) for row in (await connection.execute(query)).mappings()}
    if (lost := len(wanted) - len(found)) > 0:
        tell = "That track is" if len(wanted) == 1 else f"{lost} of these {len(wanted)} tracks are"
        text = f"{tell} not in your library any more. Nothing was added."
        raise SonixError("not_found", text, status=409)
    return found


async def from_room(rooms: RoomService, room_id: str, what: str, user: Identity) -> tuple[str, list[Words]]:
    """The room's name, and what it plays and what is to come, or what it played, oldest first, each track once.

    Raises:
        SonixError: `not_in_room`, 403.
    """
    room = await rooms.get(room_id)
    member = None if room is None else room.members.get(user.user_id)
    if room is None or member is None or member.left:
        raise SonixError("not_in_room", "Join the room first.", status=403)
    if what == "queue":
        return room.name, [words_of_track(entry.track) for entry in remaining(room)]
    return room.name, await _history(rooms, room_id)


async def _history(rooms: RoomService, room_id: str) -> list[Words]:
    newest: dict[str, Words] = {}
    before: int | None = None
    while len(newest) < MOST_TRACKS:
        played = await rooms.history(room_id, before, PAGE)
        for one in played:
            newest.setdefault(one.track.track_id, words_of_track(one.track))
        if len(played) < PAGE:
            break
        before = played[-1].seq
    return list(newest.values())[:MOST_TRACKS][::-1]


def by_track(words: Iterable[Words]) -> dict[str, Words]:
    """By id."""
    return {one.track_id: one for one in words}
