"""What an OpenID Connect provider says of itself at its discovery address."""

from __future__ import annotations

import time
from collections.abc import Callable

from pydantic import BaseModel, Field, ValidationError

from sonix.accounts.providers.remote_keys import lifetime_s
from sonix.core.errors import SonixError
from sonix.web.outbound import Outbound, UnreachableError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""What an ID token may be signed with: public keys only, so that no key of ours passes for one of theirs."""
WELL_KNOWN = "/.well-known/openid-configuration"


class Metadata(BaseModel):
    """The part of the document that is used (OpenID Connect Discovery 1.0, RFC 9207)."""

    issuer: str = Field(max_length=2000)
    authorization_endpoint: str = Field(max_length=2000)
    token_endpoint: str = Field(max_length=2000)
    jwks_uri: str = Field(max_length=2000)
    userinfo_endpoint: str | None = Field(default=None, max_length=2000)
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    id_token_signing_alg_values_supported: list[str] = ["RS256"]
    authorization_response_iss_parameter_supported: bool = False

    def algorithms(self) -> tuple[str, ...]:
        """Those of ours that the provider uses."""
        return tuple(name for name in ALGORITHMS if name in self.id_token_signing_alg_values_supported)

    def auth_method(self, secret: str | None) -> str:
        """How to show the client secret. Raises UnreachableError when there is no common way."""
        if secret is None:
            return "none"
        offered = self.token_endpoint_auth_methods_supported
        for method in ("client_secret_basic", "client_secret_post"):
            if method in offered:
                return method
        raise UnreachableError("it takes no client secret in a way Sonix knows")


class Discovery:
    """The document of one issuer, fetched when it is first needed and kept for as long as it may be."""

    def __init__(self, issuer: str, outbound: Outbound, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self.issuer = issuer
        self._outbound = outbound
        self._now_s = monotonic_s
        self._kept: tuple[Metadata, float] | None = None

    async def get(self) -> Metadata:
        """The document.

        Raises:
            UnreachableError: it can't be had, or is not of this issuer.
            RefusedAddressError: it leads where this server does not go.
        """
        if self._kept is not None and self._now_s() < self._kept[1]:
            return self._kept[0]
        answer = await self._outbound.get(self.issuer.rstrip("/") + WELL_KNOWN)
        if answer.status != 200:
            raise UnreachableError(f"its description can't be had (status {answer.status})")
        found = self._checked(answer.json())
        self._kept = (found, self._now_s() + lifetime_s(answer.headers))
        return found

    def _checked(self, document: dict[str, object]) -> Metadata:
        try:
            found = Metadata.model_validate(document)
        except ValidationError as error:
            raise UnreachableError("its description is not complete") from error
        if found.issuer != self.issuer:
            raise UnreachableError("its description is of another issuer")
        if not found.algorithms():
            raise UnreachableError("it signs in no way Sonix knows")
        for url in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.userinfo_endpoint):
            self._check(url)
        return found

    def _check(self, url: str | None) -> None:
        try:
            if url is not None:
                self._outbound.check(url)
        except SonixError as error:
            raise UnreachableError("its description leads to an address that can't be used") from error
