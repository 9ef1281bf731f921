"""The sign-in of a Supabase project, as far as supabase-js asks for it with a password: `supabase_server.py PORT`.

Supabase's own server (GoTrue) is no package to be installed. This is written from its API's description: sign-up with a
letter to confirm the address, sign-in, the person, ES256 tokens and their keys, errors by code, and what a browser of
another site needs to ask. It keeps people in memory and believes every password that was given at sign-up.

`GET /__/letter?to=ADDRESS` tells the link of the last letter to somebody.
"""

from __future__ import annotations

import json
import secrets
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

ISSUER = "/auth/v1"
VERSION, TELLS_VERSION = "2024-01-01", "x-supabase-api-version"
ASKED_WITH = "apikey, authorization, content-type, x-client-info"
MIN_PASSWORD_CHARS = 6
LIFE_S = 3600
KEY = ECKey.generate_key("P-256", {"kid": "project-1", "use": "sig", "alg": "ES256"})
_passwords: dict[str, str] = {}
_people: dict[str, dict[str, Any]] = {}
_letters: dict[str, dict[str, str]] = {}


class Refused(Exception):  # noqa: N818 - an answer, not a mistake
    """`code` is what clients go by."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


def sign_up(email: str, password: str, back: str) -> dict[str, Any]:
    """A new person, whose address nobody has confirmed; the letter leads `back`. Of a known one nothing is told."""
    if len(password) < MIN_PASSWORD_CHARS:
        raise Refused(422, "weak_password")
    person = _person(email)
    if email in _people:
        return {**person, "identities": []}
    letter = {"type": "signup", "token": secrets.token_urlsafe(16), "redirect_to": back}
    _people[email], _passwords[email], _letters[email] = person, password, letter
    return person


def sign_in(email: str, password: str, issuer: str) -> dict[str, Any]:
    """A session."""
    if email not in _people or not secrets.compare_digest(_passwords[email].encode(), password.encode()):
        raise Refused(400, "invalid_credentials")
    person = _people[email]
    if "email_confirmed_at" not in person:
        raise Refused(400, "email_not_confirmed")
    return session(person, issuer)


def session(person: dict[str, Any], issuer: str) -> dict[str, Any]:
    """What somebody gets who is signed in."""
    now_s = int(time.time())
    claims = {
        **{name: person[name] for name in ("email", "phone", "role", "aud", "app_metadata", "user_metadata")},
        "iss": issuer,
        "sub": person["id"],
        "iat": now_s,
        "exp": now_s + LIFE_S,
        "session_id": str(uuid.uuid4()),
        "is_anonymous": False,
    }
    token = jwt.encode({"alg": "ES256", "kid": KEY.kid, "typ": "JWT"}, claims, KEY)
    return {
        "access_token": token,
        "token_type": "bearer",
        "expires_in": LIFE_S,
        "expires_at": now_s + LIFE_S,
        "refresh_token": secrets.token_urlsafe(9),
        "user": person,
    }


def open_letter(token: str, issuer: str) -> dict[str, Any]:
    """What the browser brings back, in the fragment, from the link in a letter. It is good once."""
    for email, letter in _letters.items():
        if secrets.compare_digest(letter["token"], token):
            letter["token"] = ""
            _people[email]["email_confirmed_at"] = "2026-01-01T00:00:00Z"
            _people[email]["identities"][0]["identity_data"]["email_verified"] = True
            made = session(_people[email], issuer)
            return {"type": "signup", **{name: made[name] for name in ("access_token", "refresh_token", "expires_in")}}
    return {"error": "access_denied", "error_code": "otp_expired"}


def asker(token: str) -> dict[str, Any]:
    """Whose token it is."""
    try:
        subject = jwt.decode(token, KEY, algorithms=["ES256"]).claims["sub"]
        return next(person for person in _people.values() if person["id"] == subject)
    except (JoseError, ValueError, StopIteration) as error:
        raise Refused(403, "bad_jwt") from error


def _person(email: str) -> dict[str, Any]:
    user_id = str(uuid.uuid4())
    data = {"sub": user_id, "email": email, "email_verified": False, "phone_verified": False}
    return {
        "id": user_id,
        "aud": "authenticated",
        "role": "authenticated",
        "email": email,
        "phone": "",
        "app_metadata": {"provider": "email", "providers": ["email"]},
        "user_metadata": dict(data),
        "identities": [{"id": user_id, "user_id": user_id, "provider": "email", "identity_data": data}],
    }


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def do_OPTIONS(self) -> None:
        self._answer(204, None)

    def do_GET(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self._reply()

    def _reply(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            if parts.path == f"{ISSUER}/verify":
                said = urlencode(open_letter(query["token"], self._issuer()))
                self._answer(303, {}, Location=f"{query['redirect_to']}#{said}")
                return
            self._answer(200, self._found(parts.path, query, body))
        except Refused as refused:
            self._answer(refused.status, {"code": refused.code, "message": f"Refused: {refused.code}"})

    def _found(self, path: str, query: dict[str, str], body: dict[str, str]) -> object:
        base = self._issuer()
        match path:
            case "/__/letter":
                return {"url": f"{base}/verify?{urlencode(_letters[query['to']])}"}
            case "/auth/v1/.well-known/jwks.json":
                return {"keys": [KEY.as_dict(private=False)]}
        if "apikey" not in self.headers:
            raise Refused(401, "no_api_key")
        match path:
            case "/auth/v1/signup":
                return sign_up(body["email"], body["password"], query["redirect_to"])
            case "/auth/v1/token" if query.get("grant_type") == "password":
                return sign_in(body["email"], body["password"], base)
            case "/auth/v1/user":
                return asker(self.headers.get("Authorization", "").removeprefix("Bearer "))
        raise Refused(404, "not_found")

    def _issuer(self) -> str:
        return f"http://{self.headers['Host']}{ISSUER}"

    def _answer(self, status: int, said: object, **headers: str) -> None:
        body = b"" if status == 204 else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", f"{ASKED_WITH}, {TELLS_VERSION}")
        self.send_header("Access-Control-Expose-Headers", TELLS_VERSION)
        self.send_header(TELLS_VERSION, VERSION)
        self.send_header("Content-Type", "application/json")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: passwords and tokens go through here."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
