"""Sockets and the sign-ins they live on: signed out, banned, renewed, run out; on two nodes that hear nothing of each
other but share the database."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import update

from sonix.accounts import access
from sonix.config import Media, Settings, Tls
from sonix.core.errors import SonixError
from sonix.db.tables_accounts import users
from sonix.live import sign_ins
from sonix.protocol import client as c
from sonix.protocol import server as s
from sonix.protocol.close import CloseCode
from sonix.web.app import create_app
from sonix.web.services import Services
from tests.api.world import eventually
from tests.live.person import Person, person

pytestmark = pytest.mark.anyio


@dataclass
class Node:
    """One server; several may share a data folder."""

    app: FastAPI
    port: int

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/api/socket"

    async def ask(self, method: str, path: str, token: str | None = None, body: object = None) -> httpx2.Response:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as http:
            return await http.request(method, path, headers=headers, json=body)

    async def guest(self, name: str = "Ana") -> tuple[str, str]:
        """A new guest: user id and access token."""
        made = (await self.ask("POST", "/api/guests", body={"name": name})).json()
        return made["user"]["user_id"], made["access"]

    async def room(self, token: str) -> str:
        return str((await self.ask("POST", "/api/rooms", token, {"name": "Kitchen"})).json()["code"])


@asynccontextmanager
async def node(folder: Path) -> AsyncIterator[Node]:
    settings = Settings(data_dir=folder, tls=Tls(enabled=False), media=Media(workers=1), demo_music=False)
    app = create_app(settings, static_dir=folder / "static")
    config = uvicorn.Config(app, log_config=None, ws="websockets-sansio", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        here = Node(app, port)
        await eventually(partial(_started, server))
        try:
            yield here
        finally:
            await here.services.hub.stop()
            server.should_exit = True
            await serving


async def _started(server: uvicorn.Server) -> bool | None:
    return server.started or None


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Node]:
    async with node(tmp_path / "data") as running:
        yield running


@pytest.fixture
async def there(here: Node, tmp_path: Path) -> AsyncIterator[Node]:
    async with node(tmp_path / "data") as running:
        yield running


@asynccontextmanager
async def listening(at: Node, code: str, token: str) -> AsyncIterator[Person]:
    async with person(at.socket_url) as somebody:
        await somebody.hello(code, token)
        yield somebody


def test_the_truth_is_asked_often_enough_for_2_s() -> None:
    assert sign_ins.LOOK_EVERY_S < 2


async def test_a_device_signed_out_loses_its_sockets_on_every_node(here: Node, there: Node) -> None:
    user_id, token = await here.guest()
    code = await here.room(token)
    other = await here.services.sessions.start(user_id, "Another", "127.0.0.1")
    async with (
        listening(here, code, token) as staying,
        listening(here, code, other.access) as near,
        listening(there, code, other.access) as far,
    ):
        answer = await here.ask("DELETE", f"/api/sessions/{other.session_id}", token)
        assert answer.status_code == 204
        for gone in (near, far):
            assert (await gone.end())[0] == CloseCode.SIGNED_OUT
        assert isinstance(await staying.command(c.RenameCommand("Anna")), s.Ack)
        assert (await here.ask("GET", "/api/me", other.access)).status_code == 401


async def test_a_banned_person_loses_all_sockets_on_every_node(here: Node, there: Node) -> None:
    user_id, token = await here.guest()
    _, host_token = await here.guest("Hanna")
    code = await here.room(host_token)
    async with (
        listening(here, code, token) as near,
        listening(there, code, token) as far,
        listening(there, code, host_token) as host,
    ):
        async with here.services.database.transaction() as connection:
            shut_out = update(users).where(users.c.user_id == user_id).values(banned_at_s=1, ban_reason="spam")
            await connection.execute(shut_out)
        await here.services.sessions.shut_out(user_id)
        for gone in (near, far):
            assert (await gone.end())[0] == CloseCode.BANNED
        refused = await here.ask("GET", "/api/me", token)
        assert (refused.status_code, refused.json()["code"]) == (403, "banned")
        async with person(there.socket_url) as again:
            await again.say_hello(code, token)
            assert (await again.end())[0] == CloseCode.BANNED
        assert isinstance(await host.command(c.RenameCommand("Anna")), s.Ack)


async def test_a_socket_outlives_its_token_only_by_renewing_it(here: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_ins, "LATE_S", 0)
    user_id, long_token = await here.guest()
    code = await here.room(long_token)
    monkeypatch.setattr(access, "LIFE_S", 1)
    one, two = [await here.services.sessions.start(user_id, "Device", "127.0.0.1") for _ in range(2)]
    async with listening(here, code, one.access) as renewing, listening(here, code, two.access) as idle:
        await renewing.send(c.Renew(token=long_token))
        assert (await renewing.get(s.Renewed)).expires_in_s > 600
        assert (await idle.end())[0] == CloseCode.TOKEN_EXPIRED
        assert isinstance(await renewing.command(c.RenameCommand("Anna")), s.Ack)


async def test_a_socket_outlives_a_database_that_is_away_for_a_moment(
    here: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = await here.guest()
    code = await here.room(token)
    tried = asyncio.Event()

    async def away(_token: str) -> None:
        tried.set()
        raise SonixError("database_away", "The database does not answer.", status=503, retryable=True)

    async with listening(here, code, token) as somebody:
        with monkeypatch.context() as patched:
            patched.setattr(here.services.users, "verify", away)
            await somebody.send(c.Renew(token=token))
            await tried.wait()
        assert isinstance(await somebody.command(c.RenameCommand("Anna")), s.Ack)
        await somebody.send(c.Renew(token=token))
        assert (await somebody.get(s.Renewed)).expires_in_s > 600


@pytest.mark.parametrize("forged", ["", "no token", "somebody else's"])
async def test_a_socket_is_not_renewed_by_a_token_that_is_not_its_owners(here: Node, forged: str) -> None:
    _, token = await here.guest()
    _, other = await here.guest("Ben")
    code = await here.room(token)
    async with listening(here, code, token) as somebody:
        await somebody.send(c.Renew(token=other if forged == "somebody else's" else forged))
        assert (await somebody.end())[0] == CloseCode.UNAUTHENTICATED


async def test_a_token_of_a_session_that_is_over_opens_no_socket(here: Node) -> None:
    user_id, token = await here.guest()
    code = await here.room(token)
    other = await here.services.sessions.start(user_id, "Another", "127.0.0.1")
    await here.services.sessions.revoke(other.session_id, user_id)
    async with person(here.socket_url) as somebody:
        await somebody.say_hello(code, other.access)
        assert (await somebody.end())[0] == CloseCode.UNAUTHENTICATED
