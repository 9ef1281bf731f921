"""Staying signed in, in a real browser: a first visit, a reload, a token of before, a sign-out elsewhere."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import expect

from sonix.accounts.keys import load_keys
from tests.e2e.conftest import NewPerson
from tests.e2e.person import Person
from tests.e2e.server import SonixServer


def user_of(one: Person) -> dict[str, Any]:
    """Who the page believes to be."""
    found: dict[str, Any] = json.loads(one.page.evaluate("localStorage.getItem('sonix.user')"))
    return found


def asked_of_sessions(one: Person) -> list[str]:
    """The addresses about sessions that the page asks for from now on; filled as it does."""
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(request.url) if "/api/sessions" in request.url else None)
    return asked


def test_a_first_visit_costs_no_request_more_and_a_reload_is_signed_in_by_the_cookie(person: NewPerson) -> None:
    ana = person("Ana")
    asked = asked_of_sessions(ana)
    ana.start_room()
    assert asked == []
    before = user_of(ana)["user_id"]
    (cookie,) = ana.context.cookies()
    assert cookie["name"].startswith("sonix-refresh-")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert "eyJ" not in ana.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    with ana.page.expect_response("**/api/sessions/refresh"):
        ana.page.reload()
    ana.see("sync-light").wait_for()
    assert user_of(ana)["user_id"] == before
    assert [url.rpartition("/")[2] for url in asked] == ["refresh"]
    (renewed,) = ana.context.cookies()
    assert renewed["value"] != cookie["value"]


def test_a_guest_of_before_is_still_themselves(person: NewPerson, served: SonixServer) -> None:
    first = person("Ben")
    first.start_room()
    user = user_of(first)
    keys = load_keys(served.data_dir)
    claims = {"iss": "sonix", "sub": user["user_id"], "iat": int(time.time()), "exp": int(time.time()) + 1000}
    token = jwt.encode({"alg": "HS256", "kid": keys.token_kid}, claims, OctKey.import_key(keys.token))
    second = person("Ben")
    second.page.goto(second.url)
    second.page.evaluate(
        "([token, user]) => { localStorage['sonix.token'] = token; localStorage['sonix.user'] = user; }",
        [token, json.dumps(user)],
    )
    second.page.reload()
    second.page.wait_for_function("() => localStorage.getItem('sonix.token') === null")
    assert user_of(second)["user_id"] == user["user_id"]
    (cookie,) = second.context.cookies()
    assert cookie["name"].startswith("sonix-refresh-")


@pytest.mark.parametrize("told", ["signed out", "shut out"])
def test_whoever_is_sent_away_elsewhere_is_told_so(person: NewPerson, served: SonixServer, told: str) -> None:
    """Nothing but the database says so here: no news comes to the server."""
    cleo = person("Cleo")
    cleo.start_room()
    with closing(sqlite3.connect(served.data_dir / "sonix.db", timeout=20)) as database, database:
        column, table = ("revoked_at_s", "sessions") if told == "signed out" else ("banned_at_s", "users")
        database.execute(f"UPDATE {table} SET {column} = 1 WHERE user_id = ?", (user_of(cleo)["user_id"],))
    expect(cleo.page.get_by_role("heading", name=f"You have been {told}")).to_be_visible()
