"""Every door that can be tried out or worn out slows down whoever tries: 429, with the time to come again.

What else is counted, and by whom: test_password_sign_in.py, test_rooms.py, test_upload_rules.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from sonix.db.tables_accounts import users
from tests.api.world import Person, World, problem

pytestmark = pytest.mark.anyio
PAGE = {"X-Sonix": "1", "Origin": "http://sonix.test"}
WHO = {"name": "Ana", "email": "ana@example.org", "password": "seven lamps at sea", "invitation": "guessed"}


def guess(path: str, **body: Any) -> Callable[[Person], Any]:
    return lambda ana: ana.http.post(path, json=body, headers=PAGE)


def ask(method: str, path: str, **more: Any) -> Callable[[Person], Any]:
    return lambda ana: ana.ask(method, path, **more)


DOORS: dict[str, tuple[Callable[[Person], Any], int]] = {
    "password": (guess("/api/sessions", email="ana@example.org", password="eleven guesses"), 10),
    "invitation": (guess("/api/accounts", **WHO), 20),
    "link of a letter": (guess("/api/accounts/verify", token="guessed"), 20),
    "link to a password": (guess("/api/passwords/reset", token="guessed", new="twelve geese in a row"), 20),
    "forgotten": (guess("/api/passwords/forgotten", email="ana@example.org"), 10),
    "guest": (guess("/api/guests", name="Ana"), 10),
    "administrator": (ask("POST", "/api/admin/claim", json={"token": "guessed"}), 5),
    "room": (ask("GET", "/api/rooms/ABCDEF"), 30),
    "code, in a search": (ask("GET", "/api/tracks", params={"room": "ABCDEF"}), 30),
    "search": (ask("GET", "/api/tracks", params={"q": "sea"}), 50),
    "upload": (ask("POST", "/api/uploads", json={"file_name": "a.wav", "size": 5}), 30),
    "own password": (
        ask("PUT", "/api/me/password", json={"old": "eleven guesses", "new": "twelve geese in a row"}),
        10,
    ),
    "Firebase": (guess("/api/sign-in/firebase", id_token="a.b.c"), 10),
    "passkey": (guess("/api/passkeys/sign-in/options"), 60),
}


@pytest.mark.parametrize("door", DOORS)
async def test_a_door_that_is_tried_too_often_is_shut_for_a_while(world: World, door: str) -> None:
    attempt, at_most = DOORS[door]
    ana = await world.person()
    if door == "own password":
        await _make_account(world, ana)
    for tries in range(4 * at_most + 20):
        answer = await attempt(ana)
        ana.http.cookies.clear()
        if answer.status_code == 429:
            body = problem(answer, 429, "rate_limited")
            assert int(answer.headers["retry-after"]) == body["retry_after_s"] >= 1
            assert tries >= 1
            return
        assert answer.status_code < 500
    pytest.fail("nobody counts here")


async def _make_account(world: World, person: Person) -> None:
    async with world.services.database.transaction() as connection:
        await connection.execute(update(users).where(users.c.user_id == person.user_id).values(kind="account"))
