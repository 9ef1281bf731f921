"""OpenID Connect: any provider by its issuer, authorization code flow with PKCE, state and nonce.

The code is exchanged from server to server; the ID token is checked all the same (signature, issuer, audience, times,
nonce, authorized party, hash of the access token), since it is what says who somebody is.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from sonix.accounts.providers.oidc_metadata import Discovery, Metadata
from sonix.accounts.providers.remote_keys import RemoteKeys
from sonix.accounts.providers.verifier import LEEWAY_S, Expected, verify
from sonix.accounts.providers.vouched import MAX_NAME_CHARS, Vouched, bad_token, email_of, text_of
from sonix.config import Oidc
from sonix.core.errors import SonixError
from sonix.web.outbound import Outbound

log = structlog.get_logger(__name__)

SCOPE = "openid email profile"
MAX_ACCESS_TOKEN_CHARS = 16_384
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class OidcProvider:
    """One provider of the settings."""

    def __init__(self, name: str, section: Oidc, outbound: Outbound, now_s: Callable[[], float] = time.time) -> None:
        self.provider = f"oidc:{name}"
        self._client_id = section.client_id
        self._secret = section.secret("client_secret")
        self._outbound = outbound
        self._discovery = Discovery(section.issuer, outbound)
        self._keys: tuple[str, RemoteKeys] | None = None
        self._now_s = now_s

    async def address(self, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in. Raises as `Discovery.get` does."""
        metadata = await self._discovery.get()
        found: str = prepare_grant_uri(
            metadata.authorization_endpoint,
            self._client_id,
            "code",
            redirect_uri=redirect_uri,
            scope=SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return found

    async def vouch(self, code: str, issuer: str | None, redirect_uri: str, nonce: str, verifier: str) -> Vouched:
        """Exchange the code that came back. `issuer` is who the answer says it is from (RFC 9207).

        Raises:
            SonixError: `bad_provider_token`, 401.
            UnreachableError: the provider does not answer.
        """
        metadata = await self._discovery.get()
        if issuer is None and metadata.authorization_response_iss_parameter_supported:
            raise bad_token()
        if issuer is not None and issuer != metadata.issuer:
            raise bad_token()
        tokens = await self._exchange(metadata, code, redirect_uri, verifier)
        id_token, access_token = tokens.get("id_token"), text_of(tokens.get("access_token"), MAX_ACCESS_TOKEN_CHARS)
        if not isinstance(id_token, str):
            raise bad_token()
        claims = await self._claims(metadata, id_token, access_token, nonce)
        return self._vouched(claims, await self._person(metadata, claims, access_token))

    async def _exchange(self, metadata: Metadata, code: str, redirect_uri: str, verifier: str) -> dict[str, Any]:
        client = ClientAuth(self._client_id, self._secret, metadata.auth_method(self._secret))
        body = prepare_token_request("authorization_code", redirect_uri=redirect_uri, code=code, code_verifier=verifier)
        url, headers, body = client.prepare("POST", metadata.token_endpoint, dict(_FORM), body)
        answer = await self._outbound.post(url, body, headers)
        if answer.status != 200:
            log.warning("oidc_code_refused", provider=self.provider, status=answer.status, said=_error(answer.body))
            raise bad_token()
        return answer.json()

    async def _claims(
        self, metadata: Metadata, id_token: str, access_token: str | None, nonce: str
    ) -> Mapping[str, Any]:
        expected = Expected(metadata.issuer, self._client_id, metadata.algorithms())
        found = await verify(id_token, self._keys_at(metadata.jwks_uri), expected, self._now_s)
        params = {"nonce": nonce, "client_id": self._client_id, "access_token": access_token}
        checked = CodeIDToken(dict(found.claims), dict(found.header), params=params)
        try:
            checked.validate(int(self._now_s()), LEEWAY_S)
        except (JoseError, ValueError, TypeError) as error:
            log.info("provider_token_refused", issuer=metadata.issuer, reason=str(error)[:100])
            raise bad_token() from error
        return found.claims

    def _keys_at(self, url: str) -> RemoteKeys:
        if self._keys is None or self._keys[0] != url:
            self._keys = (url, RemoteKeys(url, self._outbound, unnamed=True))
        return self._keys[1]

    async def _person(
        self, metadata: Metadata, claims: Mapping[str, Any], access_token: str | None
    ) -> Mapping[str, Any]:
        """What the provider tells on asking, when the token leaves something open; empty when it tells nothing."""
        complete = all(claim in claims for claim in ("email", "email_verified", "name"))
        if complete or metadata.userinfo_endpoint is None or access_token is None:
            return {}
        headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
        try:
            answer = await self._outbound.get(metadata.userinfo_endpoint, headers)
            person = answer.json() if answer.status == 200 else {}
        except SonixError as error:
            log.warning("oidc_userinfo_failed", provider=self.provider, error=error.message)
            return {}
        subject = person.get("sub")
        same = isinstance(subject, str) and hmac.compare_digest(subject.encode(), str(claims["sub"]).encode())
        return person if same else {}

    def _vouched(self, claims: Mapping[str, Any], person: Mapping[str, Any]) -> Vouched:
        """Address and "verified" are taken from one place: each is said of the other."""
        mail = claims if "email" in claims and ("email_verified" in claims or "email" not in person) else person
        return Vouched(
            provider=self.provider,
            subject=str(claims["sub"]),
            email=email_of(mail.get("email")),
            email_verified=_is_true(mail.get("email_verified")),
            name=text_of(claims.get("name"), MAX_NAME_CHARS)
            or text_of(person.get("name"), MAX_NAME_CHARS)
            or text_of(person.get("preferred_username"), MAX_NAME_CHARS),
        )


def _error(body: bytes) -> str:
    """The start of what the provider says; it holds no secret of ours."""
    return body[:200].decode("utf-8", "replace")


def _is_true(claim: object) -> bool:
    """Some providers write it as text."""
    return claim is True or claim == "true"
