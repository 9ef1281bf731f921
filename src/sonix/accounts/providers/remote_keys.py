"""The public keys a provider signs with, fetched from its address and kept for as long as it says.

A key nobody has heard of may be new, so it is asked for once; then there is a pause, since a forger can name any number
of keys. A provider that does not answer for a while signs nobody out: its last keys go on for an hour.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, RSAKey

from sonix.core.errors import SonixError
from sonix.web.outbound import Outbound, UnreachableError

log = structlog.get_logger(__name__)

DEFAULT_AGE_S = 600.0
MIN_AGE_S = 60.0
MAX_AGE_S = 86_400.0
STALE_FOR_S = 3600.0
COOL_DOWN_S = 30.0
"""Least time between two fetches that an unknown key or a failure asks for."""
MAX_KEYS = 50
MIN_RSA_BITS = 2048
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})")
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}


class KeySource(Protocol):
    """Where the key comes from that a token is checked with."""

    async def find(self, kid: str | None, algorithm: str) -> Key | None:
        """The key of that name, if it may sign with that algorithm."""
        ...


class RemoteKeys:
    """A `KeySource` behind an address. `unnamed`: tokens need no key id when only one key can have signed them."""

    def __init__(
        self,
        url: str,
        outbound: Outbound,
        *,
        unnamed: bool = False,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._outbound = outbound
        self._unnamed = unnamed
        self._now_s = monotonic_s
        self._keys: list[Key] = []
        self._fresh_until_s = self._tried_at_s = float("-inf")
        self._fetching = asyncio.Lock()

    async def find(self, kid: str | None, algorithm: str) -> Key | None:
        """See `KeySource.find`.

        Raises:
            UnreachableError: there are no keys, and none can be had.
        """
        async with self._fetching:
            if self._now_s() > self._fresh_until_s:
                await self._renew()
            found = self._chosen(kid, algorithm)
            if found is None and self._is_cool():
                await self._renew()
                found = self._chosen(kid, algorithm)
            return found

    def _is_cool(self) -> bool:
        return self._now_s() - self._tried_at_s >= COOL_DOWN_S

    def _chosen(self, kid: str | None, algorithm: str) -> Key | None:
        able = [key for key in self._keys if can_sign(key, algorithm)]
        if kid is None:
            return able[0] if self._unnamed and len(able) == 1 else None
        return next((key for key in able if key.kid == kid), None)

    async def _renew(self) -> None:
        """Fetch; on failure keep what there is while it is not too old."""
        usable = bool(self._keys) and self._now_s() < self._fresh_until_s + STALE_FOR_S
        if not self._is_cool():
            if usable:
                return
            raise UnreachableError("its keys can't be had")
        self._tried_at_s = self._now_s()
        try:
            answer = await self._outbound.get(self._url)
            if answer.status != 200:
                raise UnreachableError(f"its keys can't be had (status {answer.status})")
            keys = read_keys(answer.json())
        except SonixError as error:
            log.warning("provider_keys_failed", url=self._url, error=error.message)
            if usable:
                return
            self._keys = []
            raise UnreachableError("its keys can't be had") from error
        self._keys = keys
        self._fresh_until_s = self._now_s() + lifetime_s(answer.headers)


def lifetime_s(headers: Mapping[str, str]) -> float:
    """How long an answer may be kept by its own word, within our bounds."""
    control = headers.get("cache-control", "").lower()
    said = _MAX_AGE.search(control)
    if said is None:
        return MIN_AGE_S if "no-store" in control or "no-cache" in control else DEFAULT_AGE_S
    age = headers.get("age", "0")
    left_s = int(said[1]) - (int(age[:10]) if age.isascii() and age.isdigit() else 0)
    return min(MAX_AGE_S, max(MIN_AGE_S, float(left_s)))


def read_keys(document: Mapping[str, Any]) -> list[Key]:
    """The signing keys of a JWKS. What is not one is left out: a secret in it (`oct`) above all."""
    found = document.get("keys")
    if not isinstance(found, list):
        raise UnreachableError("it answered no keys")
    keys = (_read_key(entry) for entry in found[:MAX_KEYS])
    return [key for key in keys if key is not None]


def _read_key(entry: object) -> Key | None:
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    kinds: dict[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}
    kind = kinds.get(str(entry.get("kty")))
    if kind is None:
        return None
    if kind is RSAKey and _size_bits(entry.get("n")) < MIN_RSA_BITS:
        return None
    public = {name: entry[name] for name in ("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y") if name in entry}
    try:
        return kind.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _size_bits(modulus: object) -> int:
    """Told from its text: a key that is too short is not even loaded."""
    return len(modulus) * 6 if isinstance(modulus, str) else 0


def can_sign(key: Key, algorithm: str) -> bool:
    """Whether a key may have made a signature of this kind: its type, and what it says of itself."""
    if key.get("alg", algorithm) != algorithm:
        return False
    if isinstance(key, RSAKey):
        return algorithm[:2] in ("RS", "PS")
    return isinstance(key, ECKey) and _CURVES.get(algorithm) == key.curve_name
