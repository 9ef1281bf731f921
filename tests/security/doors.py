"""Services elsewhere for a house: one server of our own plays a Firebase, a Supabase, an OpenID Connect provider and
those that write down what people hear.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import SecretStr

from sonix.accounts.providers.firebase import Firebase
from sonix.config import Accounts, Oidc, Supabase
from sonix.config import Firebase as FirebaseSettings
from sonix.config.sections_people import Scrobbling
from tests.api.world import World
from tests.identity import playing
from tests.identity.playing import PROJECT, KeyServer, ec_key, jwks, rsa_key, signed, times

KEYS = "/google/keys"
SUPABASE_KEYS = "/auth/v1/.well-known/jwks.json"
GOOGLE, CURVE = rsa_key("google-1"), ec_key("curve-1")


class Doors:
    """Firebase, Supabase and `/api/sign-in/oidc/work`, all at `server`, as ListenBrainz and Last.fm are."""

    def __init__(self, server: KeyServer) -> None:
        self._server = server
        url = server.url
        server.answer(KEYS, jwks(GOOGLE), Cache_Control="max-age=600")
        server.answer(SUPABASE_KEYS, jwks(CURVE), Cache_Control="max-age=600")
        server.answer("/auth/v1/user", {})
        described = {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "jwks_uri": url + KEYS,
        }
        server.answer("/1/validate-token", {"code": 200, "valid": True, "user_name": "ana"})
        server.answer("/lastfm", {"token": "unused", "session": {"name": "ana", "key": "unused"}})
        server.answer("/.well-known/openid-configuration", described)

    def settings(self) -> dict[str, Any]:
        """What an instance with all three is told."""
        return {
            "accounts": Accounts(registration="open", private_providers=True),
            "oidc": {"work": Oidc(issuer=self._server.url, client_id="sonix", label="Work")},
            "firebase": FirebaseSettings(project=PROJECT, api_key="any"),
            "scrobbling": Scrobbling(
                listenbrainz_url=self._server.url,
                lastfm_url=f"{self._server.url}/lastfm",
                lastfm_key="key",
                lastfm_secret=SecretStr("secret"),
                private_services=True,
            ),
            "supabase": Supabase(url=self._server.url, anon_key="anon"),
        }

    def open(self, world: World) -> None:
        """Google's keys have one address for everybody: here they are the server's."""
        providers = world.services.providers
        providers.firebase = Firebase(PROJECT, providers.outbound, keys_url=self._server.url + KEYS)

    def bodies(self) -> dict[str, dict[str, str]]:
        """By path, what somebody new brings from there: nobody has had these tokens before."""
        who = {"sub": secrets.token_hex(8), "email": f"{secrets.token_hex(8)}@example.org", **times()}
        google = {"iss": f"https://securetoken.google.com/{PROJECT}", "aud": PROJECT, "auth_time": who["iat"]}
        firebase = signed(GOOGLE, {**who, **google, "firebase": {"sign_in_provider": "password"}})
        issuer = {"iss": f"{self._server.url}/auth/v1", "aud": "authenticated", "role": "authenticated"}
        supabase = signed(CURVE, {**who, **issuer})
        return {
            "/api/sign-in/firebase": {"id_token": firebase},
            "/api/sign-in/supabase": {"access_token": supabase},
        }


@contextmanager
def doors() -> Iterator[Doors]:
    """Run the server behind them until the block ends."""
    server = playing.key_server()
    try:
        yield Doors(KeyServer(server.program, root=""))
    finally:
        server.program.stop()
