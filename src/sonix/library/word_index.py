"""Keeping the word index in step with the tracks: always in the transaction that writes the track."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_search import search_keys, search_words, track_words
from sonix.db.upsert import write_new
from sonix.library.words import keys_of, number, words_of

_IN_ONE_QUERY = 500
_TRACKS_IN_ONE_QUERY = 50


async def index_track(connection: AsyncConnection, track_id: str, search: str) -> None:
    """Let a track be found by the words of `search`."""
    await index_tracks(connection, {track_id: search})


async def index_tracks(connection: AsyncConnection, searches: Mapping[str, str]) -> None:
    """The same for many: folded texts by track."""
    found = {track_id: words_of(search) for track_id, search in searches.items()}
    await _learn(connection, {word for words in found.values() for word in words})
    rows = [{"word_id": number(word), "track_id": track_id} for track_id, words in found.items() for word in words]
    await write_new(connection, track_words, rows)


async def unindex_track(connection: AsyncConnection, track_id: str, search: str) -> None:
    """Let a track be found no more by the words of `search`. The words stay: another track may just be taking them."""
    ids = [number(word) for word in words_of(search)]
    await connection.execute(
        delete(track_words).where(track_words.c.word_id.in_(ids), track_words.c.track_id == track_id)
    )


async def unindex_tracks(connection: AsyncConnection, searches: Mapping[str, str]) -> None:
    """As `unindex_track`, for tracks that go, with their texts by id. All their words go, so that a statement may name
    words and tracks apart; of few tracks at once, since a database looks at each word with each track."""
    ids = sorted(searches)
    for at in range(0, len(ids), _TRACKS_IN_ONE_QUERY):
        some = ids[at : at + _TRACKS_IN_ONE_QUERY]
        words = sorted({number(word) for track_id in some for word in words_of(searches[track_id])})
        for first in range(0, len(words), _IN_ONE_QUERY):
            of_words = track_words.c.word_id.in_(words[first : first + _IN_ONE_QUERY])
            await connection.execute(delete(track_words).where(of_words, track_words.c.track_id.in_(some)))


async def reindex_track(connection: AsyncConnection, track_id: str, before: str, after: str) -> None:
    """The folded text of a track has changed."""
    if before != after:
        await unindex_track(connection, track_id, before)
        await index_track(connection, track_id, after)


async def _learn(connection: AsyncConnection, words: set[str]) -> None:
    """Write words that were not known, and what they are found by."""
    by_id = {number(word): word for word in words}
    ids = sorted(by_id)
    for at in range(0, len(ids), _IN_ONE_QUERY):
        asked = ids[at : at + _IN_ONE_QUERY]
        known = set(
            (
                await connection.execute(select(search_words.c.word_id).where(search_words.c.word_id.in_(asked)))
            ).scalars()
        )
        new = [word_id for word_id in asked if word_id not in known]
        await write_new(connection, search_words, [{"word_id": i, "word": by_id[i]} for i in new])
        keys = [{"key_id": key, "word_id": i} for i in new for key in keys_of(by_id[i])]
        await write_new(connection, search_keys, keys)
