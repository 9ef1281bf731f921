"""An OpenID Connect provider that lies, and one that somebody has got in between."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey
from pydantic import SecretStr

from sonix.config import Oidc
from tests.api.world import World, opened
from tests.identity.browser import Browser
from tests.identity.conftest import OPEN
from tests.identity.playing import CLIENT, SECRET, KeyServer, ec_key, jwks, rsa_key, signed, times

pytestmark = pytest.mark.anyio
KEY = rsa_key("k1")
ARRIVED = "/account/signed-in"
BAD, DOWN = f"{ARRIVED}#error=bad_provider_token", f"{ARRIVED}#error=unreachable"
WELL_KNOWN = "/.well-known/openid-configuration"


def description(keys: KeyServer, **changed: Any) -> dict[str, Any]:
    """A provider's discovery document; None takes something away."""
    said = {
        "issuer": keys.url,
        "authorization_endpoint": f"{keys.url}/authorize",
        "token_endpoint": f"{keys.url}/token",
        "jwks_uri": f"{keys.url}/jwks",
        "userinfo_endpoint": f"{keys.url}/userinfo",
        "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
        **changed,
    }
    return {name: value for name, value in said.items() if value is not None}


def id_token(keys: KeyServer, nonce: str, key: Any = KEY, header: dict[str, Any] | None = None, **changed: Any) -> str:
    said = {
        "iss": keys.url, "aud": CLIENT, "sub": "ana", "nonce": nonce, "email": "ana@example.org",
        "email_verified": True, "name": "Ana", **times(), **changed,
    }  # fmt: skip
    return signed(key, {name: value for name, value in said.items() if value is not None}, **(header or {}))


@pytest.fixture
async def house(tmp_path: Path, keys: KeyServer) -> AsyncIterator[World]:
    keys.answer(WELL_KNOWN, description(keys))
    keys.answer("/jwks", jwks(KEY))
    keys.answer("/userinfo", {"sub": "ana", "email": "ana@example.org", "email_verified": True})
    corner = Oidc(issuer=keys.url, client_id=CLIENT, client_secret=SecretStr(SECRET))
    async with opened(tmp_path, accounts=OPEN, oidc={"corner": corner}) as found:
        yield found


@pytest.fixture
async def browser(house: World) -> AsyncIterator[Browser]:
    async with Browser(house) as found:
        yield found


async def finish(browser: Browser, keys: KeyServer, tokens: dict[str, Any], there: str) -> str:
    """The provider answers the code with these tokens."""
    keys.answer("/token", tokens)
    state = parse_qs(urlsplit(there).query)["state"][0]
    return await browser.come_back(f"http://sonix.test/api/sign-in/oidc/corner/callback?code=c&state={state}")


def nonce_of(there: str) -> str:
    return parse_qs(urlsplit(there).query)["nonce"][0]


async def test_the_exchange_shows_secret_and_verifier(browser: Browser, keys: KeyServer) -> None:
    there = await browser.leave()
    tokens = {"id_token": id_token(keys, nonce_of(there)), "access_token": "at"}
    assert await finish(browser, keys, tokens, there) == ARRIVED
    asked = keys.last("/token")
    form = parse_qs(asked["body"])
    assert asked["headers"]["Authorization"] == "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
    digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
    assert parse_qs(urlsplit(there).query)["code_challenge"] == [base64.urlsafe_b64encode(digest).rstrip(b"=").decode()]


@pytest.mark.parametrize(
    "changed",
    [{"nonce": "another"}, {"nonce": None}, {"aud": "another-client"}, {"aud": [CLIENT, "another-client"]},
     {"azp": "another-client"}, {"iss": "https://another.example"}, {"sub": None}, {"sub": ""}, {"exp": 1},
     {"exp": None}, {"iat": 99_999_999_999}, {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, {"sub": "x" * 256}],
    ids=str,
)  # fmt: skip
async def test_a_token_that_is_not_for_this_sign_in_is_refused(
    browser: Browser, keys: KeyServer, changed: dict[str, Any]
) -> None:
    there = await browser.leave()
    token = id_token(keys, changed.pop("nonce", nonce_of(there)) or "", **changed)
    assert await finish(browser, keys, {"id_token": token, "access_token": "at"}, there) == BAD
    assert (await browser.me()).status_code == 401


async def test_a_token_signed_with_the_wrong_kind_of_key_is_refused(browser: Browser, keys: KeyServer) -> None:
    secret = OctKey.import_key(SECRET, {"alg": "HS256", "kid": "k1"})
    for key, header in ((secret, {}), (rsa_key("k1"), {}), (ec_key("k1"), {}), (KEY, {"typ": "at+jwt"})):
        there = await browser.leave()
        token = id_token(keys, nonce_of(there), key, header)
        assert await finish(browser, keys, {"id_token": token, "access_token": "at"}, there) == BAD


@pytest.mark.parametrize("tokens", [{}, {"access_token": "at"}, {"id_token": 7}, {"id_token": "a.b.c"}], ids=str)
async def test_no_token_is_no_sign_in(browser: Browser, keys: KeyServer, tokens: dict[str, Any]) -> None:
    assert await finish(browser, keys, tokens, await browser.leave()) == BAD


async def test_what_the_provider_tells_of_somebody_else_is_not_believed(browser: Browser, keys: KeyServer) -> None:
    keys.answer("/userinfo", {"sub": "eve", "email": "eve@example.org", "email_verified": True, "name": "Eve"})
    there = await browser.leave()
    token = id_token(keys, nonce_of(there), email=None, email_verified=None)
    assert await finish(browser, keys, {"id_token": token, "access_token": "at"}, there) == ARRIVED
    me = (await browser.me()).json()
    assert (me["name"], me["email"]) == ("Ana", None)


async def test_verified_belongs_to_the_address_it_was_said_of(browser: Browser, keys: KeyServer) -> None:
    keys.answer("/userinfo", {"sub": "ana", "email_verified": True})
    there = await browser.leave()
    token = id_token(keys, nonce_of(there), email="victim@example.org", email_verified=None)
    assert await finish(browser, keys, {"id_token": token, "access_token": "at"}, there) == ARRIVED
    assert (await browser.me()).json()["email"] is None


@pytest.mark.parametrize(
    "changed",
    [{"issuer": "https://another.example"}, {"token_endpoint": None}, {"jwks_uri": 7},
     {"id_token_signing_alg_values_supported": ["none", "HS256"]}, {"jwks_uri": "file:///etc/passwd"},
     {"authorization_endpoint": "javascript:alert(1)"}, {"token_endpoint": "https://user:word@example.org/"},
     {"token_endpoint_auth_methods_supported": ["private_key_jwt"]}],
    ids=str,
)  # fmt: skip
async def test_a_description_that_makes_no_sense_leads_nowhere(
    browser: Browser, keys: KeyServer, changed: dict[str, Any]
) -> None:
    keys.answer(WELL_KNOWN, description(keys, **changed))
    there = await browser.leave()
    if there.startswith(keys.url):
        there = await finish(browser, keys, {}, there)
    assert there == DOWN


async def test_a_description_cannot_send_the_server_to_the_metadata_service(browser: Browser, keys: KeyServer) -> None:
    keys.answer(WELL_KNOWN, description(keys, token_endpoint="http://169.254.169.254/latest/meta-data/"))
    assert await finish(browser, keys, {}, await browser.leave()) == f"{ARRIVED}#error=address_refused"


async def test_a_description_is_fetched_once(browser: Browser, keys: KeyServer) -> None:
    for _ in range(3):
        await browser.leave()
    assert keys.asked(WELL_KNOWN) == 1
