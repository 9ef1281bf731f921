"""Sign-ins over HTTP: the cookie, the list of devices, sign-out, tokens of before, and who may not do it for others."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr
from sqlalchemy import select, update

from sonix.accounts.keys import load_keys
from sonix.accounts.users import issue_admin_token
from sonix.config import Accounts, Oidc, Supabase
from sonix.db.tables_accounts import audit, one_time_links, rotations, users
from tests.api.world import World, opened, problem

pytestmark = pytest.mark.anyio
PAGE = {"X-Sonix": "1", "Origin": "http://sonix.test", "Sec-Fetch-Site": "same-origin"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Browser:
    """A browser of its own: cookies, and the headers of a page of ours."""

    def __init__(self, world: World, base_url: str = "http://sonix.test") -> None:
        transport = httpx2.ASGITransport(world.app)
        self.http = httpx2.AsyncClient(transport=transport, base_url=base_url, headers={"User-Agent": FIREFOX})
        self.page = {**PAGE, "Origin": base_url}
        self.access = ""

    async def send(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {**self.page, **more.pop("headers", {})}
        if self.access:
            headers.setdefault("Authorization", f"Bearer {self.access}")
        answer = await self.http.request(method, path, headers=headers, **more)
        if answer.is_success and "access" in (answer.json() if answer.content else {}):
            self.access = answer.json()["access"]
        return answer

    async def guest(self, name: str = "Ana") -> str:
        answer = await self.send("POST", "/api/guests", json={"name": name})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["user"]["user_id"])

    async def devices(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.send("GET", "/api/sessions")).json()
        return found

    async def copy_of(self, world: World) -> Browser:
        """Somebody who has got hold of the cookie."""
        thief = Browser(world, str(self.http.base_url).rstrip("/"))
        for cookie in self.http.cookies.jar:
            thief.http.cookies.jar.set_cookie(cookie)
        return thief


@pytest.fixture
def browser(world: World) -> Browser:
    return Browser(world)


async def test_a_page_that_is_opened_again_is_signed_in_by_its_cookie(browser: Browser) -> None:
    user_id = await browser.guest()
    browser.access = ""
    renewed = await browser.send("POST", "/api/sessions/refresh")
    assert (renewed.status_code, renewed.json()["user"]["user_id"], renewed.json()["expires_in_s"]) == (
        200,
        user_id,
        900,
    )
    assert (await browser.send("GET", "/api/me")).json()["user_id"] == user_id


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(world: World) -> None:
    plain = await Browser(world).send("POST", "/api/guests", json={"name": "Ana"})
    cookie = plain.headers["set-cookie"]
    assert cookie.startswith("sonix-refresh-")
    for word in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=15552000"):
        assert word in cookie
    assert "Secure" not in cookie
    assert cookie.split("=")[1].split(";")[0] not in plain.text


@pytest.mark.parametrize("reached_as", ["https://sonix.test", "http://sonix.test"])
async def test_on_an_https_page_the_cookie_is_bound_to_the_host(world: World, reached_as: str) -> None:
    """A proxy may end the TLS and not say so: the browser does."""
    browser = Browser(world, reached_as)
    browser.page["Origin"] = "https://sonix.test"
    cookie = (await browser.send("POST", "/api/guests", json={"name": "Ana"})).headers["set-cookie"]
    assert cookie.startswith("__Host-sonix-refresh-")
    assert "Secure" in cookie
    assert "Domain" not in cookie


async def test_a_cookie_of_a_plain_page_is_not_taken_on_a_secure_one(world: World) -> None:
    browser = Browser(world)
    await browser.guest()
    value = next(iter(browser.http.cookies.jar)).value
    secure = Browser(world, "https://sonix.test")
    headers = {"Cookie": world.cookie(str(value))}
    problem(await secure.send("POST", "/api/sessions/refresh", headers=headers), 401, "unauthenticated")


async def test_a_stolen_cookie_ends_the_session_for_both(world: World, browser: Browser) -> None:
    await browser.guest()
    thief = await browser.copy_of(world)
    await browser.send("POST", "/api/sessions/refresh")
    await _half_a_minute_passes(world)
    problem(await thief.send("POST", "/api/sessions/refresh"), 401, "unauthenticated")
    problem(await browser.send("POST", "/api/sessions/refresh"), 401, "unauthenticated")
    problem(await browser.send("GET", "/api/me"), 401, "unauthenticated")


async def test_two_tabs_that_renew_at_once_stay_signed_in(world: World, browser: Browser) -> None:
    await browser.guest()
    other = await browser.copy_of(world)
    answers = [await tab.send("POST", "/api/sessions/refresh") for tab in (browser, other)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({answer.headers["set-cookie"] for answer in answers}) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://sonix.test.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-Sonix": ""},
        {"X-Sonix": "2"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/sessions/refresh", None),
        ("POST", "/api/sessions/exchange", {"token": "t"}),
        ("DELETE", "/api/sessions/current", None),
    ],
)
async def test_another_site_rides_on_no_cookie(
    browser: Browser, headers: dict[str, str], method: str, path: str, body: object
) -> None:
    await browser.guest()
    problem(await browser.send(method, path, headers=headers, json=body), 403, "cross_site")
    assert (await browser.send("POST", "/api/sessions/refresh")).status_code == 200


async def test_another_site_signs_nobody_in_as_its_own_guest(browser: Browser) -> None:
    answer = await browser.send("POST", "/api/guests", json={"name": "Ana"}, headers={"Origin": "https://evil.example"})
    problem(answer, 403, "cross_site")
    assert "set-cookie" not in answer.headers


async def test_the_list_of_devices_and_signing_them_out(world: World, browser: Browser) -> None:
    user_id = await browser.guest()
    others = [await world.services.sessions.start(user_id, f"Device {n}", "10.0.0.9") for n in range(3)]
    found = {device["device"]: device for device in await browser.devices()}
    assert found["Firefox on Linux"]["current"]
    assert [found[f"Device {n}"]["current"] for n in range(3)] == [False] * 3
    assert (await browser.send("DELETE", f"/api/sessions/{others[0].session_id}")).status_code == 204
    assert len(await browser.devices()) == 3
    problem(await browser.send("DELETE", f"/api/sessions/{others[0].session_id}"), 404, "no_such_session")
    assert (await browser.send("DELETE", "/api/sessions")).json() == {"signed_out": 2}
    assert [device["current"] for device in await browser.devices()] == [True]


async def test_signing_out_takes_the_cookie_away(browser: Browser) -> None:
    await browser.guest()
    gone = await browser.send("DELETE", "/api/sessions/current")
    assert (gone.status_code, list(browser.http.cookies.jar)) == (204, [])
    problem(await browser.send("GET", "/api/me"), 401, "unauthenticated")
    problem(await browser.send("POST", "/api/sessions/refresh"), 401, "unauthenticated")


async def test_somebody_new_on_a_browser_ends_the_session_before(browser: Browser) -> None:
    await browser.guest("Ana")
    before = browser.access
    await browser.guest("Ben")
    problem(await browser.send("GET", "/api/me", headers={"Authorization": f"Bearer {before}"}), 401, "unauthenticated")
    assert (await browser.send("GET", "/api/me")).json()["name"] == "Ben"


def _old_token(world: World, user_id: str, **claims: Any) -> str:
    keys = load_keys(world.settings.data_dir)
    key = OctKey.import_key(keys.token)
    now_s = int(time.time())
    said = {"iss": "sonix", "sub": user_id, "iat": now_s, "exp": now_s + 1000, **claims}
    return jwt.encode({"alg": "HS256", "kid": keys.token_kid}, said, key)


async def test_a_guest_of_before_goes_on_as_themselves(world: World) -> None:
    ana = await world.person("Ana")
    browser = Browser(world)
    token = _old_token(world, ana.user_id)
    problem(await browser.send("GET", "/api/me", headers={"Authorization": f"Bearer {token}"}), 401, "unauthenticated")
    exchanged = await browser.send("POST", "/api/sessions/exchange", json={"token": token})
    assert exchanged.json()["user"]["user_id"] == ana.user_id
    assert (await browser.send("POST", "/api/sessions/refresh")).status_code == 200


async def test_a_token_of_before_is_good_once(world: World, browser: Browser) -> None:
    ana = await world.person("Ana")
    token = _old_token(world, ana.user_id)
    assert (await browser.send("POST", "/api/sessions/exchange", json={"token": token})).status_code == 200
    assert (await browser.send("POST", "/api/sessions/exchange", json={"token": token})).status_code == 200
    async with world.services.database.transaction() as connection:
        await connection.execute(update(one_time_links).values(created_at_s=one_time_links.c.created_at_s - 601))
    late = await Browser(world).send("POST", "/api/sessions/exchange", json={"token": token})
    problem(late, 401, "unauthenticated")


async def test_a_token_of_before_opens_no_account(world: World, browser: Browser) -> None:
    """Whoever kept the guest's old token is not in the account that the guest became."""
    ana = await world.person("Ana")
    async with world.services.database.transaction() as connection:
        await connection.execute(update(users).where(users.c.user_id == ana.user_id).values(kind="account"))
    body = {"token": _old_token(world, ana.user_id)}
    problem(await browser.send("POST", "/api/sessions/exchange", json=body), 401, "unauthenticated")


async def test_forged_tokens_of_before_are_exchanged_for_nothing(world: World, browser: Browser) -> None:
    ana = await world.person("Ana")
    nobody = OctKey.import_key(b"k" * 32)
    now_s = int(time.time())
    forged = [
        ana.token,
        _old_token(world, "nobody"),
        _old_token(world, ana.user_id, exp=now_s - 100),
        _old_token(world, ana.user_id, iss="another"),
        jwt.encode({"alg": "HS256"}, {"iss": "sonix", "sub": ana.user_id, "exp": now_s + 100}, nobody),
        "a.b.c",
        "é",
    ]
    for token in forged:
        answer = await browser.send("POST", "/api/sessions/exchange", json={"token": token})
        problem(answer, 401, "unauthenticated")


async def test_where_guests_are_not_let_in_the_first_administrator_still_is(tmp_path: Path) -> None:
    async with opened(tmp_path, accounts=Accounts(guests=False)) as world:
        browser = Browser(world)
        for token in (None, "guessed"):
            body = {"name": "Ana", "admin_token": token}
            problem(await browser.send("POST", "/api/guests", json=body), 403, "no_guests")
        token = await issue_admin_token(world.services.database)
        answer = await browser.send("POST", "/api/guests", json={"name": "Ana", "admin_token": token})
        assert answer.status_code == 201
        claimed = await browser.send("POST", "/api/admin/claim", json={"token": token})
        assert claimed.json()["is_admin"] is True
        again = await Browser(world).send("POST", "/api/guests", json={"name": "Ben", "admin_token": token})
        problem(again, 403, "no_guests")


async def test_the_claim_stands_in_the_log_of_administrators(world: World) -> None:
    root = await world.admin()
    async with world.services.database.read() as connection:
        lines = (await connection.execute(select(audit))).mappings().all()
    assert [(line["actor_id"], line["action"], line["subject"]) for line in lines] == [
        (root.user_id, "claim_admin", f"user:{root.user_id}")
    ]


async def test_the_instance_tells_the_ways_in_and_no_secret(tmp_path: Path) -> None:
    provider = Oidc(issuer="https://id.example.org", client_id="sonix", client_secret=SecretStr("secret-word"))
    supabase = Supabase(
        url="https://abcd.supabase.co", anon_key="public", jwt_secret=SecretStr("secret-word-of-a-length-that-passes")
    )
    async with opened(tmp_path, oidc={"work": provider}, supabase=supabase) as world:
        answer = await world.http.get("/api/instance")
    assert answer.json()["sign_in"] == {
        "registration": "invitation",
        "guests": True,
        "mail": False,
        "passkeys": True,
        "oidc": [{"name": "work", "label": "work"}],
        "firebase": None,
        "supabase": {"url": "https://abcd.supabase.co", "anon_key": "public"},
        "min_password_chars": 10,
    }
    assert "secret-word" not in answer.text


async def _half_a_minute_passes(world: World) -> None:
    async with world.services.database.transaction() as connection:
        await connection.execute(update(rotations).values(rotated_at_s=rotations.c.rotated_at_s - 31))
