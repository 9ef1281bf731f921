"""The servers of these tests, one of each for the whole run, started when the first test asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sonix.config import Accounts, Database, Firebase, Oidc
from tests.api.world import World, opened
from tests.identity import playing
from tests.identity.playing import PROJECT, Emulator, KeyServer, OidcServer

OPEN = Accounts(registration="open", private_providers=True)
PEOPLE = {
    "ana": {"email": "ana@example.org", "email_verified": True, "name": "Ana of the Corner"},
    "bo": {"email": "bo@example.org", "email_verified": False, "name": "Bo"},
}


@pytest.fixture(scope="session")
def key_process() -> Iterator[KeyServer]:
    """The process behind `keys`."""
    server = playing.key_server()
    yield server
    server.program.stop()


@pytest.fixture
def keys(key_process: KeyServer) -> KeyServer:
    """Our own key server, a corner of it for each test."""
    return key_process.elsewhere()


@pytest.fixture(scope="session")
def oidc_server(sign_in_servers: None) -> Iterator[OidcServer]:
    """A real provider that tells who somebody is only on asking (userinfo)."""
    server = playing.oidc_server(PEOPLE, algorithm="RS256", conform=True)
    yield server
    server.program.stop()


@pytest.fixture(scope="session")
def talkative_server(sign_in_servers: None) -> Iterator[OidcServer]:
    """A real provider that tells all in the ID token, and signs with an elliptic curve."""
    server = playing.oidc_server(PEOPLE, algorithm="ES256", conform=False)
    yield server
    server.program.stop()


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    """An instance that lets everybody register, on each of the three databases."""
    oidc = {name: Oidc(issuer=f"https://{name}.example", client_id="sonix") for name in ("one", "two")}
    async with opened(tmp_path, accounts=OPEN, oidc=oidc, database=Database(url=database_url)) as found:
        yield found


@pytest.fixture
async def firebase_house(tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A developer's instance beside the emulator."""
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", emulator.host)
    named = Firebase(project=PROJECT, api_key="any")
    async with opened(tmp_path, host="127.0.0.1", accounts=OPEN, firebase=named) as found:
        yield found
