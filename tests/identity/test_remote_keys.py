"""Keys of a provider: kept as long as it says, found again when they change, and not at a forger's command."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import OctKey

from sonix.accounts.providers.remote_keys import RemoteKeys, lifetime_s
from sonix.web.outbound import Outbound, UnreachableError
from tests.identity.playing import KeyServer, ec_key, jwks, rsa_key

pytestmark = pytest.mark.anyio
PATH = "/jwks.json"
ONE, TWO = rsa_key("one"), rsa_key("two")


class Clock:
    """Time that goes on when it is told to."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def remote(keys: KeyServer, clock: Clock) -> RemoteKeys:
    return RemoteKeys(keys.url + PATH, Outbound(allow_private=True), monotonic_s=clock)


async def test_keys_are_asked_for_once_until_their_time_is_over(
    keys: KeyServer, remote: RemoteKeys, clock: Clock
) -> None:
    keys.answer(PATH, jwks(ONE), Cache_Control="public, max-age=3600, must-revalidate")
    for _ in range(5):
        assert await remote.find("one", "RS256") is not None
    clock.now_s += 3599
    assert await remote.find("one", "RS256") is not None
    assert keys.asked(PATH) == 1
    clock.now_s += 2
    assert await remote.find("one", "RS256") is not None
    assert keys.asked(PATH) == 2


@pytest.mark.parametrize(
    ("headers", "expected_s"),
    [
        ({}, 600),
        ({"cache-control": "max-age=1"}, 60),
        ({"cache-control": "max-age=9999999999"}, 86_400),
        ({"cache-control": "public,max-age=20000", "age": "15000"}, 5000),
        ({"cache-control": "no-store"}, 60),
        ({"cache-control": "s-max-age=5"}, 600),
        ({"cache-control": "max-age=soon"}, 600),
        ({"cache-control": "max-age=700", "age": "-5"}, 700),
    ],
)
def test_how_long_keys_are_kept_is_bounded(headers: Mapping[str, str], expected_s: float) -> None:
    assert lifetime_s(headers) == expected_s


async def test_a_new_key_is_found_and_an_old_one_forgotten(keys: KeyServer, remote: RemoteKeys, clock: Clock) -> None:
    keys.answer(PATH, jwks(ONE), Cache_Control="max-age=86400")
    assert await remote.find("one", "RS256") is not None
    keys.answer(PATH, jwks(TWO), Cache_Control="max-age=86400")
    clock.now_s += 31
    assert await remote.find("two", "RS256") is not None
    assert await remote.find("one", "RS256") is None


async def test_unknown_keys_cost_one_look_and_then_none_for_a_while(
    keys: KeyServer, remote: RemoteKeys, clock: Clock
) -> None:
    keys.answer(PATH, jwks(ONE))
    assert await remote.find("one", "RS256") is not None
    clock.now_s += 31
    for number in range(20):
        assert await remote.find(f"forged-{number}", "RS256") is None
    assert keys.asked(PATH) == 2
    clock.now_s += 31
    assert await remote.find("forged", "RS256") is None
    assert keys.asked(PATH) == 3


async def test_a_provider_that_is_down_signs_nobody_out_for_an_hour(
    keys: KeyServer, remote: RemoteKeys, clock: Clock
) -> None:
    keys.answer(PATH, jwks(ONE), Cache_Control="max-age=600")
    assert await remote.find("one", "RS256") is not None
    keys.answer(PATH, {}, status=503)
    clock.now_s += 601
    assert await remote.find("one", "RS256") is not None
    clock.now_s += 3600
    with pytest.raises(UnreachableError):
        await remote.find("one", "RS256")
    asked = keys.asked(PATH)
    with pytest.raises(UnreachableError):
        await remote.find("one", "RS256")
    assert keys.asked(PATH) == asked, "a provider that is down is not asked at every sign-in"
    keys.answer(PATH, jwks(ONE))
    clock.now_s += 31
    assert await remote.find("one", "RS256") is not None


async def test_a_key_signs_only_what_its_kind_can(keys: KeyServer, remote: RemoteKeys) -> None:
    keys.answer(PATH, jwks(ONE, ec_key("curve")))
    assert await remote.find("one", "ES256") is None
    assert await remote.find("one", "PS256") is None, "it says RS256 of itself"
    assert await remote.find("curve", "RS256") is None
    assert await remote.find("curve", "ES384") is None
    assert await remote.find("one", "HS256") is None
    assert await remote.find("curve", "ES256") is not None


async def test_what_is_no_public_signing_key_is_left_out(keys: KeyServer, remote: RemoteKeys) -> None:
    secret = {"kty": "oct", "kid": "secret", "k": OctKey.generate_key(256).as_dict(private=True)["k"]}
    for_secrecy = {**rsa_key("enc").as_dict(private=False), "use": "enc"}
    with pytest.warns(SecurityWarning):
        weak = rsa_key("weak", 1024).as_dict(private=False)
    broken = {"kty": "RSA", "kid": "broken", "n": "???", "e": 3}
    keys.answer(PATH, {"keys": [secret, for_secrecy, weak, broken, "text", None, *jwks(ONE)["keys"]]})
    assert await remote.find("one", "RS256") is not None
    for kid, algorithm in (("secret", "HS256"), ("enc", "RS256"), ("weak", "RS256"), ("broken", "RS256")):
        assert await remote.find(kid, algorithm) is None


@pytest.mark.parametrize("body", [{}, {"keys": "none"}, [], "text", None])
async def test_an_answer_without_keys_is_no_answer(keys: KeyServer, remote: RemoteKeys, body: object) -> None:
    keys.answer(PATH, body)
    with pytest.raises(UnreachableError):
        await remote.find("one", "RS256")


async def test_a_token_without_a_key_id_is_for_providers_with_one_key(keys: KeyServer, clock: Clock) -> None:
    outbound = Outbound(allow_private=True)
    keys.answer(PATH, jwks(ONE, ec_key("curve")))
    unnamed = RemoteKeys(keys.url + PATH, outbound, unnamed=True, monotonic_s=clock)
    assert await unnamed.find(None, "RS256") is not None
    named = RemoteKeys(keys.url + PATH, outbound, monotonic_s=clock)
    assert await named.find(None, "RS256") is None
    keys.answer(PATH, jwks(ONE, TWO))
    clock.now_s += 86_401
    assert await unnamed.find(None, "RS256") is None
