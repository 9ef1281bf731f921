"""Guests, their tokens, and the administrator."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from sonix.accounts.keys import load_keys
from sonix.accounts.users import issue_admin_token
from sonix.config import Limits
from sonix.core.errors import SonixError
from tests.api.world import World, opened, problem

pytestmark = pytest.mark.anyio


async def test_a_name_is_all_a_guest_needs(world: World) -> None:
    ana = await world.person("Ana")
    assert (await ana.get("/api/me")).json() == {
        "user_id": ana.user_id,
        "name": "Ana",
        "kind": "guest",
        "email": None,
        "email_verified": False,
        "is_admin": False,
        "has_password": False,
    }


async def test_a_guest_is_the_same_one_after_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        ana = await world.person("Ana")
    async with opened(tmp_path) as world:
        ana.http = world.http
        assert (await ana.get("/api/me")).json()["user_id"] == ana.user_id


async def test_a_guest_can_change_their_name(world: World) -> None:
    ana = await world.person("Ana")
    assert (await ana.ask("PATCH", "/api/me", json={"name": "Zoë 🎧"})).json()["name"] == "Zoë 🎧"
    assert (await ana.get("/api/me")).json()["name"] == "Zoë 🎧"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Ana \n Lu ", "Ana Lu"), ("\u202eevil", "evil"), ("x" * 100, "x" * 40), ("a\u0000b", "ab"), ("<b>", "<b>")],
)
async def test_a_name_is_cleaned_to_what_can_be_shown(world: World, typed: str, kept: str) -> None:
    assert (await world.person(typed)).identity.name == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\u202e"])
async def test_a_name_without_anything_to_see_is_refused_in_a_sentence(world: World, typed: str) -> None:
    refused = problem(await world.http.post("/api/guests", json={"name": typed}), 422, "bad_name")
    assert refused["detail"] == "Please enter a name."
    ana = await world.person("Ana")
    again = problem(await ana.ask("PATCH", "/api/me", json={"name": typed}), 422, "bad_name")
    assert again["detail"] == refused["detail"]


async def test_a_missing_name_is_refused_with_the_field_that_is_wrong(world: World) -> None:
    body = problem(await world.http.post("/api/guests", json={}), 422, "invalid_request")
    assert body["errors"][0]["field"] == "name"


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer x.y.z", "Bearer " + "a" * 5000])
async def test_without_a_good_token_nobody_is_let_in(world: World, header: str) -> None:
    answer = await world.http.get("/api/me", headers={"Authorization": header})
    problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_forged_tokens_are_refused(world: World) -> None:
    ana = await world.person()
    head, claims, signature = ana.token.split(".")
    other = OctKey.import_key(b"k" * 32)
    admin = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"sub": "somebody-else"}
    tampered = base64.urlsafe_b64encode(json.dumps(admin).encode()).rstrip(b"=").decode()
    nobody = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    kid = json.loads(base64.urlsafe_b64decode(head + "=="))["kid"]
    forgeries = [
        f"{head}.{tampered}.{signature}",
        f"{nobody}.{claims}.",
        jwt.encode({"alg": "HS256", "kid": kid}, admin, other),
        jwt.encode({"alg": "HS512", "kid": kid}, admin, other, algorithms=["HS512"]),
    ]
    for forged in forgeries:
        ana.token = forged
        problem(await ana.get("/api/me"), 401, "unauthenticated")


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    made = load_keys(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert load_keys(tmp_path) == made
    assert len({made.token, made.media, made.seal, made.refresh}) == 4


def test_a_damaged_secret_is_told_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("oops")
    with pytest.raises(SonixError, match="not a Sonix key"):
        load_keys(tmp_path)


async def test_the_first_run_link_makes_an_administrator_once(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    token = await issue_admin_token(world.services.database)
    claimed = await ana.ask("POST", "/api/admin/claim", json={"token": token})
    assert claimed.json()["is_admin"] is True
    problem(await ben.ask("POST", "/api/admin/claim", json={"token": token}), 403, "bad_admin_token")
    assert (await ana.get("/api/me")).json()["is_admin"] is True
    assert await issue_admin_token(world.services.database) is None


async def test_a_new_administrator_link_replaces_the_unused_one(world: World) -> None:
    ana = await world.person()
    old, new = [await issue_admin_token(world.services.database) for _ in range(2)]
    problem(await ana.ask("POST", "/api/admin/claim", json={"token": old}), 403, "bad_admin_token")
    assert (await ana.ask("POST", "/api/admin/claim", json={"token": new})).status_code == 200


async def test_the_administrator_link_is_not_kept_as_it_is(world: World, tmp_path: Path) -> None:
    token = await issue_admin_token(world.services.database)
    assert token is not None
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("sonix.db*"))
    assert token.encode() not in stored


async def test_guests_from_one_address_are_limited(tmp_path: Path) -> None:
    async with opened(tmp_path, limits=Limits(guests_per_minute=1)) as world:
        answers = [await world.http.post("/api/guests", json={"name": "Ana"}) for _ in range(3)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        body = problem(refused[0], 429, "rate_limited")
        assert body["retryable"] is True
        assert int(refused[0].headers["retry-after"]) >= 1
