"""Firebase: ID tokens of one project, signed by Google.

The emulator signs nothing (`alg: none`): anybody can write its tokens. They are taken only while
FIREBASE_AUTH_EMULATOR_HOST is set, and with it an instance starts only where nobody but its developer can reach it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from sonix.accounts.providers.remote_keys import RemoteKeys
from sonix.accounts.providers.verifier import LEEWAY_S, Expected, check_claims, read_header, verify
from sonix.accounts.providers.vouched import MAX_NAME_CHARS, Vouched, bad_token, email_of, text_of
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.core.reachable import is_loopback
from sonix.web.outbound import Outbound

PROVIDER = "firebase"
KEYS_URL = "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"
ISSUER = "https://securetoken.google.com/"
EMULATOR = "FIREBASE_AUTH_EMULATOR_HOST"
MAX_UID_CHARS = 128


class Firebase:
    """One project. `keys_url` is Google's, but for tests."""

    def __init__(
        self,
        project: str,
        outbound: Outbound,
        *,
        keys_url: str = KEYS_URL,
        emulated: bool = False,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._expected = Expected(ISSUER + project, project, ("RS256",))
        self._keys = RemoteKeys(keys_url, outbound)
        self._emulated = emulated
        self._now_s = now_s

    async def vouch(self, id_token: str) -> Vouched:
        """Who the token is of.

        Raises:
            SonixError: `bad_provider_token`, 401.
            UnreachableError: Google's keys can't be had.
        """
        if self._emulated:
            claims = self._unsigned(id_token)
        else:
            claims = (await verify(id_token, self._keys, self._expected, self._now_s)).claims
        return self._vouched(claims)

    def _vouched(self, claims: Mapping[str, Any]) -> Vouched:
        signed_in_at_s, about = claims.get("auth_time"), claims.get("firebase")
        if isinstance(signed_in_at_s, bool) or not isinstance(signed_in_at_s, int | float):
            raise bad_token()
        if not signed_in_at_s <= self._now_s() + LEEWAY_S or not 0 < len(claims["sub"]) <= MAX_UID_CHARS:
            raise bad_token()
        if not isinstance(about, dict) or "tenant" in about:  # a tenant's people are not the project's
            raise bad_token()
        return Vouched(
            provider=PROVIDER,
            subject=claims["sub"],
            email=email_of(claims.get("email")),
            email_verified=claims.get("email_verified") is True,
            name=text_of(claims.get("name"), MAX_NAME_CHARS),
            anonymous=about.get("sign_in_provider") == "anonymous",
        )

    def _unsigned(self, id_token: str) -> Mapping[str, Any]:
        """Claims of an emulator's token. Signed ones are refused: a real project's people have no place here."""
        if read_header(id_token).get("alg") != "none" or not id_token.endswith("."):
            raise bad_token()
        try:
            claims = json.loads(urlsafe_b64decode(id_token.split(".")[1].encode()))
            check_claims(claims, self._expected, self._now_s)
        except (JoseError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise bad_token() from error
        found: Mapping[str, Any] = claims
        return found


def is_emulated(settings: Settings) -> bool:
    """Whether tokens of the emulator are taken.

    Raises:
        SonixError: `emulator_refused` where others than its developer could reach this instance.
    """
    host = os.environ.get(EMULATOR, "")
    if not host or settings.firebase.project is None:
        return False
    if not _is_for_development(settings):
        raise SonixError(
            "emulator_refused",
            f"{EMULATOR} is set: anybody could sign in as anybody. Unset it. To develop with the emulator, set "
            "SONIX_HOST=127.0.0.1 and neither SONIX_PUBLIC_URL nor SONIX_PROXY__BEHIND.",
            status=500,
        )
    return True


def _is_for_development(settings: Settings) -> bool:
    """Only this machine reaches it: it listens on loopback, no proxy passes others on, and no link leads elsewhere."""
    public = urlsplit(settings.public_url or "http://localhost").hostname or ""
    return is_loopback(settings.host) and is_loopback(public) and not settings.proxy.behind
