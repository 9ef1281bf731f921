"""The word index of the library, and its first filling."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from sonix.db.migrations import again
from sonix.db.upsert import insert_new
from sonix.library.words import keys_of, number, words_of

_TRACKS_AT_ONCE = 500
_SORTED = ("title_sort", "artist_sort", "album_sort")
_FRACTIONS = {"tracks": ("gain_db", "loudness_lufs", "true_peak_db"), "uploads": ("progress",)}


def create() -> None:
    """Create the tables and fill them."""
    op.create_table(
        "search_words",
        sa.Column("word_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("word_id", name="pk_search_words"),
        if_not_exists=True,
    )
    op.create_table(
        "search_keys",
        sa.Column("key_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("word_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key_id", "word_id", name="pk_search_keys"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_table(
        "track_words",
        sa.Column("word_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("track_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("word_id", "track_id", name="pk_track_words"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    again.create_index("ix_tracks_albums", "tracks", ["album_key", "album_artist_key"])
    _fill(op.get_bind())


def drop() -> None:
    """Drop them."""
    again.drop_index("ix_tracks_albums", "tracks")
    for name in ("track_words", "search_keys", "search_words"):
        op.drop_table(name, if_exists=True)


def sort_alike() -> None:
    """Sort by the folded text's characters everywhere, not by the rules of a language some PostgreSQL was set to."""
    if op.get_bind().dialect.name == "postgresql":
        for name in _SORTED:
            op.alter_column("tracks", name, type_=sa.String(length=255, collation="C"), existing_nullable=False)


def sort_as_before() -> None:
    """Sort as the server likes."""
    if op.get_bind().dialect.name == "postgresql":
        for name in _SORTED:
            op.alter_column("tracks", name, type_=sa.String(length=255, collation="default"), existing_nullable=False)


def set_fractions(kind: sa.types.TypeEngine[float]) -> None:
    """MySQL keeps seven digits of a FLOAT; the others have kept all from the start."""
    if op.get_bind().dialect.name in ("mysql", "mariadb"):
        for table, names in _FRACTIONS.items():
            for name in names:
                op.alter_column(table, name, type_=kind, existing_type=sa.Float(), existing_nullable=False)


def _fill(bind: sa.Connection) -> None:
    names = ("search_words", "search_keys", "track_words")
    words, keys, of_tracks = (sa.Table(name, sa.MetaData(), autoload_with=bind) for name in names)
    known: set[int] = set()
    for rows in _texts(bind):
        found = [(track_id, word) for track_id, search in rows for word in words_of(search)]
        new = {number(word): word for _, word in found if number(word) not in known}
        known |= new.keys()
        _write(bind, words, [{"word_id": word_id, "word": word} for word_id, word in new.items()])
        _write(bind, keys, [{"key_id": key, "word_id": i} for i, word in new.items() for key in keys_of(word)])
        _write(bind, of_tracks, [{"word_id": number(word), "track_id": track_id} for track_id, word in found])


def _texts(bind: sa.Connection) -> Iterator[list[tuple[str, str]]]:
    tracks = sa.table("tracks", sa.column("track_id", sa.String), sa.column("search", sa.Text))
    last = ""
    while True:
        query = sa.select(tracks.c.track_id, tracks.c.search).where(tracks.c.track_id > last)
        rows = [
            (row.track_id, row.search) for row in bind.execute(query.order_by(tracks.c.track_id).limit(_TRACKS_AT_ONCE))
        ]
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _write(bind: sa.Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:
        bind.execute(insert_new(bind.dialect.name, table), rows)
