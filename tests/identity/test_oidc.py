"""OpenID Connect against a real, certified provider."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from sonix.config import Accounts, Oidc
from sonix.db.tables_accounts import sessions
from tests.api.world import World, opened, problem
from tests.identity.browser import Browser
from tests.identity.conftest import OPEN
from tests.identity.playing import CLIENT, SECRET, OidcServer

pytestmark = pytest.mark.anyio
ARRIVED = "/account/signed-in"


def named(server: OidcServer, **more: Any) -> dict[str, Oidc]:
    """The settings that lead to a provider."""
    given = {"issuer": server.issuer, "client_id": CLIENT, "client_secret": SecretStr(SECRET), "label": "Corner"}
    return {"corner": Oidc.model_validate({**given, **more})}


@pytest.fixture
async def house(tmp_path: Path, oidc_server: OidcServer) -> AsyncIterator[World]:
    async with opened(tmp_path, accounts=OPEN, oidc=named(oidc_server)) as found:
        yield found


@pytest.fixture
async def browser(house: World) -> AsyncIterator[Browser]:
    async with Browser(house) as found:
        yield found


async def test_there_and_back_again(house: World, browser: Browser, oidc_server: OidcServer) -> None:
    assert await browser.sign_in(oidc_server, "ana") == ARRIVED
    me = (await browser.me()).json()
    assert (me["name"], me["email"], me["email_verified"]) == ("Ana of the Corner", "ana@example.org", True)
    assert (me["kind"], me["has_password"]) == ("account", False)
    async with Browser(house) as another:
        assert await another.sign_in(oidc_server, "ana") == ARRIVED
        assert (await another.me()).json()["user_id"] == me["user_id"]


async def test_a_provider_that_tells_all_in_the_token(tmp_path: Path, talkative_server: OidcServer) -> None:
    async with opened(tmp_path, accounts=OPEN, oidc=named(talkative_server)) as house, Browser(house) as browser:
        assert await browser.sign_in(talkative_server, "ana") == ARRIVED
        assert (await browser.me()).json()["email"] == "ana@example.org"


async def test_an_unverified_address_is_not_taken_over(browser: Browser, oidc_server: OidcServer) -> None:
    assert await browser.sign_in(oidc_server, "bo") == ARRIVED
    me = (await browser.me()).json()
    assert (me["name"], me["email"]) == ("Bo", None)


async def test_what_is_asked_of_the_provider_is_bound_to_this_browser(browser: Browser) -> None:
    query = parse_qs(urlsplit(await browser.leave()).query)
    assert query["response_type"] == ["code"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["http://sonix.test/api/sign-in/oidc/corner/callback"]
    again = parse_qs(urlsplit(await browser.leave()).query)
    for name in ("state", "nonce", "code_challenge"):
        assert len(query[name][0]) == 43
        assert query[name] != again[name]


async def test_the_cookie_of_the_trip_is_for_the_browser_only(browser: Browser) -> None:
    answer = await browser.sonix.get("/api/sign-in/oidc/corner")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert cookie.split("=")[1].split(";")[0] not in answer.headers["location"]


async def test_an_answer_brought_to_another_browser_signs_nobody_in(
    house: World, browser: Browser, oidc_server: OidcServer
) -> None:
    """The attacker signs in and hands the victim the address of the answer: they would be the attacker."""
    back = await browser.sign_in_there(await browser.leave(), "ana")
    async with Browser(house) as victim:
        assert await victim.come_back(back) == f"{ARRIVED}#error=no_session"
        assert (await victim.me()).status_code == 401
        await victim.leave()
        assert (await victim.come_back(back)).startswith(f"{ARRIVED}#error=")
        assert (await victim.me()).status_code == 401
    assert oidc_server.issuer in await browser.leave()


async def test_an_answer_counts_once(browser: Browser) -> None:
    back = await browser.sign_in_there(await browser.leave(), "ana")
    assert await browser.come_back(back) == ARRIVED
    assert await browser.come_back(back) == f"{ARRIVED}#error=expired"


async def test_a_code_of_another_trip_is_of_no_use(browser: Browser) -> None:
    """Its verifier is that of the other trip (PKCE), and so is the nonce of its token."""
    first = await browser.sign_in_there(await browser.leave(), "ana")
    second = await browser.sign_in_there(await browser.leave(), "bo")
    code = parse_qs(urlsplit(first).query)["code"][0]
    state = parse_qs(urlsplit(second).query)["state"][0]
    issuer = parse_qs(urlsplit(second).query)["iss"][0]
    mixed = f"{first.partition('?')[0]}?code={code}&state={state}&iss={issuer}"
    assert await browser.come_back(mixed) == f"{ARRIVED}#error=bad_provider_token"


@pytest.mark.parametrize("iss", ["", "&iss=https://another.example"])
async def test_an_answer_of_another_provider_is_refused(browser: Browser, iss: str) -> None:
    back = await browser.sign_in_there(await browser.leave(), "ana")
    query = parse_qs(urlsplit(back).query)
    mixed = f"{back.partition('?')[0]}?code={query['code'][0]}&state={query['state'][0]}{iss}"
    assert await browser.come_back(mixed) == f"{ARRIVED}#error=bad_provider_token"


async def test_stopping_there_says_so(browser: Browser) -> None:
    back = await browser.sign_in_there(await browser.leave(), "ana", cancel=True)
    assert await browser.come_back(back) == f"{ARRIVED}#error=cancelled"
    assert (await browser.me()).status_code == 401


async def test_a_guest_becomes_the_account(house: World, browser: Browser, oidc_server: OidcServer) -> None:
    guest_id = await browser.guest("Ana")
    assert await browser.sign_in(oidc_server, "ana") == ARRIVED
    me = (await browser.me()).json()
    assert (me["user_id"], me["name"], me["kind"]) == (guest_id, "Ana", "account")
    assert len(await house.services.sessions.list(guest_id)) == 1, "the guest's own session is over"


async def test_an_account_links_while_signed_in_and_unlinks_but_not_its_last_way_in(
    house: World, browser: Browser, oidc_server: OidcServer
) -> None:
    await browser.sign_in(oidc_server, "bo")
    me = (await browser.me()).json()
    async with Browser(house) as fresh:
        assert await browser.sign_in(oidc_server, "bo", link=True) == "/account"
        fresh.outside.cookies.clear()
        browser.outside.cookies.clear()
        assert await browser.sign_in(oidc_server, "ana", link=True) == "/account"
        assert await fresh.sign_in(oidc_server, "ana") == ARRIVED
        assert (await fresh.me()).json()["user_id"] == me["user_id"]
    headers = {"Authorization": f"Bearer {await access(browser)}"}
    linked = (await browser.sonix.get("/api/identities", headers=headers)).json()
    assert [(one["provider"], one["label"], one["email"]) for one in linked] == [
        ("oidc:corner", "Corner", "bo@example.org"),
        ("oidc:corner", "Corner", "ana@example.org"),
    ]
    first, second = (f"/api/identities/{one['identity_id']}" for one in linked)
    assert (await browser.sonix.delete(first, headers=headers)).status_code == 204
    problem(await browser.sonix.delete(first, headers=headers), 404, "no_such_identity")
    problem(await browser.sonix.delete(second, headers=headers), 409, "last_way_in")


async def test_linking_needs_an_account_that_is_signed_in(browser: Browser) -> None:
    assert await browser.leave(link=True) == f"{ARRIVED}#error=no_session"
    await browser.guest("Ana")
    assert await browser.leave(link=True) == f"{ARRIVED}#error=no_session"


async def test_an_old_sign_in_is_not_enough_to_add_a_way_in(
    house: World, browser: Browser, oidc_server: OidcServer
) -> None:
    await browser.sign_in(oidc_server, "bo")
    user_id = (await browser.me()).json()["user_id"]
    async with house.services.database.transaction() as connection:
        old = update(sessions).where(sessions.c.user_id == user_id).values(created_at_s=int(time.time()) - 901)
        await connection.execute(old)
    assert await browser.leave(link=True) == f"{ARRIVED}#error=sign_in_again"


async def test_a_sign_in_of_somebody_else_is_not_linked(
    house: World, browser: Browser, oidc_server: OidcServer
) -> None:
    await browser.sign_in(oidc_server, "ana")
    async with Browser(house) as another:
        await another.sign_in(oidc_server, "bo")
        another.outside.cookies.clear()
        assert await another.sign_in(oidc_server, "ana", link=True) == f"{ARRIVED}#error=identity_taken"


async def test_signing_in_beside_an_account_links_nothing(
    house: World, browser: Browser, oidc_server: OidcServer
) -> None:
    await browser.sign_in(oidc_server, "bo")
    bo = (await browser.me()).json()["user_id"]
    browser.outside.cookies.clear()
    assert await browser.sign_in(oidc_server, "ana") == ARRIVED
    assert (await browser.me()).json()["user_id"] != bo
    assert len(await house.services.providers.identities.list(bo)) == 1


@pytest.mark.parametrize(("allowed", "end"), [(True, ARRIVED), (False, f"{ARRIVED}#error=registration_closed")])
async def test_the_provider_opens_the_door_when_its_settings_say_so(
    tmp_path: Path, oidc_server: OidcServer, allowed: bool, end: str
) -> None:
    rules = Accounts(registration="closed", private_providers=True)
    oidc = named(oidc_server, allow_registration=allowed)
    async with opened(tmp_path, accounts=rules, oidc=oidc) as house, Browser(house) as browser:
        assert await browser.sign_in(oidc_server, "ana") == end


async def test_a_wrong_client_secret_signs_nobody_in(tmp_path: Path, oidc_server: OidcServer) -> None:
    oidc = named(oidc_server, client_secret=SecretStr("wrong"))
    async with opened(tmp_path, accounts=OPEN, oidc=oidc) as house, Browser(house) as browser:
        assert await browser.sign_in(oidc_server, "ana") == f"{ARRIVED}#error=bad_provider_token"


async def test_a_provider_in_the_own_network_needs_a_setting(tmp_path: Path, oidc_server: OidcServer) -> None:
    async with opened(tmp_path, oidc=named(oidc_server)) as house, Browser(house) as browser:
        assert await browser.leave() == f"{ARRIVED}#error=address_refused"


async def test_a_provider_nobody_named_is_not_there(browser: Browser) -> None:
    problem(await browser.sonix.get("/api/sign-in/oidc/elsewhere"), 404, "no_such_provider")
    problem(await browser.sonix.get("/api/sign-in/oidc/elsewhere/callback"), 404, "no_such_provider")


async def access(browser: Browser) -> str:
    """An access token of this browser."""
    answer = await browser.sonix.post("/api/sessions/refresh", headers={"X-Sonix": "1"})
    return str(answer.json()["access"])
