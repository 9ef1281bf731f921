"""Guest sessions: JWTs signed with HS256, checked with the algorithm list stated every time.

A token is a name tag that lasts 180 days and is renewed whenever `/api/me` is read in its second half. It carries no
rights: whether somebody is an administrator is looked up in `users`, so that rights can be taken away at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from sonix.accounts.keys import Keys
from sonix.core.errors import SonixError

ALGORITHMS = ["HS256"]
ISSUER = "sonix"
LIFE_S = 180 * 86_400
MAX_TOKEN_CHARS = 4096


class GuestTokens:
    """Makes and checks session tokens."""

    def __init__(self, keys: Keys, now_s: Callable[[], float] = time.time) -> None:
        self._key = OctKey.import_key(keys.token, {"kid": keys.token_kid, "use": "sig", "alg": "HS256"})
        self._keys = KeySet([self._key])
        self._kid = keys.token_kid
        self._now_s = now_s

    def issue(self, user_id: str) -> str:
        """A token that says "this is `user_id`" for 180 days."""
        now_s = int(self._now_s())
        claims = {"iss": ISSUER, "sub": user_id, "iat": now_s, "exp": now_s + LIFE_S}
        return jwt.encode({"alg": "HS256", "kid": self._kid}, claims, self._key, algorithms=ALGORITHMS)

    def subject(self, token: str) -> str:
        """Return the user id a token speaks for.

        Raises:
            SonixError: `unauthenticated`, 401, whatever is wrong with it: a forger learns nothing.
        """
        return str(self._claims(token)["sub"])

    def renewed(self, token: str) -> str | None:
        """A fresh token when half of this one's life is over, else None."""
        claims = self._claims(token)
        if float(str(claims["exp"])) - self._now_s() > LIFE_S / 2:
            return None
        return self.issue(str(claims["sub"]))

    def _claims(self, token: str) -> dict[str, object]:
        if len(token) > MAX_TOKEN_CHARS or not token.isascii():
            raise unauthenticated()
        try:
            decoded = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
            registry = jwt.JWTClaimsRegistry(
                now=int(self._now_s()),
                leeway=60,
                iss={"essential": True, "value": ISSUER},
                sub={"essential": True},
                exp={"essential": True},
            )
            registry.validate(decoded.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise unauthenticated() from error
        return dict(decoded.claims)


def unauthenticated() -> SonixError:
    """The one answer to a missing, forged, expired or orphaned token."""
    return SonixError("unauthenticated", "Please tell us your name again to go on.", status=401)
