"""Signing in with Supabase: its tokens (both kinds of keys, and the old secret) and what its word is worth."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from joserfc.jwk import OctKey

from sonix.config import Settings, Supabase
from sonix.core.errors import SonixError
from sonix.web.services import build_services
from tests.api.world import World, opened, problem
from tests.identity.conftest import OPEN
from tests.identity.playing import KeyServer, SigningKey, ec_key, jwks, rsa_key, signed, times

pytestmark = pytest.mark.anyio
CURVE, RSA = ec_key("curve-1"), rsa_key("rsa-1")
SECRET = "super-secret-jwt-token-with-at-least-32-characters-long"
LEGACY = OctKey.import_key(SECRET, {"alg": "HS256"})
JWKS = "/auth/v1/.well-known/jwks.json"


def token(keys: KeyServer, key: SigningKey, **changed: Any) -> str:
    """What GoTrue gives somebody who has signed in."""
    said = {
        "iss": f"{keys.url}/auth/v1",
        "aud": "authenticated",
        "role": "authenticated",
        "sub": "7c1b9f2e-0000-4000-8000-000000000001",
        "email": "ana@example.org",
        "is_anonymous": False,
        "app_metadata": {"provider": "email"},
        "user_metadata": {"full_name": "Ana", "email": "ana@example.org", "email_verified": True},
        **times(),
        **changed,
    }
    return signed(key, {name: value for name, value in said.items() if value is not None})


def person(*, email: str = "ana@example.org", verified: bool = True) -> dict[str, Any]:
    """What the project says of her on asking."""
    data = {"email": email, "email_verified": verified}
    return {
        "id": "7c1b9f2e-0000-4000-8000-000000000001",
        "email": email,
        "email_confirmed_at": "2026-01-01T00:00:00Z",
        "identities": [{"provider": "email", "identity_data": data}],
    }


@pytest.fixture
async def house(tmp_path: Path, keys: KeyServer) -> AsyncIterator[World]:
    keys.answer(JWKS, jwks(CURVE, RSA), Cache_Control="max-age=600")
    keys.answer("/auth/v1/user", person())
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    named = Supabase.model_construct(url=keys.url, anon_key="anon", jwt_secret=None, jwt_secret_file=file)
    async with opened(tmp_path, accounts=OPEN, supabase=named) as found:
        yield found


async def sign_in(world: World, given: str) -> Response:
    world.http.cookies.clear()
    return await world.http.post("/api/sign-in/supabase", json={"access_token": given})


@pytest.mark.parametrize("key", [CURVE, RSA, LEGACY], ids=["ES256", "RS256", "HS256"])
async def test_tokens_of_every_kind_of_project_are_believed(house: World, keys: KeyServer, key: SigningKey) -> None:
    answer = await sign_in(house, token(keys, key))
    assert answer.status_code == 200, answer.text
    user = answer.json()["user"]
    assert (user["name"], user["kind"], user["email"]) == ("Ana", "account", "ana@example.org")


@pytest.mark.parametrize(
    "changed",
    [{"aud": "anon"}, {"aud": None}, {"role": "service_role"}, {"role": "anon"}, {"role": None}, {"iss": "supabase"},
     {"iss": None}, {"iss": "https://another.supabase.co/auth/v1"}, {"sub": None}, {"sub": ""}, {"sub": "x" * 256},
     {"exp": 1}, {"exp": None}, {"iat": 99_999_999_999}],
    ids=str,
)  # fmt: skip
async def test_keys_of_the_project_and_tokens_of_others_are_refused(
    house: World, keys: KeyServer, changed: dict[str, Any]
) -> None:
    for key in (CURVE, LEGACY):
        problem(await sign_in(house, token(keys, key, **changed)), 401, "bad_provider_token")


async def test_a_secret_somebody_guessed_and_a_key_of_theirs_are_refused(house: World, keys: KeyServer) -> None:
    guessed = OctKey.import_key("another-secret-with-at-least-32-characters", {"alg": "HS256"})
    for key in (guessed, ec_key("curve-1"), rsa_key("rsa-1"), ec_key("new")):
        problem(await sign_in(house, token(keys, key)), 401, "bad_provider_token")


async def test_a_project_without_the_old_secret_takes_no_hs256(tmp_path: Path, keys: KeyServer) -> None:
    keys.answer(JWKS, {"keys": [*jwks(CURVE)["keys"], {"kty": "oct", "kid": "s", "k": "AAAA", "alg": "HS256"}]})
    named = Supabase.model_construct(url=keys.url, anon_key="anon", jwt_secret=None, jwt_secret_file=None)
    async with opened(tmp_path, accounts=OPEN, supabase=named) as house:
        problem(await sign_in(house, token(keys, LEGACY)), 401, "bad_provider_token")


async def test_anonymous_people_are_guests(house: World, keys: KeyServer) -> None:
    answer = await sign_in(house, token(keys, CURVE, is_anonymous=True, email="", user_metadata={}))
    assert answer.json()["user"]["kind"] == "guest"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (person(verified=False), 200),
        (person(email="eve@example.org"), 200),
        ({**person(), "id": "somebody-else"}, 200),
        ({**person(), "identities": "all"}, 200),
        ({**person(), "identities": None}, 200),
        ({}, 401),
        ([], 200),
    ],
)
async def test_an_address_is_verified_on_the_projects_word_only(
    house: World, keys: KeyServer, said: object, status: int
) -> None:
    """`user_metadata` says verified: whoever signs up writes that themselves."""
    keys.answer("/auth/v1/user", said, status=status)
    answer = await sign_in(house, token(keys, CURVE))
    assert answer.status_code == 200, answer.text
    assert (answer.json()["user"]["email"], answer.json()["user"]["email_verified"]) == (None, False)


async def test_text_that_no_database_keeps_is_left_out(house: World, keys: KeyServer) -> None:
    """A name is the person's own to write; an address could come from a project with rules of its own."""
    odd = token(keys, CURVE, email="a\0na@example.org", user_metadata={"full_name": "An\0a \ud800\u202e"})
    answer = await sign_in(house, odd)
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"]["name"] == "Ana"


async def test_the_project_is_asked_with_the_persons_own_token(house: World, keys: KeyServer) -> None:
    given = token(keys, CURVE)
    await sign_in(house, given)
    headers = keys.last("/auth/v1/user")["headers"]
    assert (headers["Authorization"], headers["apikey"]) == (f"Bearer {given}", "anon")


async def test_a_project_that_does_not_answer_is_told_as_such(house: World, keys: KeyServer) -> None:
    keys.answer(JWKS, {}, status=500)
    problem(await sign_in(house, token(keys, CURVE)), 502, "unreachable")


def test_a_secret_that_is_too_short_is_refused_at_the_start(tmp_path: Path) -> None:
    named = Supabase.model_validate({"url": "https://abcd.supabase.co", "jwt_secret": "short"})
    with pytest.raises(SonixError, match="too short"):
        build_services(Settings(data_dir=tmp_path, supabase=named))
