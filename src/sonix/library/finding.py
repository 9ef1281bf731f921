"""From what somebody typed to the tracks that have it: which words are meant, and which of them to begin with.

Each word typed must be somewhere in a track. Words that many tracks have are looked for in the tracks' own text, in
the order of the page, where they soon turn up; the rarest of the others is looked up in the index. When nothing has
every word as it is typed, each may differ by a typing error or two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_library import tracks
from sonix.db.tables_search import WORD_CHARS, search_keys, search_words, track_words
from sonix.library import folding, words

COMMON_WORDS = 300
"""A piece that is in more words than this is in many tracks: nobody looks them all up."""
COMMON_TRACKS = 2000
MOST_COMPARED = 10_000
"""So many entries of the index are compared for two common words; of commoner ones a walk soon finds a page."""
_MISSPELT_LOOKED_AT = 60


@dataclass(frozen=True)
class Meaning:
    """Where to look for tracks (`tracks`, or the index joined to them) and what must hold of them."""

    source: FromClause
    conditions: tuple[ColumnElement[bool], ...] = ()


@dataclass(frozen=True)
class _Piece:
    """A word typed, and the words of the library it stands for; None: too many."""

    text: str
    ids: tuple[int, ...] | None


async def as_typed(connection: AsyncConnection, q: str) -> Meaning | None:
    """Tracks that have every word as it is typed. None when a word is in no track at all."""
    pieces = [_Piece(text, ids) for text, ids in (await _containing(connection, folding.words(q))).items()]
    if any(piece.ids == () for piece in pieces):
        return None
    looked_up = await _to_look_up(connection, pieces)
    others = [_has_text(piece.text) for piece in pieces if piece not in looked_up]
    return Meaning(_looked_up(looked_up) if looked_up else tracks, tuple(others))


async def forgiving(connection: AsyncConnection, q: str) -> Meaning | None:
    """Tracks that have every word, or one like it. None when there is nothing to forgive, or nothing like it."""
    typed = folding.words(q)
    exact = await _containing(connection, typed)
    pieces = []
    for text in typed:
        near = await _like(connection, text) if words.errors_forgiven(text) else ()
        known = exact[text]
        pieces.append(_Piece(text, None if known is None else (*known, *near)))
    if any(piece.ids == () for piece in pieces) or all(piece.ids == exact[piece.text] for piece in pieces):
        return None
    looked_up = await _to_look_up(connection, pieces)
    rest = [piece for piece in pieces if piece not in looked_up]
    others = [_has_text(piece.text) if piece.ids is None else _has_word(piece.ids) for piece in rest]
    return Meaning(_looked_up(looked_up) if looked_up else tracks, tuple(others))


async def _containing(connection: AsyncConnection, typed: Sequence[str]) -> dict[str, tuple[int, ...] | None]:
    """Ids of the words that have each piece in them; None for one that is in too many."""
    queries = []
    for at, piece in enumerate(typed):
        keys = sorted(words.keys_for_part(piece[:WORD_CHARS]))[:8]
        having = select(search_keys.c.word_id).where(search_keys.c.key_id.in_(keys))
        if len(keys) > 1:
            having = having.group_by(search_keys.c.word_id).having(func.count() == len(keys))
        sub = having.limit(COMMON_WORDS + 1).subquery()
        joined = sub.join(search_words, search_words.c.word_id == sub.c.word_id)
        queries.append(select(literal(at).label("at"), search_words.c.word_id, search_words.c.word).select_from(joined))
    found: dict[int, list[int]] = {}
    counted: dict[int, int] = {}
    for at, word_id, word in await connection.execute(union_all(*queries)):
        counted[at] = counted.get(at, 0) + 1
        if typed[at][:WORD_CHARS] in word:
            found.setdefault(at, []).append(word_id)
    return {
        piece: None if counted.get(at, 0) > COMMON_WORDS else tuple(found.get(at, ())) for at, piece in enumerate(typed)
    }


async def _like(connection: AsyncConnection, typed: str) -> tuple[int, ...]:
    """Ids of the words that differ from `typed` by no more errors than are forgiven."""
    allowed = words.errors_forgiven(typed)
    near = select(search_keys.c.word_id).where(search_keys.c.key_id.in_(words.keys_for_misspelt(typed))).distinct()
    found = await _spelt(connection, near.limit(_MISSPELT_LOOKED_AT * 4))
    close = {word_id: words.distance(typed, word) for word_id, word in found.items()}
    if allowed == 2:
        grams = words.keys_for_part(typed)
        shared = func.count().label("shared")
        alike = select(search_keys.c.word_id).where(search_keys.c.key_id.in_(grams)).group_by(search_keys.c.word_id)
        alike = alike.having(shared >= max(2, len(grams) - 5)).order_by(shared.desc(), search_keys.c.word_id)
        found = await _spelt(connection, alike.limit(_MISSPELT_LOOKED_AT))
        close |= {word_id: words.distance(typed, word) for word_id, word in found.items()}
    return tuple(word_id for word_id, errors in close.items() if errors <= allowed)


async def _spelt(connection: AsyncConnection, ids: Select[tuple[int]]) -> dict[int, str]:
    sub = ids.subquery()
    joined = sub.join(search_words, search_words.c.word_id == sub.c.word_id)
    rows = await connection.execute(select(search_words.c.word_id, search_words.c.word).select_from(joined))
    return {row.word_id: row.word for row in rows}


async def _to_look_up(connection: AsyncConnection, pieces: Sequence[_Piece]) -> list[_Piece]:
    """The piece that the fewest tracks have; of common ones those that few tracks have together; none when even the
    rarest is in very many tracks, of which a walk then finds a page at once."""
    known = [piece for piece in pieces if piece.ids is not None]
    counts = await _counts(connection, known, COMMON_TRACKS)
    rare = [piece for piece in known if counts[piece] <= COMMON_TRACKS]
    if rare:
        return [min(rare, key=lambda piece: counts[piece])]
    if len(known) < 2:
        return []
    counts = await _counts(connection, known, MOST_COMPARED)
    known.sort(key=lambda piece: counts[piece])
    return known if counts[known[0]] <= MOST_COMPARED else []


async def _counts(connection: AsyncConnection, pieces: Sequence[_Piece], most: int) -> dict[_Piece, int]:
    """How many tracks have each piece, up to one more than `most`."""
    queries = []
    for at, piece in enumerate(pieces):
        some = select(track_words.c.track_id).where(track_words.c.word_id.in_(piece.ids or ())).limit(most + 1)
        queries.append(select(literal(at).label("at"), func.count().label("tracks")).select_from(some.subquery()))
    if not queries:
        return {}
    return {pieces[row.at]: row.tracks for row in await connection.execute(union_all(*queries))}


def _looked_up(pieces: Sequence[_Piece]) -> FromClause:
    """Tracks that have all of these, by the index alone."""
    first, *others = (piece.ids or () for piece in pieces)
    ids = select(track_words.c.track_id).where(track_words.c.word_id.in_(first))
    for other in others:
        having = select(track_words.c.track_id).where(track_words.c.word_id.in_(other))
        ids = ids.where(track_words.c.track_id.in_(having))
    # There are no more; to a planner, who can't know, it says that they are few.
    found = ids.distinct().limit(MOST_COMPARED if others else COMMON_TRACKS).subquery("found")
    return found.join(tracks, tracks.c.track_id == found.c.track_id)


def _has_text(text: str) -> ColumnElement[bool]:
    escaped = folding.escaped(text)
    if text.isascii() and len(text) < words.GRAM:
        begins = tracks.c.search.like(f"{escaped}%", escape="\\")
        return or_(begins, tracks.c.search.like(f"% {escaped}%", escape="\\"))
    return tracks.c.search.like(f"%{escaped}%", escape="\\")


def _has_word(ids: Sequence[int]) -> ColumnElement[bool]:
    of_track = select(track_words.c.track_id).where(track_words.c.word_id.in_(ids))
    return tracks.c.track_id.in_(of_track)
