"""A library of any size that reads like a real one: few words everywhere, most of them rare, names that come again."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from sonix.db.engine import Database
from sonix.db.schema import metadata
from sonix.db.tables_library import tracks
from sonix.library.rows import derived
from sonix.library.shares import Changes, share_of_row
from sonix.library.word_index import index_tracks

_ONSETS = ["b", "br", "d", "f", "g", "gr", "h", "j", "k", "kl", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w"]
_VOWELS = ["a", "e", "i", "o", "u", "ö", "é", "ai", "ou"]
_ENDS = ["", "", "n", "r", "s", "l", "m", "ng", "nd", "t"]
_COMMON = [
    "the",
    "of",
    "love",
    "you",
    "in",
    "a",
    "and",
    "me",
    "my",
    "night",
    "to",
    "remix",
    "live",
    "on",
    "blue",
    "day",
]
_AT_ONCE = 1000


@dataclass(frozen=True)
class Names:
    """Words by how often they come, artists, and the albums of each."""

    words: list[str]
    weights: list[float]
    artists: list[str]
    albums: list[tuple[str, str]]


def track_id(number: int) -> str:
    """Of the track with that number; later ones sort later."""
    return f"01m8{number:022d}"


def names(size: int, chance: random.Random) -> Names:
    """Names for `size` tracks."""
    words = list(dict.fromkeys([*_COMMON, *(made_up_word(chance) for _ in range(max(200, size // 2)))]))
    weights = list(itertools.accumulate(1 / (rank + 3) ** 0.9 for rank in range(len(words))))

    def drawn(least: int, most: int) -> str:
        some = chance.choices(words, cum_weights=weights, k=chance.randint(least, most))
        return " ".join(word.capitalize() for word in some)

    artists = [drawn(1, 3) for _ in range(max(5, size // 15))]
    albums = [(drawn(1, 4), chance.choice(artists)) for _ in range(max(5, size // 9))]
    return Names(words, weights, artists, albums)


def rows(size: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Rows of `tracks`, all for everyone but one in twenty."""
    chance = random.Random(seed)
    found = names(size, chance)
    for number in range(size):
        album, artist = chance.choice(found.albums)
        title = " ".join(chance.choices(found.words, cum_weights=found.weights, k=chance.randint(1, 4))).capitalize()
        fields = {"title": title, "artist": artist, "album": album, "album_artist": "", "genre": "Folk"}
        numbers = {"track_no": number % 12 + 1, "disc_no": None, "year": 1950 + number % 75}
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        yield {
            "track_id": track_id(number),
            "owner_id": "somebody" if number % 20 == 0 else None,
            "visibility": "mine" if number % 20 == 0 else "instance",
            **fields,
            **numbers,
            "rendition_id": digest,
            "samples": 9_600_000,
            "pre_skip": 312,
            "packets": 10_001,
            "size_bytes": 3_200_000,
            "gain_db": -3.25,
            "loudness_lufs": -14.5,
            "true_peak_db": -1.25,
            "cover_id": None,
            "accent": None,
            "source_sha256": digest,
            "source_format": "flac",
            "source_bytes": 20_000_000,
            "original_kept": False,
            "created_at_s": 1_700_000_000 + number,
            **derived({**fields, **numbers}),
        }


async def fill(database: Database, size: int) -> None:
    """Write a library of `size` tracks, with its word index."""
    for some in itertools.batched(rows(size), _AT_ONCE) if hasattr(itertools, "batched") else _batched(rows(size)):
        async with database.transaction() as connection:
            await connection.execute(insert(tracks), list(some))
            await index_tracks(connection, {row["track_id"]: row["search"] for row in some})
            changes = Changes()
            for row in some:
                changes.add(row["owner_id"], share_of_row(row))
            await changes.write(connection)


async def look_over(database: Database) -> None:
    """Let the database learn what is in its tables, as servers do by themselves a little later."""
    kind = database.url.get_backend_name()
    if kind == "postgresql":
        async with database.engine.connect() as connection:
            apart = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await apart.exec_driver_sql("VACUUM ANALYZE")
        return
    async with database.transaction() as connection:
        of = f"TABLE {', '.join(metadata.tables)}" if kind == "mysql" else ""
        await connection.exec_driver_sql(f"ANALYZE {of}")


def _batched(found: Iterator[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], ...]]:
    while some := tuple(itertools.islice(found, _AT_ONCE)):
        yield some


def made_up_word(chance: random.Random) -> str:
    """One to three syllables."""
    return "".join(
        chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_ENDS)
        for _ in range(chance.choice((1, 2, 2, 3)))
    )
