"""Checks a token that another service has signed.

What is accepted is pinned beforehand: the algorithms, and with each the kind of key, so that no token chooses how it is
checked. Issuer, audience, subject, times and type are demanded. Whatever is wrong, the answer is the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from sonix.accounts.providers.remote_keys import KeySource
from sonix.accounts.providers.vouched import MAX_SUBJECT_CHARS, bad_token

log = structlog.get_logger(__name__)

LEEWAY_S = 60
MAX_TOKEN_CHARS = 16_384
MAX_KID_CHARS = 255


@dataclass(frozen=True)
class Expected:
    """What a token must say to be believed."""

    issuer: str
    audience: str
    algorithms: tuple[str, ...]


@dataclass(frozen=True)
class Verified:
    """A token that is what it claims to be."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    @property
    def subject(self) -> str:
        return str(self.claims["sub"])


def read_header(token: str) -> Mapping[str, Any]:
    """What a token says of itself, nothing of it believed. Raises SonixError `bad_provider_token`."""
    if len(token) > MAX_TOKEN_CHARS or not token.isascii():
        raise bad_token()
    try:
        header: Mapping[str, Any] = extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise bad_token() from error
    return header


async def verify(token: str, keys: KeySource, expected: Expected, now_s: Callable[[], float] = time.time) -> Verified:
    """The token, checked.

    Raises:
        SonixError: `bad_provider_token`, 401.
        UnreachableError: the keys can't be had.
    """
    header = read_header(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in expected.algorithms or str(header.get("typ") or "JWT").upper() != "JWT":
        raise _refused("kind", expected)
    if kid is not None and not (isinstance(kid, str) and len(kid) <= MAX_KID_CHARS):
        raise _refused("kid", expected)
    key = await keys.find(kid, algorithm)
    if key is None:
        raise _refused("key", expected)
    try:
        decoded = jwt.decode(token, key, algorithms=[algorithm])
        check_claims(decoded.claims, expected, now_s)
    except (JoseError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _refused(type(error).__name__, expected) from error
    return Verified(decoded.header, decoded.claims)


def check_claims(claims: dict[str, Any], expected: Expected, now_s: Callable[[], float]) -> None:
    """Raises JoseError unless the claims are for us and of now."""
    registry = jwt.JWTClaimsRegistry(
        now=int(now_s()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.audience},
        sub={"essential": True},
        iat={"essential": True},
        exp={"essential": True},
    )
    registry.validate(claims)
    if len(claims["sub"]) > MAX_SUBJECT_CHARS or not claims["sub"].isprintable():
        raise ValueError("the subject is none that could be kept")


def _refused(reason: str, expected: Expected) -> Exception:
    """For the operator's log there is a reason; the token itself is never written down."""
    log.info("provider_token_refused", issuer=expected.issuer, reason=reason)
    return bad_token()
