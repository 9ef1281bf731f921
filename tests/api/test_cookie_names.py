"""Whose a cookie is: a browser gives the cookies of a host to every port of it, and some are of before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.test_sessions import Browser
from tests.api.world import World, opened, problem

pytestmark = pytest.mark.anyio


async def test_two_instances_on_one_host_sign_nobody_out_of_each_other(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    async with opened(tmp_path / "one") as one, opened(tmp_path / "two") as two:
        here, there = Browser(one), Browser(two)
        there.http.cookies.jar = here.http.cookies.jar
        names = {await here.guest("Ana"): here, await there.guest("Ben"): there}
        assert len({cookie.name for cookie in here.http.cookies.jar}) == 2
        for user_id, browser in names.items():
            assert (await browser.send("POST", "/api/sessions/refresh")).json()["user"]["user_id"] == user_id
        assert (await there.send("DELETE", "/api/sessions/current")).status_code == 204
        assert (await here.send("POST", "/api/sessions/refresh")).status_code == 200


async def test_the_cookie_of_before_is_taken_once_and_renamed(world: World) -> None:
    ana = await world.person("Ana")
    tokens = await world.services.sessions.start(ana.user_id, "A browser", "127.0.0.1")
    browser = Browser(world)
    browser.http.cookies.set("sonix-refresh", tokens.refresh, domain="sonix.test", path="/")
    assert (await browser.send("POST", "/api/sessions/refresh")).json()["user"]["user_id"] == ana.user_id
    (cookie,) = browser.http.cookies.jar
    assert cookie.name.startswith("sonix-refresh-")
    assert (await browser.send("POST", "/api/sessions/refresh")).status_code == 200


async def test_the_cookie_of_another_instance_of_before_is_left_alone(world: World) -> None:
    browser = Browser(world)
    of_another = f"somebody.{'a' * 43}.{'b' * 22}"
    browser.http.cookies.set("sonix-refresh", of_another, domain="sonix.test", path="/")
    problem(await browser.send("POST", "/api/sessions/refresh"), 401, "unauthenticated")
    await browser.guest()
    assert browser.http.cookies.get("sonix-refresh") == of_another
