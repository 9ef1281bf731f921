"""Tracks are found by their words on every database, typing errors forgiven, and the index goes with the track."""

from __future__ import annotations

import pytest
from bench.databases.library import rows
from sqlalchemy import func, select, true

from sonix.db.engine import Database
from sonix.db.tables_library import tracks
from sonix.db.tables_search import track_words
from sonix.library import browse, track_store, words
from sonix.library.browse import TrackQuery
from sonix.library.rows import derived
from sonix.library.schemas import Sort
from sonix.library.word_index import reindex_track

pytestmark = pytest.mark.anyio

SHELF = [
    ("Jóga", "Björk", "Homogenic"),
    ("Hyperballad", "Björk", "Post"),
    ("Svefn-g-englar", "Sigur Rós", "Ágætis byrjun"),
    ("Bohemian Rhapsody", "Queen", "A Night at the Opera"),
    ("群青日和", "東京事変", "教育"),
    ("Ænima 🎸", "TOOL", "Ænima"),
    ("Cafe del Mar", "Energy 52", ""),
    ("ΑΒΓ", "Ωμέγα", ""),
]


async def shelve(database: Database, *shelf: tuple[str, str, str]) -> None:
    for number, (row, (title, artist, album)) in enumerate(zip(rows(len(shelf)), shelf, strict=True)):
        fields = {**row, "title": title, "artist": artist, "album": album, "visibility": "instance"}
        async with database.transaction() as connection:
            await track_store.insert_track(connection, {**fields, **derived(fields), "track_id": f"t{number}"})


async def titles(database: Database, q: str, sort: Sort = "recent") -> list[str]:
    async with database.read() as connection:
        page = await browse.find_tracks(connection, TrackQuery(true(), q, sort=sort))
    return [row["title"] for row in page.rows]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bjork", {"Jóga", "Hyperballad"}),
        ("BJÖRK post", {"Hyperballad"}),
        ("rhap queen", {"Bohemian Rhapsody"}),
        ("apsod", {"Bohemian Rhapsody"}),
        ("q", {"Bohemian Rhapsody"}),
        ("東京", {"群青日和"}),
        ("日和", {"群青日和"}),
        ("🎸", {"Ænima 🎸"}),
        ("cafe", {"Cafe del Mar"}),
        ("CAFÉ 52", {"Cafe del Mar"}),
        ("ωμεγα", {"ΑΒΓ"}),
        ("bjrok", {"Jóga", "Hyperballad"}),
        ("quen", {"Bohemian Rhapsody"}),
        ("bohemain rapsody", {"Bohemian Rhapsody"}),
        ("rhasody queen", {"Bohemian Rhapsody"}),
        ("hyprebalad", {"Hyperballad"}),
        ("53", set()),
        ("bjork opera", set()),
        ("zzzzz", set()),
    ],
)
async def test_words_are_found_as_they_are_typed_and_slips_forgiven(
    database: Database, typed: str, found: set[str]
) -> None:
    await shelve(database, *SHELF)
    assert set(await titles(database, typed)) == found


async def test_pages_follow_the_folded_text_alike_everywhere(database: Database) -> None:
    shelf = [(title, "x", "") for title in ("b", "B a", "ä", "A-b", "a b c", "Z", "é", "1", "ab", "~", "東")]
    await shelve(database, *shelf)
    found: list[str] = []
    cursor = None
    async with database.read() as connection:
        while True:
            page = await browse.find_tracks(connection, TrackQuery(true(), sort="title", cursor=cursor, limit=3))
            found += [row["title"] for row in page.rows]
            if (cursor := page.next_cursor) is None:
                break
    assert found == ["1", "ä", "A-b", "a b c", "ab", "b", "B a", "é", "Z", "~", "東"]


async def test_other_words_in_the_tags_are_other_words_in_the_index(database: Database) -> None:
    await shelve(database, ("Old song", "Somebody", ""))
    async with database.transaction() as connection:
        row = dict((await connection.execute(select(tracks))).mappings().one())
        fresh = derived({**row, "title": "New tune"})
        await connection.execute(tracks.update().values(title="New tune", **fresh))
        await reindex_track(connection, "t0", row["search"], fresh["search"])
    assert await titles(database, "old") == []
    assert await titles(database, "tune somebody") == ["New tune"]


async def test_a_deleted_track_leaves_nothing_in_the_index(database: Database) -> None:
    await shelve(database, *SHELF)
    async with database.transaction() as connection:
        for row in (await connection.execute(select(tracks))).mappings().all():
            await track_store.delete_track(connection, dict(row))
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(track_words)) == 0


@pytest.mark.parametrize(("compared", "told"), [(8, (8, False)), (3, (5, True))])
async def test_words_that_are_everywhere_are_found_page_by_page(
    database: Database, monkeypatch: pytest.MonkeyPatch, compared: int, told: tuple[int, bool]
) -> None:
    """The bounds are set low, so that a small shelf is a large library: compared in the index, or walked through."""
    monkeypatch.setattr("sonix.library.finding.COMMON_TRACKS", 3)
    monkeypatch.setattr("sonix.library.finding.MOST_COMPARED", compared)
    await shelve(database, *((f"Song {n}", "Somebody", "") for n in range(8)), ("Song", "Else", ""))
    async with database.read() as connection:
        first = await browse.find_tracks(connection, TrackQuery(true(), "som song", limit=5))
        rest = await browse.find_tracks(connection, TrackQuery(true(), "som song", cursor=first.next_cursor, limit=5))
    assert (first.total, first.more_than_total) == told
    assert [row["title"] for row in (*first.rows, *rest.rows)] == [f"Song {n}" for n in range(7, -1, -1)]


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("bjork", "bjork", 0), ("bjrok", "bjork", 1), ("quen", "queen", 1), ("rapsody", "rhapsody", 1), ("ab", "", 2)],
)
def test_letters_more_less_other_or_swapped_are_counted(one: str, other: str, errors: int) -> None:
    assert words.distance(one, other) == errors


@pytest.mark.parametrize("slip", ["bjrok", "bjrk", "bjoork", "bjoxk", "jbork"])
def test_a_word_with_one_slip_shares_a_key_with_the_right_one(slip: str) -> None:
    assert words.keys_for_misspelt(slip) & words.keys_of("bjork")
