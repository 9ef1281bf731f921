"""Access tokens: JWTs of 15 minutes that say who somebody is and on which device they signed in.

They carry no rights: those are looked up at every request, so that they can be taken away at once. One algorithm is
accepted, the key is named by `kid`, and issuer, audience and type are demanded: no other token of ours or of anybody
else passes for one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from sonix.accounts.token_keys import TokenKeys
from sonix.core.errors import SonixError

ALGORITHMS = ["HS256"]
ISSUER = "sonix"
AUDIENCE = "sonix"
TYPE = "at+jwt"
LIFE_S = 15 * 60
LEEWAY_S = 10
MAX_TOKEN_CHARS = 4096


@dataclass(frozen=True)
class Claims:
    """What a good token says. `expires_at_s` is wall-clock seconds."""

    user_id: str
    session_id: str
    expires_at_s: int


class AccessTokens:
    """Makes and checks access tokens."""

    def __init__(self, keys: TokenKeys, now_s: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._now_s = now_s

    async def issue(self, user_id: str, session_id: str) -> str:
        """A token that says "this is `user_id`, signed in by `session_id`" for 15 minutes."""
        key = await self._keys.current()
        now_s = int(self._now_s())
        header = {"alg": ALGORITHMS[0], "kid": key.kid, "typ": TYPE}
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": user_id, "sid": session_id, "iat": now_s}
        return jwt.encode(header, {**claims, "exp": now_s + LIFE_S}, key.jwk, algorithms=ALGORITHMS)

    async def verify(self, token: str) -> Claims:
        """What the token says.

        Raises:
            SonixError: `unauthenticated`, 401, whatever is wrong with it: a forger learns nothing.
        """
        if len(token) > MAX_TOKEN_CHARS or not token.isascii():
            raise unauthenticated()
        try:
            key = await self._keys.find(_kid(token))
            if key is None:
                raise unauthenticated()
            decoded = jwt.decode(token, key.jwk, algorithms=ALGORITHMS)
            if decoded.header.get("typ") != TYPE:
                raise unauthenticated()
            self._registry().validate(decoded.claims)
            claims = decoded.claims
            return Claims(str(claims["sub"]), str(claims["sid"]), int(claims["exp"]))
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            raise unauthenticated() from error

    def _registry(self) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(self._now_s()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            sub={"essential": True},
            sid={"essential": True},
            exp={"essential": True},
        )


def _kid(token: str) -> str:
    kid = extract_compact(token.encode()).headers().get("kid")
    if not isinstance(kid, str) or len(kid) > 32:
        raise ValueError("no key id")
    return kid


def unauthenticated() -> SonixError:
    """The one answer to a missing, forged, expired or orphaned token."""
    return SonixError("unauthenticated", "Please sign in, or tell us your name, to go on.", status=401)


def banned(reason: str | None) -> SonixError:
    """The answer to somebody an administrator has shut out."""
    because = f": {reason}" if reason else ""
    return SonixError("banned", f"An administrator of this Sonix has shut you out{because}.", status=403)
