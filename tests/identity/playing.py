"""Servers that sign people in, run as processes, and the keys they sign with."""

from __future__ import annotations

import json
import secrets
import signal
import ssl
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.servers.program import Home, Program, find_program, free_port

HERE = Path(__file__).parent
SERVERS = HERE / "servers"
MODULES = SERVERS / "node_modules"
CLIENT = "sonix"
PROJECT = "demo-sonix"
SECRET = "a-client-secret-of-the-tests"
BACK = "http://sonix.test/api/sign-in/oidc/corner/callback"

SigningKey = RSAKey | ECKey | OctKey


def rsa_key(kid: str, bits: int = 2048) -> RSAKey:
    return RSAKey.generate_key(bits, {"kid": kid, "use": "sig", "alg": "RS256"})


def ec_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})


def jwks(*keys: SigningKey) -> dict[str, Any]:
    """The public document of these keys."""
    return {"keys": [key.as_dict(private=False) for key in keys]}


def signed(key: SigningKey, claims: dict[str, Any], **header: Any) -> str:
    """A token; `header` adds to or replaces what a provider would write."""
    whole = {"alg": key.get("alg"), "kid": key.kid, "typ": "JWT", **header}
    said = {name: value for name, value in whole.items() if value is not None}
    return jws.serialize_compact(said, json.dumps(claims), key, algorithms=[whole["alg"]])


def times(now_s: float | None = None, **more: Any) -> dict[str, Any]:
    """`iat` and `exp` of a token made now, for an hour."""
    made_s = int(time.time() if now_s is None else now_s)
    return {"iat": made_s, "exp": made_s + 3600, **more}


@dataclass
class KeyServer:
    """Our own process that answers what it is told to; see `key_server`."""

    program: Program
    scheme: str = "http"
    tls: ssl.SSLContext | None = None
    root: str = field(default_factory=lambda: f"/{secrets.token_hex(4)}")

    @property
    def url(self) -> str:
        """The address of a corner nobody else uses."""
        return f"{self.scheme}://127.0.0.1:{self.program.port}{self.root}"

    def elsewhere(self) -> KeyServer:
        """Another corner of the same server."""
        return KeyServer(self.program, self.scheme, self.tls)

    def answer(self, path: str, body: Any, *, status: int = 200, **headers: str) -> str:
        """Say what a path answers from now on, and count anew; returns its address."""
        told = {"status": status, "headers": {k.replace("_", "-"): v for k, v in headers.items()}, "body": body}
        self._control("PUT", path, json=told)
        return self.url + path

    def asked(self, path: str) -> int:
        """How often a path was asked for since it was told what to answer."""
        count: int = self._control("GET", path).json()["asked"]
        return count

    def last(self, path: str) -> dict[str, Any]:
        """Headers and body of the last request for a path."""
        found: dict[str, Any] = self._control("GET", path).json()["last"]
        return found

    def _control(self, method: str, path: str, **more: Any) -> httpx2.Response:
        base = f"{self.scheme}://127.0.0.1:{self.program.port}/__{self.root}"
        with httpx2.Client(verify=self.tls or True, trust_env=False) as client:
            return client.request(method, base + path, **more).raise_for_status()


def key_server(*files: Path, tls: ssl.SSLContext | None = None) -> KeyServer:
    """Start one; with certificate and key files it speaks https."""
    port = free_port()
    command: list[str | Path] = [sys.executable, HERE / "key_server.py", str(port), *files]
    program = Program(Home(as_oneself=True), port, command, signal.SIGTERM)
    return KeyServer(program, "https" if files else "http", tls)


@dataclass
class SupabaseProject:
    """Our own process that signs people in as a Supabase project does; see `supabase_server`."""

    program: Program

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.program.port}"

    def letter(self, email: str) -> str:
        """The link in the last letter to that address."""
        with httpx2.Client(trust_env=False) as client:
            letter = client.get(f"{self.url}/__/letter", params={"to": email}).raise_for_status()
            return str(letter.json()["url"])


def supabase_project() -> SupabaseProject:
    """Start one."""
    port = free_port()
    command: list[str | Path] = [sys.executable, HERE / "supabase_server.py", str(port)]
    return SupabaseProject(Program(Home(as_oneself=True), port, command, signal.SIGTERM))


def node(home: Home, port: int, *arguments: str | Path) -> Program:
    """A program of the test servers' packages, which keeps what it keeps in its own folder."""
    quiet = ["env", f"HOME={home.path}", "CI=true", "NO_UPDATE_NOTIFIER=1"]
    return Program(home, port, [*quiet, find_program("node"), *arguments], signal.SIGTERM)


@dataclass
class Emulator:
    """The Firebase Auth emulator, and what people do there."""

    program: Program

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.program.port}"

    def ask(self, action: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        """A request to Firebase's own REST interface."""
        url = f"http://{self.host}/identitytoolkit.googleapis.com/v1/accounts:{action}?key=any"
        answer = httpx2.post(url, json={"returnSecureToken": True, **body}, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def sign_up(self, email: str | None = None) -> dict[str, Any]:
        """A new person, with an address or (None) anonymous; `idToken` is theirs."""
        return self.ask("signUp", {} if email is None else {"email": email, "password": "a fine secret"})

    def verify(self, person: dict[str, Any]) -> str:
        """They open the letter, and sign in again; returns the token."""
        owner = {"Authorization": "Bearer owner"}
        self.ask("update", {"localId": person["localId"], "emailVerified": True}, **owner)
        again = self.ask("signInWithPassword", {"email": person["email"], "password": "a fine secret"})
        return str(again["idToken"])


def emulator(project: str) -> Emulator:
    """Start the emulator of one project; it needs no network."""
    home, port = Home(as_oneself=True), free_port()
    ports = {name: {"host": "127.0.0.1", "port": free_port()} for name in ("hub", "logging")}
    auth = {"host": "127.0.0.1", "port": port}
    settings = {"emulators": {"auth": auth, **ports, "ui": {"enabled": False}, "singleProjectMode": False}}
    (home.path / "firebase.json").write_text(json.dumps(settings))
    tool = MODULES / "firebase-tools/lib/bin/firebase.js"
    return Emulator(node(home, port, tool, "emulators:start", "--only", "auth", "--project", project))


@dataclass
class OidcServer:
    """A certified OpenID Connect provider (oidc-provider). `accounts`: claims by login."""

    program: Program

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.program.port}"


def oidc_server(
    accounts: dict[str, dict[str, Any]], *, algorithm: str, conform: bool, back: Sequence[str] = (BACK,)
) -> OidcServer:
    """Start one. `conform`: claims are told on asking only; else they stand in the ID token. `back`: ways to Sonix."""
    port = free_port()
    key = rsa_key("first") if algorithm == "RS256" else ec_key("first")
    client = {
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uris": list(back),
        "id_token_signed_response_alg": algorithm,
    }
    told = {
        "port": port,
        "clients": [client],
        "accounts": accounts,
        "conform": conform,
        "keys": [rsa_key("other").as_dict(private=True), key.as_dict(private=True)],
    }
    return OidcServer(node(Home(as_oneself=True), port, SERVERS / "provider.mjs", json.dumps(told)))
