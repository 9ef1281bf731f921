"""Whatever a provider answers, rightly signed or not: it is used, or refused, and never a fault of ours."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from sonix.accounts.providers.firebase import Firebase
from sonix.accounts.providers.oidc import OidcProvider
from sonix.accounts.providers.oidc_metadata import WELL_KNOWN, Discovery
from sonix.accounts.providers.remote_keys import read_keys
from sonix.accounts.providers.supabase import Supabase
from sonix.accounts.providers.vouched import Vouched
from sonix.config import Oidc
from sonix.core.errors import SonixError
from sonix.web.outbound import Outbound
from tests.identity.playing import KeyServer, ec_key, jwks, rsa_key, signed, times

RSA, CURVE = rsa_key("k1"), ec_key("k1")
PROJECT = "demo-sonix"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("iss", "aud", "sub", "exp", "iat", "nbf", "auth_time", "nonce", "azp", "at_hash", "amr", "acr", "email",
         "email_verified", "name", "firebase", "role", "is_anonymous", "user_metadata", "c_hash", "jti")  # fmt: skip
CHANGES = st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=3)
SHARED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


async def used_or_refused(vouching: Any) -> None:
    try:
        found = await vouching
    except SonixError as refused:
        assert refused.status in (401, 502), refused.code
    else:
        assert isinstance(found, Vouched)
        assert isinstance(found.subject, str)
        assert 0 < len(found.subject) <= 255
        assert found.subject.isprintable()
        assert found.email is None or found.email.isprintable()
        assert isinstance(found.email_verified, bool)


@SHARED
@given(changes=CHANGES)
def test_any_claims_of_firebase(keys: KeyServer, changes: dict[str, Any]) -> None:
    url = keys.answer("/keys", jwks(RSA))
    firebase = Firebase(PROJECT, Outbound(allow_private=True), keys_url=url)
    said = {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "sub": "ana",
        "auth_time": 1,
        "firebase": {"sign_in_provider": "password"},
        **times(),
        **changes,
    }
    asyncio.run(used_or_refused(firebase.vouch(signed(RSA, said))))


@SHARED
@given(changes=CHANGES)
def test_any_claims_of_supabase(keys: KeyServer, changes: dict[str, Any]) -> None:
    keys.answer("/auth/v1/.well-known/jwks.json", jwks(CURVE))
    supabase = Supabase(keys.url, Outbound(allow_private=True))
    said = {"iss": f"{keys.url}/auth/v1", "aud": "authenticated", "role": "authenticated", "sub": "ana", **times()}
    asyncio.run(used_or_refused(supabase.vouch(signed(CURVE, {**said, **changes}))))


@SHARED
@given(changes=CHANGES, person=VALUES)
def test_any_claims_and_userinfo_of_a_provider(keys: KeyServer, changes: dict[str, Any], person: Any) -> None:
    endpoints = {f"{name}_endpoint": f"{keys.url}/{name}" for name in ("authorization", "token", "userinfo")}
    keys.answer(WELL_KNOWN, {"issuer": keys.url, "jwks_uri": f"{keys.url}/keys", **endpoints})
    keys.answer("/keys", jwks(RSA))
    keys.answer("/userinfo", {"sub": "ana", **person} if isinstance(person, dict) else person)
    said = {"iss": keys.url, "aud": "sonix", "sub": "ana", "nonce": "n", **times(), **changes}
    keys.answer("/token", {"id_token": signed(RSA, said), "access_token": "at"})
    section = Oidc(issuer=keys.url, client_id="sonix", client_secret=SecretStr("secret"))
    provider = OidcProvider("corner", section, Outbound(allow_private=True))
    asyncio.run(used_or_refused(provider.vouch("code", None, "http://sonix.test/back", "n", "v" * 43)))


@SHARED
@given(answer=VALUES)
def test_any_answer_about_a_person_of_supabase(keys: KeyServer, answer: Any) -> None:
    keys.answer("/auth/v1/user", answer)
    supabase = Supabase(keys.url, Outbound(allow_private=True), anon_key="anon")
    vouched = Vouched("supabase", "ana", "ana@example.org")
    assert asyncio.run(supabase.has_confirmed(vouched, "token")) is False


WORDS = st.sampled_from(["RSA", "EC", "oct", "P-256", "AQAB", "sig", "A" * 400])
ENTRY = st.dictionaries(
    st.sampled_from(["kty", "kid", "use", "alg", "n", "e", "crv", "x", "y", "k"]), VALUES | WORDS, max_size=6
)


@settings(deadline=None, max_examples=300)
@given(entries=st.lists(ENTRY | VALUES, max_size=4))
def test_any_list_of_keys(entries: list[Any]) -> None:
    assert isinstance(read_keys({"keys": entries}), list)


FIELDS = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint",
          "token_endpoint_auth_methods_supported", "id_token_signing_alg_values_supported")  # fmt: skip


@SHARED
@given(changes=st.dictionaries(st.sampled_from(FIELDS), VALUES, min_size=1, max_size=3))
def test_any_description_of_a_provider(keys: KeyServer, changes: dict[str, Any]) -> None:
    endpoints = {f"{name}_endpoint": f"{keys.url}/{name}" for name in ("authorization", "token")}
    keys.answer(WELL_KNOWN, {"issuer": keys.url, "jwks_uri": f"{keys.url}/keys", **endpoints, **changes})
    try:
        asyncio.run(Discovery(keys.url, Outbound(allow_private=True)).get())
    except SonixError as refused:
        assert refused.status == 502
