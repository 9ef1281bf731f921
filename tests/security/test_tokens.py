"""One kind of token is never taken for another. More forged ones: tests/accounts/test_sessions.py, tests/identity."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from sonix.accounts.access import TYPE
from tests.api.world import Person, World, problem

pytestmark = pytest.mark.anyio
RENDITION = "a" * 64


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def parts(token: str) -> list[dict[str, object]]:
    return [json.loads(base64.urlsafe_b64decode(text + "==")) for text in token.split(".")[:2]]


async def refused(ana: Person, token: str) -> None:
    answer = await ana.get("/api/me", headers={"Authorization": f"Bearer {token}"})
    problem(answer, 401, "unauthenticated")


async def test_tokens_without_a_signature_are_refused_however_none_is_written(world: World) -> None:
    ana = await world.person()
    header, claims = parts(ana.token)
    written: tuple[object, ...] = ("none", "None", "NONE", "nOnE", "", None, 0, [], "HS256")
    for none in written:
        for signature in ("", "AA", "."):
            await refused(ana, f"{part({**header, 'alg': none})}.{part(claims)}.{signature}")


async def test_a_header_names_no_key_of_its_own(world: World) -> None:
    ana = await world.person()
    header, claims = parts(ana.token)
    own = OctKey.import_key(b"k" * 32)
    rsa_key = RSAKey.import_key(rsa.generate_private_key(65_537, 2048))
    for more in (
        {"jwk": own.as_dict(private=True)},
        {"jku": "http://127.0.0.1:1/keys"},
        {"x5u": "http://127.0.0.1:1/cert"},
        {"kid": "../../dev/null"},
        {"kid": "' UNION SELECT 'AAAA' --"},
        {"kid": ["a"]},
        {"crit": ["exp"], "b64": False},
        {"typ": "JWT"},
    ):
        made = {**header, **more}
        signed = jwt.encode({"alg": "HS256", "typ": TYPE}, claims, own)
        await refused(ana, f"{part(made)}.{signed.split('.', 1)[1]}")
    signed_rs = jwt.encode({**header, "alg": "RS256"}, claims, rsa_key, algorithms=["RS256"])
    await refused(ana, signed_rs)


async def test_what_opens_one_door_opens_no_other(world: World) -> None:
    ana = await world.person()
    tokens = await world.services.sessions.start(ana.user_id, "A browser", "127.0.0.1")
    grant = world.services.signer.grants([RENDITION])[0]
    signature = grant.query.rpartition("s=")[2]
    for other in (tokens.refresh, signature, f"{grant.expires_at_s}.{RENDITION}.{signature}"):
        await refused(ana, other)
    page = {"X-Sonix": "1"}
    for other in (tokens.access, signature, "a.b.c", ""):
        cookie = {**page, "Cookie": world.cookie(other)}
        problem(await world.http.post("/api/sessions/refresh", headers=cookie), 401, "unauthenticated")
    for other in (tokens.access, tokens.refresh, signature):
        exchanged = await world.http.post("/api/sessions/exchange", json={"token": other}, headers=page)
        problem(exchanged, 401, "unauthenticated")
        claimed = await ana.ask("POST", "/api/admin/claim", json={"token": other[:200]})
        problem(claimed, 403, "bad_admin_token")
        opened = await world.http.get(f"/media/r/{RENDITION}/audio.webm", params={"e": grant.expires_at_s, "s": other})
        assert opened.status_code == (404 if other == signature else 403)


async def test_a_signature_is_for_one_rendition_and_one_expiry(world: World) -> None:
    grant = world.services.signer.grants([RENDITION])[0]
    signature = grant.query.rpartition("s=")[2]
    for rendition, expiry in (("b" * 64, grant.expires_at_s), (RENDITION, grant.expires_at_s + 1), (RENDITION, 10**11)):
        answer = await world.http.get(f"/media/r/{rendition}/audio.webm", params={"e": expiry, "s": signature})
        problem(answer, 403, "bad_signature")
