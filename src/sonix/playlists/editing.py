"""What editors do to a list: one command, one transaction, once, however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.core.playlist import commands as c
from sonix.core.playlist.decide import Changed, decide
from sonix.core.room.turn import Refusal
from sonix.core.text import clean_line
from sonix.db.engine import Database, is_lost_race
from sonix.playlists import schemas as s
from sonix.playlists.access import held
from sonix.playlists.news import PlaylistNews
from sonix.playlists.sources import from_library
from sonix.playlists.words import Words
from sonix.playlists.writing import keep_receipt, load, receipt, write
from sonix.rooms.ports import Identity

NAME_CHARS = 80
TRIES = 5


class Editing:
    """Carries out commands."""

    def __init__(self, database: Database, news: PlaylistNews) -> None:
        self._database = database
        self._news = news

    async def execute(self, playlist_id: str, user: Identity, cmd_id: str, command: c.Command) -> int:
        """Do it, unless it stands already; returns the revision it made.

        Raises:
            SonixError: `no_such_playlist`, `not_allowed`, `not_found`, `full`.
        """
        return await self.commit(playlist_id, user, cmd_id, command, None)

    async def commit(
        self, playlist_id: str, user: Identity, cmd_id: str, command: c.Command, words: Mapping[str, Words] | None
    ) -> int:
        """As `execute`; with the words of the tracks that are added, where those have been looked up."""
        for attempt in range(TRIES):
            try:
                async with self._database.transaction() as connection:
                    revision = await _commit(connection, playlist_id, user, cmd_id, command, words)
            except DBAPIError as error:
                if not is_lost_race(error) or attempt == TRIES - 1:
                    raise
            else:
                self._news.changed(playlist_id)
                return revision
        raise AssertionError("the last try returns or raises")


def to_command(body: s.AddIn | s.RemoveIn | s.UndoIn | s.MoveIn | s.RenameIn, cmd_id: str) -> c.Command:
    """The core's twin of what came over the wire. Raises SonixError `bad_name`."""
    match body:
        case s.AddIn():
            return c.Add(tuple(c.NewEntry(one.entry_id, one.track_id) for one in body.tracks), body.after)
        case s.RemoveIn():
            return c.Remove(tuple(body.entry_ids), cmd_id)
        case s.UndoIn():
            return c.Undo(body.undo_id)
        case s.MoveIn():
            return c.Move(tuple(body.entry_ids), body.after)
        case s.RenameIn():
            return c.Rename(clean_name(body.name))
        case _:
            assert_never(body)


def clean_name(text: str) -> str:
    """A name as it may be shown. Raises SonixError `bad_name`, 422."""
    name = clean_line(text)[:NAME_CHARS].strip()
    if not name:
        raise SonixError("bad_name", "Please enter a name.", status=422)
    return name


async def _commit(
    connection: AsyncConnection,
    playlist_id: str,
    user: Identity,
    cmd_id: str,
    command: c.Command,
    words: Mapping[str, Words] | None,
) -> int:
    row = await held(connection, playlist_id, user.user_id, "editor")
    known = await receipt(connection, playlist_id, user.user_id, cmd_id)
    if known is not None:
        return known
    if words is None and isinstance(command, c.Add):
        words = await from_library(connection, [entry.track_id for entry in command.entries], user)
    before = await load(connection, row)
    changed = _decided(decide(before, command))
    revision = await write(connection, row, before, changed, user.user_id, words or {})
    if not changed.nothing:
        await keep_receipt(connection, playlist_id, user.user_id, cmd_id, revision)
    return revision


def _decided(outcome: Changed | Refusal) -> Changed:
    if isinstance(outcome, Refusal):
        raise SonixError(outcome.code, outcome.message, status=409, retryable=outcome.retryable)
    return outcome
