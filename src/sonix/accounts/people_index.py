"""How administrators find people: by any part of three letters and more of a name or an address, and by any beginning.

Every word of them is kept with what is left of it when letters are taken off its front, so that a part is the beginning
of one of those, and an index leads there. It is written in the transaction that writes a name or an address, by
everything that does (`index_person`).
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, delete, func, insert, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_accounts import WORD_CHARS, user_words, users
from sonix.library import folding

PART_CHARS = 3
COMMON_PEOPLE = 2000
"""What more people than this have is looked for in the order of the page, where it soon turns up."""
_LAST = "\U0010ffff"


def entries_of(user_id: str, name: str, email: str | None) -> set[str]:
    """What somebody is found by. Of an address, parts of what stands before the @ only."""
    local, _, domain = (email or "").rpartition("@")
    whole = {word[:WORD_CHARS] for text in (user_id, domain) for word in folding.fold(text).split()}
    return whole.union(*(_parts(word[:WORD_CHARS]) for word in folding.fold(f"{name} {local}").split()))


async def index_person(connection: AsyncConnection, user_id: str) -> None:
    """Let somebody be found by the name and the address they have now."""
    await connection.execute(delete(user_words).where(user_words.c.user_id == user_id))
    wanted = select(users.c.name, users.c.email).where(users.c.user_id == user_id)
    person = (await connection.execute(wanted)).first()
    if person is not None:
        entries = sorted(entries_of(user_id, person.name, person.email))
        await connection.execute(insert(user_words), [{"word": word, "user_id": user_id} for word in entries])


async def people_with(connection: AsyncConnection, q: str) -> Select[tuple[str]] | None:
    """Ids of people who have every word of `q`, or what it begins or is a part of; None when that is nobody."""
    typed = folding.words(q)
    if not typed:
        return None
    counts = await _counts(connection, typed)
    rarest = min(typed, key=lambda piece: counts[piece])
    if counts[rarest] == 0:
        return None
    if counts[rarest] > COMMON_PEOPLE:
        return select(users.c.user_id).where(*map(_has, typed))
    found = select(user_words.c.user_id).where(_begins(rarest)).distinct().subquery("found")
    source = users.join(found, found.c.user_id == users.c.user_id)
    others = (_has(piece) for piece in typed if piece != rarest)
    return select(users.c.user_id).select_from(source).where(*others)


async def _counts(connection: AsyncConnection, typed: list[str]) -> dict[str, int]:
    """How often each piece is in the index, up to one more than counts as common."""
    queries = []
    for at, piece in enumerate(typed):
        some = select(user_words.c.user_id).where(_begins(piece)).limit(COMMON_PEOPLE + 1).subquery()
        queries.append(select(literal(at).label("at"), func.count().label("people")).select_from(some))
    rows = await connection.execute(union_all(*queries))
    return {typed[row.at]: row.people for row in rows}


def _begins(piece: str) -> ColumnElement[bool]:
    piece = piece[:WORD_CHARS]
    return (user_words.c.word >= piece) & (user_words.c.word < piece + _LAST)


def _has(piece: str) -> ColumnElement[bool]:
    """Of the person in the row at hand. As one value, so that no database looks everybody up for it first."""
    of_person = select(user_words.c.word).where(user_words.c.user_id == users.c.user_id, _begins(piece)).limit(1)
    return of_person.scalar_subquery().is_not(None)


def _parts(word: str) -> set[str]:
    """The word and its ends; short ones where a script has no letters to begin with."""
    least = PART_CHARS if word.isascii() else 1
    return {word} | {word[at:] for at in range(1, len(word) - least + 1)}
