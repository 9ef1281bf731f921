"""From the http page to the https page as the same person: a code that is good once, for a minute, for nobody else."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from sqlalchemy import select, update

from sonix.accounts.links import OneTimeLinks
from sonix.db.tables_accounts import one_time_links, users
from tests.api.test_sessions import Browser
from tests.api.world import World, problem

pytestmark = pytest.mark.anyio
SECURE = "https://sonix.test:8443"


@pytest.fixture
def plain(world: World) -> Browser:
    return Browser(world)


@pytest.fixture
def secure(world: World) -> Browser:
    """The same browser on the other address: none of the cookies."""
    return Browser(world, SECURE)


async def a_code(plain: Browser) -> str:
    answer = await plain.send("POST", "/api/sessions/carry")
    assert (answer.status_code, answer.json()["expires_in_s"]) == (200, 60), answer.text
    return str(answer.json()["code"])


async def carried(page: Browser, code: str, *, confirmed: bool = True) -> httpx2.Response:
    return await page.send("POST", "/api/sessions/carried", json={"code": code, "confirmed": confirmed})


async def change(world: World, user_id: str, **values: Any) -> None:
    async with world.services.database.transaction() as connection:
        await connection.execute(update(users).where(users.c.user_id == user_id).values(values))


async def test_the_secure_page_is_the_same_person_with_a_session_of_its_own(plain: Browser, secure: Browser) -> None:
    user_id = await plain.guest()
    code = (await plain.send("POST", "/api/rooms", json={"name": "Kitchen"})).json()["code"]
    answer = await carried(secure, await a_code(plain))
    assert (answer.status_code, answer.json()["user"]["user_id"]) == (200, user_id)
    assert answer.headers["set-cookie"].startswith("__Host-sonix-refresh-")
    assert [room["code"] for room in (await secure.send("GET", "/api/rooms")).json()] == [code]
    assert [device["current"] for device in await secure.devices()].count(True) == 1
    assert len(await secure.devices()) == 2
    for page in (plain, secure):
        assert (await page.send("POST", "/api/sessions/refresh")).json()["user"]["user_id"] == user_id


async def test_a_code_is_good_once(world: World, plain: Browser, secure: Browser) -> None:
    await plain.guest()
    code = await a_code(plain)
    assert (await carried(secure, code)).status_code == 200
    problem(await carried(Browser(world, SECURE), code), 410, "dead_link")


async def test_a_code_is_good_for_a_minute_and_kept_as_a_hash(world: World, plain: Browser, secure: Browser) -> None:
    user_id = await plain.guest()
    code = await a_code(plain)
    async with world.services.database.transaction() as connection:
        (row,) = (await connection.execute(select(one_time_links))).mappings().all()
        assert (row["purpose"], row["user_id"], row["expires_at_s"] - row["created_at_s"]) == ("carry", user_id, 60)
        assert code not in str(dict(row))
        await connection.execute(update(one_time_links).values(expires_at_s=row["created_at_s"] - 1))
    problem(await carried(secure, code), 410, "dead_link")


@pytest.mark.parametrize("purpose", ["verify", "reset", "email"])
async def test_a_link_for_something_else_carries_nobody(
    world: World, plain: Browser, secure: Browser, purpose: Any
) -> None:
    user_id = await plain.guest()
    async with world.services.database.transaction() as connection:
        link = await OneTimeLinks().make(connection, purpose, user_id, {"session_id": "s"}, "")
    problem(await carried(secure, link.partition("=")[2]), 410, "dead_link")


@pytest.mark.parametrize("code", ["guessed", "é", "0" * 100])
async def test_a_code_that_never_was_carries_nobody(secure: Browser, code: str) -> None:
    problem(await carried(secure, code), 410, "dead_link")
    assert list(secure.http.cookies.jar) == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"X-Sonix": ""}]
)
async def test_another_site_neither_gets_a_code_nor_hands_one_in(
    plain: Browser, secure: Browser, headers: dict[str, str]
) -> None:
    await plain.guest()
    problem(await plain.send("POST", "/api/sessions/carry", headers=headers), 403, "cross_site")
    body = {"code": await a_code(plain), "confirmed": True}
    problem(await secure.send("POST", "/api/sessions/carried", headers=headers, json=body), 403, "cross_site")
    assert (await secure.send("POST", "/api/sessions/carried", json=body)).status_code == 200


async def test_an_access_token_alone_becomes_no_session(world: World, plain: Browser) -> None:
    await plain.guest()
    thief, other = Browser(world), Browser(world)
    thief.access = plain.access
    problem(await thief.send("POST", "/api/sessions/carry"), 401, "unauthenticated")
    await other.guest("Ben")
    other.access = plain.access
    problem(await other.send("POST", "/api/sessions/carry"), 401, "unauthenticated")


async def test_whoever_was_shut_out_meanwhile_is_carried_nowhere(world: World, plain: Browser, secure: Browser) -> None:
    user_id = await plain.guest()
    code = await a_code(plain)
    await change(world, user_id, banned_at_s=1)
    problem(await carried(secure, code), 403, "banned")
    problem(await plain.send("POST", "/api/sessions/carry"), 403, "banned")


async def test_a_code_ends_with_the_session_it_comes_from(plain: Browser, secure: Browser) -> None:
    await plain.guest()
    code = await a_code(plain)
    assert (await plain.send("DELETE", "/api/sessions/current")).status_code == 204
    problem(await carried(secure, code), 410, "dead_link")


@pytest.mark.parametrize("here", ["nobody", "a guest without a room"])
async def test_nobody_becomes_somebody_by_a_link_alone(plain: Browser, secure: Browser, here: str) -> None:
    """Else they would go on as whoever sent it: their rooms and music would be the sender's."""
    user_id = await plain.guest()
    if here != "nobody":
        await secure.guest("Ben")
    code = await a_code(plain)
    assert "you are Ana" in problem(await carried(secure, code, confirmed=False), 409, "unconfirmed")["detail"]
    assert (await carried(secure, code)).json()["user"]["user_id"] == user_id


@pytest.mark.parametrize("has", ["an account", "a room"])
async def test_whoever_has_something_to_lose_is_asked(world: World, plain: Browser, secure: Browser, has: str) -> None:
    """Else a link could sign somebody out, and in as somebody else."""
    user_id = await plain.guest()
    ben_id = await secure.guest("Ben")
    if has == "an account":
        await change(world, ben_id, kind="account")
    else:
        await secure.send("POST", "/api/rooms", json={"name": "Cellar"})
    code = await a_code(plain)
    detail = problem(await carried(secure, code, confirmed=False), 409, "somebody_else")["detail"]
    assert "Ben is signed in here" in detail
    assert (await secure.send("POST", "/api/sessions/refresh")).json()["user"]["user_id"] == ben_id
    assert (await carried(secure, code)).json()["user"]["user_id"] == user_id
    problem(await carried(secure, code), 410, "dead_link")


async def test_the_same_person_is_not_asked(plain: Browser, secure: Browser) -> None:
    await plain.guest()
    await plain.send("POST", "/api/rooms", json={"name": "Kitchen"})
    for confirmed in (True, False):
        assert (await carried(secure, await a_code(plain), confirmed=confirmed)).status_code == 200
    assert len(await secure.devices()) == 2


async def test_codes_are_made_at_a_bounded_rate(plain: Browser) -> None:
    await plain.guest()
    answers = [await plain.send("POST", "/api/sessions/carry") for _ in range(40)]
    assert {answer.status_code for answer in answers} == {200, 429}
