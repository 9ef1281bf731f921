"""Who may read and write lyrics: who may use the track, or sits in a room that queues it; who may edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import ColumnElement, RowMapping, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.audit import Audit
from sonix.core.errors import SonixError
from sonix.core.lyrics import MAX_BYTES, parse_lrc
from sonix.db.engine import Database
from sonix.db.tables import queue_entries, room_members
from sonix.db.tables_library import tracks
from sonix.library import track_store
from sonix.library.visibility import can_edit, visible_to
from sonix.lyrics import store
from sonix.lyrics.schemas import LyricLineOut, LyricsOut
from sonix.media.lyrics_text import lyrics_of_bytes
from sonix.rooms.ports import Identity


class Lyrics:
    """Lyrics of the library's tracks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, track_id: str, user: Identity) -> LyricsOut:
        """What is known. Raises SonixError `no_such_track` when it is not there, or not for this user to hear."""
        async with self._database.read() as connection:
            allowed = or_(visible_to(user), _queued_where(user))
            query = select(tracks.c.owner_id).where(tracks.c.track_id == track_id, allowed)
            track = (await connection.execute(query)).mappings().first()
            if track is None:
                raise _no_such_track()
            return _shown(track_id, await store.find(connection, track_id), can_edit(user, track["owner_id"]))

    async def write(self, track_id: str, user: Identity, body: AsyncIterator[bytes]) -> LyricsOut:
        """Set them to what somebody sends: LRC, or plain text. Raises SonixError `too_large`, `no_lyrics`."""
        async with self._database.read() as connection:
            await _editable(connection, track_id, user)
        text = lyrics_of_bytes(await _received(body))
        if not text.strip():
            sentence = "There are no words in this. Type the lyrics, or choose a .lrc file."
            raise SonixError("no_lyrics", sentence, status=422)
        return await self._set(track_id, user, text)

    async def remove(self, track_id: str, user: Identity) -> None:
        """Take them away for good: no later import brings back what came with the music."""
        await self._set(track_id, user, "")

    async def bring_file(self, track_id: str, data: bytes) -> None:
        """Lyrics of a `.lrc` beside the music that `sonix import` went through."""
        text = lyrics_of_bytes(data)
        if not text.strip():
            return
        async with self._database.transaction() as connection:
            if await track_store.hold(connection, track_id):
                await store.bring(connection, track_id, text, "file")

    async def _set(self, track_id: str, user: Identity, text: str) -> LyricsOut:
        async with self._database.transaction() as connection:
            await track_store.hold(connection, track_id)
            track = await _editable(connection, track_id, user)
            await store.write(connection, track_id, text, "person", user.user_id)
            if track["owner_id"] != user.user_id:
                subject = f"track:{track_id}"
                await Audit.write(connection, user.user_id, "track.lyrics", subject, title=track["title"])
            return _shown(track_id, await store.find(connection, track_id), editable=True)


async def _editable(connection: AsyncConnection, track_id: str, user: Identity) -> RowMapping:
    query = select(tracks.c.owner_id, tracks.c.title).where(tracks.c.track_id == track_id, visible_to(user))
    track = (await connection.execute(query)).mappings().first()
    if track is None:
        raise _no_such_track()
    if not can_edit(user, track["owner_id"]):
        raise SonixError("not_yours", "Only its owner and the administrator can change these lyrics.", status=403)
    return track


def _queued_where(user: Identity) -> ColumnElement[bool]:
    return exists().where(
        queue_entries.c.track_id == tracks.c.track_id,
        queue_entries.c.undo_id.is_(None),
        queue_entries.c.room_id == room_members.c.room_id,
        room_members.c.member_id == user.user_id,
        room_members.c.gone.is_(False),
    )


def _shown(track_id: str, row: RowMapping | None, editable: bool) -> LyricsOut:
    if row is None or row["kind"] == "none":
        return LyricsOut(track_id=track_id, kind="none", source=None, text="", lines=[], can_edit=editable)
    lines = parse_lrc(row["text"]) if row["kind"] == "synced" else ()
    return LyricsOut(
        track_id=track_id,
        kind=row["kind"],
        source=row["source"],
        text=row["text"],
        lines=[LyricLineOut(at_us=line.at_us, text=line.text) for line in lines],
        can_edit=editable,
    )


async def _received(body: AsyncIterator[bytes]) -> bytes:
    data = bytearray()
    async for chunk in body:
        data += chunk
        if len(data) > MAX_BYTES:
            raise SonixError("too_large", f"At most {MAX_BYTES // 1000} kB are taken for lyrics.", status=413)
    return bytes(data)


def _no_such_track() -> SonixError:
    return SonixError("no_such_track", "There is no such track, or it is not for you to use.", status=404)
