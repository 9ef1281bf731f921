"""A playlist file becomes entries of a list, and a report of what was not found."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import anyio.to_thread
from sqlalchemy import select

from sonix.core.errors import SonixError
from sonix.core.playlist.commands import Add, NewEntry
from sonix.db.engine import Database
from sonix.db.tables_playlists import playlist_entries as e
from sonix.playlists.access import found
from sonix.playlists.editing import Editing
from sonix.playlists.files.formats import MOST_BYTES, read_file
from sonix.playlists.files.item import Item
from sonix.playlists.matching import Known, Match, Shelf
from sonix.playlists.reading import shown
from sonix.playlists.schemas import Candidate, ImportReport, Missing
from sonix.playlists.shelf import tracks_for
from sonix.playlists.words import Words
from sonix.rooms.ports import Identity

MOST_NAMED = 1000


class Importing:
    """One file at a time is read and compared, in a thread: rooms must not wait for it."""

    def __init__(self, database: Database, editing: Editing) -> None:
        self._database = database
        self._editing = editing
        self._turns = anyio.CapacityLimiter(1)

    async def bring(
        self, playlist_id: str, user: Identity, cmd_id: str, file_name: str, stream: AsyncIterator[bytes]
    ) -> ImportReport:
        """Put what the file names at the end of the list.

        Raises:
            SonixError: `no_such_playlist`, `not_allowed`, `too_large`, `bad_playlist`, `too_many`, `full`.
        """
        async with self._database.read() as connection:
            await found(connection, playlist_id, user.user_id, "editor")
        data = await _received(stream)
        listed = await anyio.to_thread.run_sync(read_file, data, file_name, limiter=self._turns)
        async with self._database.read() as connection:
            known = await tracks_for(connection, listed.items, user)
        matches = await anyio.to_thread.run_sync(_matched, listed.items, known, limiter=self._turns)
        last = await self._last(playlist_id, cmd_id)
        entries = tuple(
            NewEntry(f"{cmd_id}.{number}", match.track.track_id)
            for number, match in enumerate(matches)
            if match.track is not None
        )
        words = {
            track.track_id: Words(track.track_id, track.title, track.artist, track.album, track.duration_us)
            for match in matches
            if (track := match.track) is not None
        }
        if entries:
            await self._editing.commit(playlist_id, user, cmd_id, Add(entries), words)
        return await self._report(playlist_id, user, cmd_id, matches, last)

    async def _last(self, playlist_id: str, cmd_id: str) -> str | None:
        """The list's last entry, but for those of this import when it comes for the second time."""
        standing = select(e.c.entry_id).where(e.c.playlist_id == playlist_id, e.c.undo_id.is_(None))
        others = standing.where(e.c.entry_id.not_like(f"{cmd_id.replace('_', '/_')}.%", escape="/"))
        async with self._database.read() as connection:
            ordered = others.order_by(e.c.order_key.desc(), e.c.entry_id.desc()).limit(1)
            return (await connection.execute(ordered)).scalar()

    async def _report(
        self, playlist_id: str, user: Identity, cmd_id: str, matches: list[Match], after: str | None
    ) -> ImportReport:
        missing: list[Missing] = []
        for number, match in enumerate(matches):
            if match.track is not None:
                after = f"{cmd_id}.{number}"
            else:
                missing.append(_missing(number, match, after))
        async with self._database.read() as connection:
            row = await found(connection, playlist_id, user.user_id)
            playlist = (await shown(connection, [row], user))[0]
        return ImportReport(
            found=len(matches) - len(missing),
            missing=missing[:MOST_NAMED],
            missing_total=len(missing),
            playlist=playlist,
        )


def _missing(number: int, match: Match, after: str | None) -> Missing:
    item = match.item
    return Missing(
        number=number + 1,
        title=item.title,
        artist=item.artist,
        album=item.album,
        duration_us=item.duration_us,
        after=after,
        candidates=[Candidate(**vars(track)) for track in match.candidates],
    )


def _matched(items: list[Item], known: list[Known]) -> list[Match]:
    return Shelf(known).match(items)


async def _received(stream: AsyncIterator[bytes]) -> bytes:
    data = bytearray()
    async for chunk in stream:
        data += chunk
        if len(data) > MOST_BYTES:
            text = f"A playlist file may have {MOST_BYTES // 1_000_000} MB at most."
            raise SonixError("too_large", text, status=413)
    return bytes(data)
