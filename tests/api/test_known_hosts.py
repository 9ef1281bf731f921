"""A name that anybody could have lead here gets nothing; every name that an honest host is reached by does."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest
from starlette.types import Message, Receive, Scope, Send

from sonix.config import Settings
from sonix.web.known_hosts import KnownHosts
from tests.api.world import World, opened, problem

pytestmark = pytest.mark.anyio
TOLD = {"public_url": "https://music.example.org", "allowed_hosts": "cellar.example.net,*.example.com"}
EVIL = "evil.example:8000"


async def asked_as(world: World, host: str, path: str = "/api/instance", **headers: str) -> httpx2.Response:
    return await world.http.get(path, headers={"Host": host, **headers})


async def test_names_that_nobody_else_has_are_answered(tmp_path: Path) -> None:
    local = ["192.168.1.20:8000", "[fe80::1]:8000", "localhost:8000", "attic", "Attic.local:8000", "attic.lan."]
    told = ["music.example.org", "MUSIC.example.org:8000", "cellar.example.net:8000", "any.example.com"]
    async with opened(tmp_path, **TOLD) as world:
        for host in (*local, "attic.fritz.box", *told):
            assert (await asked_as(world, host)).status_code == 200, host


async def test_a_name_that_anybody_may_own_gets_nothing_and_is_told_what_to_do(tmp_path: Path) -> None:
    alike = ["192.168.1.20.evil.example", "local.evil.example", "music.example.org.evil.example", "aexample.com"]
    async with opened(tmp_path, **TOLD) as world:
        for host in (EVIL, *alike):
            detail = problem(await asked_as(world, host), 421, "unknown_host")["detail"]
            assert "SONIX_PUBLIC_URL" in detail
            assert "SONIX_ALLOWED_HOSTS" in detail
        body = {"name": "Eve"}
        refused = await world.http.post("/api/guests", json=body, headers={"Host": EVIL, "Origin": f"http://{EVIL}"})
        problem(refused, 421, "unknown_host")
        assert "set-cookie" not in refused.headers


async def test_the_first_page_says_what_to_set(world: World) -> None:
    page = await asked_as(world, "music.example.org:8000", "/r/ABCDEF")
    assert page.status_code == 421
    assert "SONIX_PUBLIC_URL=https://music.example.org:8000" in page.text
    assert "SONIX_ALLOWED_HOSTS=music.example.org<" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert page.headers["x-content-type-options"] == "nosniff"
    hostile = await asked_as(world, "a.b<script>alert(1)</script>", "/")
    assert "<script" not in hostile.text


async def test_whoever_has_come_by_https_is_let_in_by_any_name(world: World) -> None:
    """A proxy with a certificate for a name that nobody has told this server of."""
    for headers in ({"Sec-Fetch-Site": "none"}, {"Origin": "https://music.example.org"}):
        assert (await asked_as(world, "music.example.org", **headers)).status_code == 200
    secure = await world.http.get("https://music.example.org/api/instance")
    assert secure.status_code == 200
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "localhost", "Origin": "https://elsewhere.example"}
    problem(await asked_as(world, EVIL, **forged), 421, "unknown_host")


async def test_any_name_will_do_where_that_is_said_and_for_probes(tmp_path: Path, world: World) -> None:
    assert (await asked_as(world, EVIL, "/healthz")).status_code == 200
    (tmp_path / "open").mkdir()
    async with opened(tmp_path / "open", allowed_hosts="*") as anywhere:
        assert (await asked_as(anywhere, EVIL)).status_code == 200


@pytest.mark.parametrize(("host", "opens"), [("evil.example:8000", False), ("192.168.1.20:8000", True)])
async def test_a_socket_is_refused_before_anything_hears_of_it(host: str, opens: bool) -> None:
    heard: list[str] = []
    sent: list[str] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        heard.append(scope["type"])

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message["type"])

    scope = {"type": "websocket", "scheme": "ws", "path": "/api/socket", "headers": [(b"host", host.encode())]}
    await KnownHosts(application, Settings())(scope, receive, send)
    assert (heard, sent) == ((["websocket"], []) if opens else ([], ["websocket.close"]))
