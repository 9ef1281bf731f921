"""What every answer has: headers, problem documents, request bounds; the client's files; health; the docs."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from sonix.config.sections_people import Firebase, Supabase
from sonix.protocol.server import PROTOCOL_VERSION
from sonix.web.docs_page import render
from sonix.web.headers import content_security_policy
from tests.api.world import World, opened, problem, tone

pytestmark = pytest.mark.anyio


@pytest.fixture
async def built(tmp_path: Path) -> AsyncIterator[World]:
    """An instance with a built client."""
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>Sonix</title>")
    (static / "sw.js").write_text("self")
    (static / "manifest.webmanifest").write_text("{}")
    (static / "assets" / "main-abc123.js").write_text("let x = 1;" * 300)
    (static / "assets" / "main-abc123.js.gz").write_bytes(gzip.compress(b"let x = 1;" * 300))
    (static / ".secret").write_text("no")
    (tmp_path / "outside.js").write_text("no")
    async with opened(tmp_path) as world:
        yield world


@pytest.mark.parametrize(
    "path", ["/", "/api/me", "/api/instance", "/media/covers/x/y.webp", "/nothing.js", "/api/docs"]
)
async def test_every_answer_carries_the_security_headers(built: World, path: str) -> None:
    headers = (await built.http.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin-allow-popups"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers
    assert not [name for name in headers if name.startswith("access-control")]


async def test_the_policy_allows_no_inline_script_and_nobody_elses(built: World) -> None:
    policy = (await built.http.get("/")).headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert rules["connect-src"] == "'self' ws://sonix.test wss://sonix.test"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert "unsafe-inline" not in policy


async def test_the_policy_lets_the_page_speak_to_the_sign_in_services_that_are_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FIREBASE_AUTH_EMULATOR_HOST", raising=False)
    firebase = Firebase(project="demo-sonix", api_key="key")
    supabase = Supabase(url="https://demo.supabase.example/", anon_key="anon")
    async with opened(tmp_path, firebase=firebase, supabase=supabase) as world:
        policy = (await world.http.get("/")).headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["connect-src"].endswith(
        "https://identitytoolkit.googleapis.com https://securetoken.googleapis.com https://demo.supabase.example"
    )
    assert rules["script-src"] == "'self' 'wasm-unsafe-eval' https://apis.google.com"
    assert rules["frame-src"] == "'self' https://demo-sonix.firebaseapp.com"


async def test_googles_script_is_for_those_alone_who_sign_in_with_google(tmp_path: Path) -> None:
    firebase = Firebase(project="demo-sonix", api_key="key", ways=("email", "anonymous"))
    async with opened(tmp_path, firebase=firebase) as world:
        policy = (await world.http.get("/")).headers["content-security-policy"]
    assert "https://identitytoolkit.googleapis.com" in policy
    assert "apis.google.com" not in policy
    assert "frame-src" not in policy


async def test_a_made_up_host_does_not_get_into_the_policy(built: World) -> None:
    for host in ("evil; script-src *", "a b", "x,y", "\u00e4"):
        answer = await built.http.get("/", headers={b"Host": host.encode("latin-1")})
        assert "connect-src 'self';" in answer.headers["content-security-policy"]
    assert "ws://[::1]:8000 wss://[::1]:8000" in content_security_policy("[::1]:8000")


async def test_hsts_is_for_the_public_https_address_only(tmp_path: Path) -> None:
    async with opened(tmp_path, public_url="https://music.example") as world:
        for url, expected in (
            ("https://music.example/healthz", True),
            ("https://192.168.0.5:8443/healthz", False),
            ("http://music.example/healthz", False),
        ):
            answer = await world.http.get(url)
            assert ("strict-transport-security" in answer.headers) is expected, url


@pytest.mark.parametrize("path", ["/", "/r/ABCDEF", "/library", "/settings", "/install-certificate"])
async def test_the_page_is_served_for_each_of_its_addresses_and_asked_for_anew(built: World, path: str) -> None:
    answer = await built.http.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    again = await built.http.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_hashed_assets_are_kept_for_good_and_come_compressed(built: World) -> None:
    packed = await built.http.get("/assets/main-abc123.js")
    plain = await built.http.get("/assets/main-abc123.js", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text == "let x = 1;" * 300
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    for answer in (packed, plain):
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "kind"), [("/sw.js", "text/javascript"), ("/manifest.webmanifest", "application/manifest")]
)
async def test_worker_and_manifest_are_asked_for_anew(built: World, path: str, kind: str) -> None:
    answer = await built.http.get(path)
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize(
    "path",
    ["/assets/gone-1.js", "/.secret", "/../outside.js", "/assets/..%2f..%2foutside.js", "/%2e%2e/outside.js",
     "/a/.secret.js",
     "/assets", "/api/", "/api/nothing", "/media/", "/media/r/x", "/index.html/x.js", "/main.php", "/a%00.js"],
)  # fmt: skip
async def test_nothing_else_is_served(built: World, path: str) -> None:
    answer = await built.http.get(path)
    if path == "/assets":
        assert answer.text.startswith("<!doctype html>")
    else:
        problem(answer, 404, "not_found")


@pytest.mark.parametrize("path", ["/r/ABCDEF.", "/r/ABCDEF%20", "/r/%3Cscript%3E", "/foo.bar", "/%2e%2e/outside.js"])
async def test_who_opens_a_crooked_address_gets_the_page(built: World, path: str) -> None:
    answer = await built.http.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (answer.status_code, answer.text[:15]) == (200, "<!doctype html>")
    problem(await built.http.get("/api/nothing", headers={"Accept": "text/html"}), 404, "not_found")


async def test_without_a_built_client_the_server_says_what_to_do(world: World) -> None:
    answer = await world.http.get("/")
    assert answer.status_code == 503
    assert "make run" in answer.text


async def test_another_method_is_refused(world: World) -> None:
    problem(await world.http.post("/api/me"), 405, "method_not_allowed")
    problem(await world.http.put("/"), 405, "method_not_allowed")


async def test_the_schema_tells_of_problems_and_of_bodies_that_are_bytes(world: World) -> None:
    paths = (await world.http.get("/api/openapi.json")).json()["paths"]
    for path, method in (("/api/rooms", "post"), ("/api/rooms/{code}/queue", "get"), ("/api/tracks", "get")):
        told = paths[path][method]["responses"]["default"]["content"]["application/problem+json"]["schema"]
        assert {"code", "detail", "retryable"} <= set(told["required"])
    for path, kind in (
        ("/api/uploads/{upload_id}", "application/octet-stream"),
        ("/api/tracks/{track_id}/cover", "image/*"),
    ):
        assert paths[path]["put"]["requestBody"]["content"][kind]["schema"]["format"] == "binary"


async def test_alive_and_ready_are_two_things(world: World) -> None:
    assert (await world.http.get("/healthz")).json() == {"status": "alive"}
    assert (await world.http.get("/readyz")).json()["checks"] == {"database": True, "storage": True, "workers": True}
    await world.services.processing.stop()
    answer = await world.http.get("/readyz")
    assert problem(answer, 503, "not_ready")["checks"]["workers"] is False
    assert (await world.http.get("/healthz")).status_code == 200


async def test_the_instance_says_what_it_is(tmp_path: Path) -> None:
    async with opened(tmp_path, name="Attic", public_url="https://music.example/") as world:
        body = (await world.http.get("/api/instance")).json()
        assert (body["name"], body["protocol"], body["lan_only"]) == ("Attic", PROTOCOL_VERSION, False)
        assert body["public_url"] == "https://music.example"
        assert body["uploads"] == {"who": "everyone", "max_bytes": 500_000_000, "max_seconds": 10_800}


async def test_suggested_names_are_two_words(world: World) -> None:
    body = (await world.http.get("/api/suggestions")).json()
    assert len(body["guest_name"].split()) == 2
    assert 2 <= len(body["room_name"].split()) <= 3


async def test_the_certificate_authority_is_there_when_it_is_used(tmp_path: Path, world: World) -> None:
    problem(await world.http.get("/ca.crt"), 404, "not_found")


async def test_the_docs_need_neither_scripts_nor_anybody_else(world: World) -> None:
    page = await world.http.get("/api/docs")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert not re.findall(r"https?://", page.text)
    assert "/api/uploads/{upload_id}" in page.text
    assert (await world.http.get("/api/docs.css")).headers["content-type"].startswith("text/css")
    schema = (await world.http.get("/api/openapi.json")).json()
    assert "LibraryTrack" in schema["components"]["schemas"]


def test_the_docs_page_escapes_what_it_shows() -> None:
    schema = {"info": {"title": "<b>", "version": "1"}, "paths": {"/<x>": {"get": {"description": "<i>"}}}}
    page = render(schema)
    assert "<b>" not in page
    assert "<x>" not in page
    assert "<i>" not in page


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_that_is_too_long_is_turned_away_unread(world: World, announced: bool) -> None:
    """Whether the client says how long it is or not, at most a few pieces of it are taken."""
    taken = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 1000:
            taken += 1
            yield b" " * 10_000

    headers = {"Content-Length": "10000000"} if announced else {}
    answer = await world.http.post("/api/guests", content=pieces(), headers=headers)
    problem(answer, 413, "too_large")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert taken < 10


async def test_bytes_of_music_and_pictures_may_be_long(world: World) -> None:
    ana = await world.person()
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    large = _noise(300)
    assert len(large) > 65_536
    assert (await ana.ask("PUT", f"/api/tracks/{track_id}/cover", content=large)).status_code == 200
    data = tone(seconds=4.0)
    assert len(data) > 65_536
    assert (await ana.send(await ana.start_upload(data), data)).status_code == 200


def _noise(size_px: int) -> bytes:
    """A PNG that does not compress."""
    out = io.BytesIO()
    Image.effect_noise((size_px, size_px), 90).save(out, "PNG")
    return out.getvalue()
