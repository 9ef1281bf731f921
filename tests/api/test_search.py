"""Finding music: as it is typed, by artist and album, page by page."""

from __future__ import annotations

import pytest

from sonix.library.folding import escaped, fold, words
from tests.api.world import Person, World, problem

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ana(world: World) -> Person:
    await world.shelve("Svefn-g-englar", "Sigur Rós", "Ágætis byrjun", track_no=2, year=1999)
    await world.shelve("Starálfur", "Sigur Rós", "Ágætis byrjun", track_no=3, year=1999)
    await world.shelve("Jóga", "Björk", "Homogenic", track_no=2)
    await world.shelve("100% Pure", "AC/DC", "")
    await world.shelve("Ænima 🎸", "TOOL", "Ænima", album_artist="Tool")
    return await world.person()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("bjork", {"Jóga"}),
        ("BJÖRK joga", {"Jóga"}),
        ("sigur", {"Svefn-g-englar", "Starálfur"}),
        ("ros agaetis star", {"Starálfur"}),
        ("ros homogenic", set()),
        ("englar", {"Svefn-g-englar"}),
        ("svefn-g", {"Svefn-g-englar"}),
        ("ac/dc", {"100% Pure"}),
        ("aenima", {"Ænima 🎸"}),
        ("🎸", {"Ænima 🎸"}),
        ("%", {"100% Pure", "Jóga", "Starálfur", "Svefn-g-englar", "Ænima 🎸"}),
        ("_", {"100% Pure", "Jóga", "Starálfur", "Svefn-g-englar", "Ænima 🎸"}),
        ("'; drop table tracks", set()),
    ],
)
async def test_every_word_must_be_somewhere(ana: Person, query: str, titles: set[str]) -> None:
    found = (await ana.get("/api/tracks", params={"q": query})).json()
    assert {track["title"] for track in found["tracks"]} == titles
    assert found["total"] == len(titles)


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("title", ["100% Pure", "Ænima 🎸", "Jóga", "Starálfur", "Svefn-g-englar"]),
        ("artist", ["100% Pure", "Jóga", "Svefn-g-englar", "Starálfur", "Ænima 🎸"]),
        ("album", ["Ænima 🎸", "Svefn-g-englar", "Starálfur", "Jóga", "100% Pure"]),
        ("recent", ["Ænima 🎸", "100% Pure", "Jóga", "Starálfur", "Svefn-g-englar"]),
    ],
)
async def test_pages_put_together_are_the_whole_in_order(ana: Person, sort: str, titles: list[str]) -> None:
    found: list[str] = []
    asked: dict[str, str | int] = {"sort": sort, "limit": 2}
    while True:
        page = (await ana.get("/api/tracks", params=asked)).json()
        assert page["total"] == 5
        found += [track["title"] for track in page["tracks"]]
        if page["next_cursor"] is None:
            break
        asked["cursor"] = page["next_cursor"]
    assert found == titles


async def test_a_track_deleted_between_two_pages_shifts_nothing(ana: Person, world: World) -> None:
    first = (await ana.get("/api/tracks?sort=title&limit=2")).json()
    admin = await world.admin()
    await admin.ask("DELETE", f"/api/tracks/{first['tracks'][0]['track_id']}")
    second = (await ana.get(f"/api/tracks?sort=title&limit=2&cursor={first['next_cursor']}")).json()
    assert [track["title"] for track in second["tracks"]] == ["Jóga", "Starálfur"]


@pytest.mark.parametrize("cursor", ["x", "!!!", "W10", "eyJhIjoxfQ", "WzEsMl0"])
async def test_a_made_up_cursor_is_refused(ana: Person, cursor: str) -> None:
    problem(await ana.get(f"/api/tracks?cursor={cursor}"), 422, "bad_cursor")


async def test_artists_come_by_name_with_their_number_of_tracks(ana: Person) -> None:
    artists = (await ana.get("/api/artists")).json()["artists"]
    assert [(artist["name"], artist["tracks"]) for artist in artists] == [
        ("AC/DC", 1),
        ("Björk", 1),
        ("Sigur Rós", 2),
        ("TOOL", 1),
    ]


async def test_albums_come_by_name_page_by_page(ana: Person) -> None:
    first = (await ana.get("/api/albums?limit=2")).json()
    second = (await ana.get(f"/api/albums?limit=2&cursor={first['next_cursor']}")).json()
    albums = [(a["album"], a["artist"], a["tracks"], a["year"]) for a in first["albums"] + second["albums"]]
    assert albums == [
        ("Ænima", "Tool", 1, None),
        ("Ágætis byrjun", "Sigur Rós", 2, 1999),
        ("Homogenic", "Björk", 1, None),
    ]
    assert second["next_cursor"] is None


async def test_an_album_is_listed_as_on_the_record(ana: Person) -> None:
    assert await ana.titles("album=agaetis%20byrjun&artist=sigur%20ros&sort=album") == ["Svefn-g-englar", "Starálfur"]
    assert await ana.titles("artist=Tool") == ["Ænima 🎸"]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "sort=best", "mine=maybe"])
async def test_a_question_that_makes_no_sense_is_refused(ana: Person, query: str) -> None:
    problem(await ana.get(f"/api/tracks?{query}"), 422, "invalid_request")


def test_words_are_folded_before_they_are_compared() -> None:
    assert fold("\uff26ull  Straße—ŁÓDŹ") == "full strasse lodz"
    assert words("50% a_b\\ A") == ["50", "a", "b"]
    assert escaped("50%_\\") == "50\\%\\_\\\\"


def test_scripts_without_case_are_kept() -> None:
    assert fold("東京事変 - 群青日和") == "東京事変 群青日和"
