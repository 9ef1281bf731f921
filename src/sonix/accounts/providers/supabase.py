"""Supabase: access tokens of one project, signed with its keys (ES256, RS256) or, in older projects, with its secret.

What a person can write about themselves (`user_metadata`) is never believed: whether an address is verified is asked of
the project itself, and only when it matters.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from joserfc.jwk import Key, OctKey

from sonix.accounts.providers.remote_keys import RemoteKeys
from sonix.accounts.providers.verifier import Expected, read_header, verify
from sonix.accounts.providers.vouched import MAX_NAME_CHARS, Vouched, bad_token, email_of, text_of
from sonix.core.errors import SonixError
from sonix.web.outbound import Outbound

log = structlog.get_logger(__name__)

PROVIDER = "supabase"
AUDIENCE = "authenticated"
MIN_SECRET_BYTES = 32


class SharedSecret:
    """The `KeySource` of a legacy project: one secret, one algorithm, whatever key id a token names."""

    def __init__(self, secret: str) -> None:
        if len(secret.encode()) < MIN_SECRET_BYTES:
            text = f"The JWT secret of Supabase is too short to be one: it has {MIN_SECRET_BYTES} characters or more."
            raise SonixError("bad_supabase_secret", text, status=500)
        self._key = OctKey.import_key(secret)

    async def find(self, kid: str | None, algorithm: str) -> Key | None:
        """See `KeySource.find`."""
        return self._key if algorithm == "HS256" else None


class Supabase:
    """One project. `anon_key` is what its API wants of every caller."""

    def __init__(
        self,
        url: str,
        outbound: Outbound,
        *,
        anon_key: str | None = None,
        secret: str | None = None,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._base = f"{url.rstrip('/')}/auth/v1"
        self._outbound = outbound
        self._anon_key = anon_key
        self._keys = RemoteKeys(f"{self._base}/.well-known/jwks.json", outbound)
        self._secret = None if secret is None else SharedSecret(secret)
        self._now_s = now_s

    async def vouch(self, access_token: str) -> Vouched:
        """Who the token is of; their address counts as not verified (see `confirmed`).

        Raises:
            SonixError: `bad_provider_token`, 401.
            UnreachableError: the project's keys can't be had.
        """
        claims = await self._claims(access_token)
        if claims.get("role") != AUDIENCE:
            raise bad_token()
        return Vouched(
            provider=PROVIDER,
            subject=str(claims["sub"]),
            email=email_of(claims.get("email")),
            name=_name(claims.get("user_metadata")),
            anonymous=claims.get("is_anonymous") is True,
        )

    async def _claims(self, token: str) -> Mapping[str, Any]:
        if self._secret is not None and read_header(token).get("alg") == "HS256":
            return (await verify(token, self._secret, self._expected("HS256"), self._now_s)).claims
        return (await verify(token, self._keys, self._expected("ES256", "RS256"), self._now_s)).claims

    def _expected(self, *algorithms: str) -> Expected:
        return Expected(self._base, AUDIENCE, algorithms)

    async def has_confirmed(self, vouched: Vouched, access_token: str) -> bool:
        """Whether somebody has shown that they read the mail of their address, by what the project says of them.

        A project can let people in without it, and its own "confirmed" is then set for everybody: what counts is what
        stands at the identity of that very address. False when the project does not answer.
        """
        if vouched.email is None or self._anon_key is None:
            return False
        headers = {"Authorization": f"Bearer {access_token}", "apikey": self._anon_key}
        try:
            answer = await self._outbound.get(f"{self._base}/user", headers)
            person = answer.json() if answer.status == 200 else {}
        except SonixError as error:
            log.warning("supabase_user_failed", error=error.message)
            return False
        identities = person.get("identities")
        if person.get("id") != vouched.subject or not isinstance(identities, list):
            return False
        return any(_confirms(identity, vouched.email) for identity in identities)


def _confirms(identity: object, email: str) -> bool:
    data = identity.get("identity_data") if isinstance(identity, dict) else None
    return isinstance(data, dict) and data.get("email") == email and data.get("email_verified") is True


def _name(metadata: object) -> str | None:
    """A name is theirs to choose, so here their own word is enough."""
    if not isinstance(metadata, dict):
        return None
    return text_of(metadata.get("full_name"), MAX_NAME_CHARS) or text_of(metadata.get("name"), MAX_NAME_CHARS)
