"""Tables that tracks are found by: words, what words are found by, and which tracks have them (docs/adr/0024).

Words and keys are numbers, the first 64 bits of a hash, so that writing them needs no look-up first and an index over
them is small. The tables refer to nothing by foreign keys: what is written beside a track is written in its
transaction (`sonix.library.word_index`), and a word without a track is found by nobody.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from sonix.db.tables import ID, metadata

WORD_CHARS = 64

search_words = Table(
    "search_words",
    metadata,
    Column("word_id", BigInteger, primary_key=True, autoincrement=False),
    Column("word", String(WORD_CHARS), nullable=False),
)

search_keys = Table(
    "search_keys",
    metadata,
    Column("key_id", BigInteger, primary_key=True, autoincrement=False),
    Column("word_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""What a word is found by: its parts, its beginning, and itself with one letter left out."""

track_words = Table(
    "track_words",
    metadata,
    Column("word_id", BigInteger, primary_key=True, autoincrement=False),
    Column("track_id", ID, primary_key=True),
    sqlite_with_rowid=False,
)
