"""Words that mean something to SQL (tried on all three databases), to a file system, to JSON: they are words."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from sonix.config import Database, Limits
from sonix.library.browse import encode_cursor
from tests.api.world import Person, World, opened, problem

pytestmark = pytest.mark.anyio

INJECTIONS = (
    "' OR '1'='1",
    "'; DROP TABLE tracks; --",
    '" OR ""="',
    "x') UNION SELECT password_hash FROM users --",
    "%' ESCAPE '\\",
    "_%",
    "\\'; SELECT pg_sleep(9); --",
    "1) OR (SELECT SLEEP(9)) -- ",
    "word* NEAR(a b) OR +a -b ~c",
    ":name ? $1 %s %(x)s {0}",
)
NO_TEXT = ("\0", "a\0b", "\ufffe", "\U0010ffff")
PATHS = (
    "../../etc/passwd",
    "..%2f..%2fsecret.key",
    "....//secret.key",
    "%2e%2e/secret.key",
    "C:\\secret.key",
    "/etc/passwd",
)
BODIES = {
    "deep list": b"[" * 30_000,
    "deep object": b'{"a":' * 10_000,
    "closed and deep": b'{"name":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "endless number": b'{"name":' + b"9" * 20_000 + b"}",
    "no number": b'{"name":NaN}',
    "no UTF-8": b'{"name":"\xff\xfe"}',
    "half a character": rb'{"name":"\ud800"}',
    "half a character as a name": rb'{"\udfff":1,"name":"a"}',
    "another coding": '{"name":"a"}'.encode("utf-16"),
    "twice": b'{"name":"a"}{"name":"b"}',
    "packed": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
}


@pytest.fixture
async def anywhere(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    """On each of the databases."""
    limits = Limits(searches_per_s=1000, joins_per_minute=10_000)
    async with opened(tmp_path, database=Database(url=database_url), limits=limits) as found:
        yield found


@pytest.fixture
async def ana(world: World) -> Person:
    return await world.person("Ana")


@pytest.fixture
async def eve(anywhere: World) -> Person:
    person = await anywhere.person("Eve")
    await anywhere.shelve("Tide", "Sea", "Water", by=person, visibility="mine")
    return person


async def test_a_search_looks_for_what_it_is_told_and_for_nothing_else(eve: Person) -> None:
    for text in INJECTIONS:
        for lists in ("tracks", "artists", "albums"):
            assert (await eve.get(f"/api/{lists}", params={"q": text})).status_code == 200
        assert await eve.titles(f"artist={quote(text)}") == []
        for sort in ("title", "artist", "album", "recent"):
            cursor = encode_cursor(text, text)
            assert (await eve.get("/api/tracks", params={"sort": sort, "cursor": cursor})).status_code in (200, 422)
    assert await eve.titles("q=tide") == ["Tide"]


async def test_an_id_that_is_none_leads_nowhere(eve: Person) -> None:
    for text in (*INJECTIONS, *NO_TEXT):
        for path in ("tracks", "uploads", "rooms", "sessions", "identities", "passkeys"):
            for method in ("GET", "DELETE"):
                answer = await eve.ask(method, f"/api/{path}/{quote(text, safe='')}")
                assert answer.status_code in (403, 404, 405, 422), (method, path, answer.text)


async def test_characters_that_a_database_does_not_keep_break_nothing(eve: Person) -> None:
    for text in NO_TEXT:
        for name in ("q", "artist", "album", "room"):
            answer = await eve.get("/api/tracks", params={name: text})
            assert answer.status_code in (200, 404, 422), answer.text
        answer = await eve.get("/api/tracks", params={"sort": "title", "cursor": encode_cursor(text, text)})
        assert answer.status_code in (200, 422), answer.text
        assert (await eve.ask("PATCH", "/api/me", json={"name": f"Eve{text}"})).status_code in (200, 422)
        begun = await eve.ask("POST", "/api/uploads", json={"file_name": f"a{text}.wav", "size": 5})
        assert begun.status_code == 201, begun.text


@pytest.mark.parametrize("path", PATHS)
async def test_no_address_leads_out_of_its_folder(world: World, ana: Person, path: str) -> None:
    secret = (world.settings.data_dir / "secret.key").read_bytes()
    hashed = "0" * 64
    for begin in (
        "/",
        "/assets/",
        "/media/covers/",
        f"/media/covers/{hashed}/",
        f"/media/r/{hashed}/",
        "/api/uploads/",
    ):
        answer = await ana.get(begin + path)
        assert secret not in answer.content
        assert b"root:" not in answer.content
        assert answer.status_code != 200 or answer.headers["content-type"].startswith("text/html")
    started = await ana.ask("POST", "/api/uploads", json={"file_name": path, "size": 5})
    shown = (await ana.get(f"/api/uploads/{started.json()['upload_id']}")).json()["file_name"]
    assert "/" not in shown
    assert "\\" not in shown
    assert not shown.startswith(".")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
async def test_a_body_that_is_no_fit_json_is_refused_in_words(ana: Person, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "identity"}
    for method, path in (("PATCH", "/api/me"), ("POST", "/api/rooms"), ("POST", "/api/sessions")):
        answer = await ana.ask(method, path, content=body, headers=headers)
        if answer.is_success:  # Python also reads JSON in UTF-16, and a list of rooms ignores fields it does not know
            continue
        problem(answer, 422, "invalid_request")


async def test_packed_bodies_are_not_unpacked(ana: Person) -> None:
    """Nothing here unpacks what comes in, so that no bomb can go off: packed bytes are only bytes."""
    packed = gzip.compress(b'{"name":"' + b" " * 50_000_000 + b'"}', 1)[:60_000]
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    problem(await ana.ask("PATCH", "/api/me", content=packed, headers=headers), 422, "invalid_request")
