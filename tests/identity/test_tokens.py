"""Signed Firebase tokens against our own key server: the right one is believed, and no other."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from joserfc.jwk import OctKey

from sonix.accounts.providers.firebase import Firebase
from sonix.accounts.providers.vouched import Vouched
from sonix.core.errors import SonixError
from sonix.web.outbound import Outbound
from tests.identity.playing import KeyServer, ec_key, jwks, rsa_key, signed, times

pytestmark = pytest.mark.anyio
PROJECT = "demo-sonix"
KEY, OTHER, CURVE = rsa_key("google-1"), rsa_key("google-1"), ec_key("google-1")
NOW_S = 1_800_000_000


def claims(**changed: Any) -> dict[str, Any]:
    """What Firebase says of somebody; None takes a claim away."""
    said = {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "sub": "uid-of-ana",
        "auth_time": NOW_S - 100,
        "email": "ana@example.org",
        "email_verified": True,
        "name": "Ana",
        "firebase": {"sign_in_provider": "password", "identities": {}},
        **times(NOW_S),
        **changed,
    }
    return {name: value for name, value in said.items() if value is not None}


@pytest.fixture
def firebase(keys: KeyServer) -> Firebase:
    url = keys.answer("/keys", jwks(KEY), Cache_Control="public, max-age=20000")
    return Firebase(PROJECT, Outbound(allow_private=True), keys_url=url, now_s=lambda: NOW_S)


async def test_a_token_of_the_project_is_believed(firebase: Firebase) -> None:
    found = await firebase.vouch(signed(KEY, claims()))
    assert found == Vouched("firebase", "uid-of-ana", "ana@example.org", email_verified=True, name="Ana")


async def test_clocks_may_differ_by_a_minute(firebase: Firebase) -> None:
    late = claims(iat=NOW_S - 3600, exp=NOW_S - 50)
    early = claims(iat=NOW_S + 50, auth_time=NOW_S + 50, exp=NOW_S + 3650)
    for said in (late, early):
        assert (await firebase.vouch(signed(KEY, said))).subject == "uid-of-ana"


async def test_verified_means_true_and_nothing_like_it(firebase: Firebase) -> None:
    for said in ("true", 1, None, "yes", [True]):
        assert (await firebase.vouch(signed(KEY, claims(email_verified=said)))).email_verified is False


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-project"}, {"aud": None}, {"aud": ["another-project"]}, {"aud": {"a": PROJECT}},
        {"iss": "https://securetoken.google.com/another-project"}, {"iss": None}, {"iss": "https://accounts.google.com"},
        {"iss": f"https://session.firebase.google.com/{PROJECT}"},
        {"sub": ""}, {"sub": None}, {"sub": "x" * 129}, {"sub": 7}, {"sub": ["uid-of-ana"]}, {"sub": "a\0b"},
        {"sub": "\ud800"},
        {"exp": NOW_S - 61}, {"exp": None}, {"exp": "never"}, {"exp": True}, {"exp": float("nan")},
        {"iat": NOW_S + 61}, {"iat": None}, {"iat": "now"}, {"nbf": NOW_S + 61},
        {"auth_time": NOW_S + 61}, {"auth_time": None}, {"auth_time": "long ago"}, {"auth_time": True},
        {"firebase": None}, {"firebase": "password"}, {"firebase": {"sign_in_provider": "password", "tenant": "t1"}},
    ],
    ids=str,
)  # fmt: skip
async def test_a_token_that_says_something_else_is_refused(firebase: Firebase, changed: dict[str, Any]) -> None:
    await refused(firebase, signed(KEY, claims(**changed)))


@pytest.mark.parametrize(
    "header",
    [{"kid": "unknown"}, {"kid": None}, {"kid": 7}, {"kid": "k" * 300}, {"typ": "at+jwt"}, {"typ": "logout+jwt"},
     {"alg": "RS512"}, {"alg": "PS256"}, {"crit": ["exp"]}],
    ids=str,
)  # fmt: skip
async def test_a_token_of_another_kind_is_refused(firebase: Firebase, header: dict[str, Any]) -> None:
    if header == {"kid": 7}:
        await refused(firebase, rewritten(signed(KEY, claims()), lambda head: head | header))
        return
    whole = {"alg": "RS256", "kid": "google-1", "typ": "JWT"} | header
    await refused(firebase, by_hand(whole, claims()))


async def test_an_unsigned_token_is_refused(firebase: Firebase) -> None:
    payload = signed(KEY, claims()).split(".")[1]
    for algorithm in ("none", "None", "NONE", ""):
        head = encoded({"alg": algorithm, "kid": "google-1", "typ": "JWT"})
        for signature in ("", signed(KEY, claims()).split(".")[2]):
            await refused(firebase, f"{head}.{payload}.{signature}")


async def test_the_public_key_is_no_secret_to_sign_with(firebase: Firebase) -> None:
    """The old confusion: a public key taken for the secret of HS256."""
    as_text = json.dumps(jwks(KEY)["keys"][0], separators=(",", ":"))
    modulus = str(KEY.as_dict(private=False)["n"])
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = KEY.public_key.public_bytes(serialization.Encoding.DER, form)
    for secret in (as_text.encode(), modulus.encode(), base64.b64encode(pem)):
        key = OctKey.import_key(secret, {"kid": "google-1", "alg": "HS256"})
        await refused(firebase, signed(key, claims()))


async def test_a_key_of_the_same_name_is_not_the_same_key(firebase: Firebase) -> None:
    await refused(firebase, signed(OTHER, claims()))
    await refused(firebase, signed(CURVE, claims()))
    brought = {"jwk": OTHER.as_dict(private=False)}
    await refused(firebase, rewritten(signed(OTHER, claims()), lambda head: head | brought))


async def test_a_changed_token_is_refused(firebase: Firebase) -> None:
    head, _, signature = signed(KEY, claims()).split(".")
    await refused(firebase, f"{head}.{encoded(claims(sub='uid-of-bo'))}.{signature}")
    await refused(firebase, f"{head}.{encoded(claims())}.{signature[:-4]}AAAA")


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "...", "a.b.c", "é.é.é", "x" * 20_000, "e30.e30.", "bnVsbA.bnVsbA.bnVsbA", "W10.W10.W10",
     base64.urlsafe_b64encode(b"[" * 9000).decode() + ".e30.e30", "null", "{}"],
    ids=lambda token: token[:12],
)  # fmt: skip
async def test_what_is_no_token_is_refused(firebase: Firebase, token: str) -> None:
    await refused(firebase, token)


async def test_keys_that_rotate_are_followed(keys: KeyServer) -> None:
    clock = [NOW_S]
    url = keys.answer("/rotating", jwks(rsa_key("old")), Cache_Control="max-age=20000")
    firebase = Firebase(PROJECT, Outbound(allow_private=True), keys_url=url, now_s=lambda: clock[0])
    await refused(firebase, signed(KEY, claims()))
    keys.answer("/rotating", jwks(KEY), Cache_Control="max-age=20000")
    firebase = Firebase(PROJECT, Outbound(allow_private=True), keys_url=url, now_s=lambda: clock[0])
    assert (await firebase.vouch(signed(KEY, claims()))).subject == "uid-of-ana"


async def test_googles_silence_is_told_as_such(keys: KeyServer) -> None:
    url = keys.answer("/down", {}, status=500)
    firebase = Firebase(PROJECT, Outbound(allow_private=True), keys_url=url, now_s=lambda: NOW_S)
    with pytest.raises(SonixError) as told:
        await firebase.vouch(signed(KEY, claims()))
    assert (told.value.status, told.value.retryable) == (502, True)


async def test_a_token_of_now_passes_by_the_real_clock(keys: KeyServer) -> None:
    url = keys.answer("/now", jwks(KEY))
    firebase = Firebase(PROJECT, Outbound(allow_private=True), keys_url=url)
    now_s = int(time.time())
    token = signed(KEY, claims(**times(now_s), auth_time=now_s))
    assert (await firebase.vouch(token)).subject == "uid-of-ana"


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def by_hand(header: dict[str, Any], said: dict[str, Any]) -> str:
    """A token with a true RS256 signature under any header."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    body = f"{encoded({k: v for k, v in header.items() if v is not None})}.{encoded(said)}"
    signature = KEY.private_key.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256())  # type: ignore[union-attr]
    return f"{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def rewritten(token: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> str:
    """The token under another header, its signature as it was."""
    head, payload, signature = token.split(".")
    found = json.loads(base64.urlsafe_b64decode(head + "=="))
    return f"{encoded(change(found))}.{payload}.{signature}"


async def refused(firebase: Firebase, token: str) -> None:
    with pytest.raises(SonixError) as told:
        await firebase.vouch(token)
    assert (told.value.code, told.value.status) == ("bad_provider_token", 401)
