"""ListenBrainz and Last.fm on a port of this machine: strict in what they take."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

API_KEY, SECRET = "a-key-of-this-sonix", "the-secret-of-that-key"
MAX_LISTENS, MAX_LISTEN_BYTES = 1000, 10_240
FIRST_LISTEN_S = 1_033_430_400
"""ListenBrainz takes nothing older than Audioscrobbler."""
MAX_SCROBBLES = 50
INDEXED = re.compile(r"(artist|track|timestamp|duration|album)\[(0|[1-9]\d?)\]")


@dataclass(frozen=True)
class Listen:
    """One play that a service has written down."""

    who: str
    artist: str
    title: str
    album: str
    at_s: int


@dataclass
class Answer:
    """What a service says."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class _WrongError(Exception):
    def __init__(self, status: int, body: Any) -> None:
        super().__init__(str(body))
        self.answer = Answer(status, body)


@dataclass
class Services:
    """Both services, what they have written down, and how they are to behave.

    Attributes:
        trouble: what they say instead to the next submissions, one by one; None: nothing at all, the line goes dead.
        sizes: how many plays each submission had.
    """

    url: str = ""
    tokens: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str | None] = field(default_factory=dict)
    listens: list[Listen] = field(default_factory=list)
    scrobbles: list[Listen] = field(default_factory=list)
    trouble: list[Answer | None] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    unwanted: set[str] = field(default_factory=set)
    limit_a_day: int = 10_000
    lock: Lock = field(default_factory=Lock)

    def allow(self, page: str, name: str) -> None:
        """Press the button on the page of Last.fm as `name`."""
        asked = parse_qs(urlsplit(page).query)
        assert asked["api_key"] == [API_KEY]
        self.asked[asked["token"][0]] = name

    def validate(self, headers: Mapping[str, str]) -> Answer:
        name = self.tokens.get(_bearer(headers))
        if name is None:
            return Answer(200, {"code": 200, "message": "Token invalid.", "valid": False})
        return Answer(200, {"code": 200, "message": "Token valid.", "valid": True, "user_name": name})

    def submit(self, headers: Mapping[str, str], body: bytes) -> Answer:
        name = self.tokens.get(_bearer(headers))
        if name is None:
            raise _WrongError(401, {"code": 401, "error": "Invalid authorization token."})
        told = json.loads(body)
        _need(set(told) == {"listen_type", "payload"} and told["listen_type"] in ("single", "import"), "listen_type")
        payload = told["payload"]
        _need(isinstance(payload, list) and 0 < len(payload) <= MAX_LISTENS, "payload")
        _need(told["listen_type"] == "import" or len(payload) == 1, "A single listen is one.")
        listens = [self._listen(name, each) for each in payload]
        self._meet_trouble(len(listens))
        known = set(self.listens)
        self.listens += [listen for listen in listens if listen not in known]
        return Answer(200, {"status": "ok"}, {"X-RateLimit-Reset-In": "3"})

    def _listen(self, name: str, told: dict[str, Any]) -> Listen:
        _need(len(json.dumps(told)) <= MAX_LISTEN_BYTES, "The listen is too large.")
        about, at_s = told["track_metadata"], told["listened_at"]
        _need(set(told) == {"listened_at", "track_metadata"}, "unknown keys")
        _need(isinstance(at_s, int) and FIRST_LISTEN_S < at_s < time.time() + 600_000_000, "listened_at")
        texts = [about[key] for key in ("artist_name", "track_name")] + [about.get("release_name", "-")]
        _need(all(isinstance(text, str) and text.strip() and "\0" not in text for text in texts), "names")
        _need(0 < about["additional_info"]["duration"] <= 2_073_600, "duration")
        _need(about["track_name"] not in self.unwanted, "That is no track.")
        return Listen(name, about["artist_name"], about["track_name"], about.get("release_name", ""), at_s)

    def call(self, form: dict[str, str]) -> Answer:
        signed = sorted((name, value) for name, value in form.items() if name not in ("api_sig", "format"))
        text = "".join(name + value for name, value in signed) + SECRET
        if form.get("api_key") != API_KEY:
            raise _failed(10, 403)
        if form.get("api_sig") != hashlib.md5(text.encode(), usedforsecurity=False).hexdigest():
            raise _failed(13, 403)
        _need(form.get("format") == "json", "format")
        match form["method"]:
            case "auth.getToken":
                token = secrets.token_urlsafe(24)
                self.asked[token] = None
                return Answer(200, {"token": token})
            case "auth.getSession":
                return self._session(form["token"])
            case "track.scrobble":
                return self._scrobble(form)
        raise _failed(3, 400)

    def _session(self, token: str) -> Answer:
        if token not in self.asked:
            raise _failed(15, 403)
        name = self.asked[token]
        if name is None:
            raise _failed(14, 403)
        del self.asked[token]
        key = secrets.token_hex(16)
        self.sessions[key] = name
        return Answer(200, {"session": {"name": name, "key": key, "subscriber": 0}})

    def _scrobble(self, form: dict[str, str]) -> Answer:
        if form["sk"] not in self.sessions:
            raise _failed(9, 403)
        plays: dict[int, dict[str, str]] = {}
        for name, value in form.items():
            if found := INDEXED.fullmatch(name):
                plays.setdefault(int(found[2]), {})[found[1]] = value
        if sorted(plays) != list(range(len(plays))) or not 0 < len(plays) <= MAX_SCROBBLES:
            raise _failed(6, 400)
        scrobbles = [self._one(self.sessions[form["sk"]], plays[i]) for i in range(len(plays))]
        self._meet_trouble(len(scrobbles))
        codes = []
        for scrobble in scrobbles:
            full = scrobble not in self.scrobbles and len(self.scrobbles) >= self.limit_a_day
            codes.append("5" if full else "0")
            if not full and scrobble not in self.scrobbles:
                self.scrobbles.append(scrobble)
        told = [{"ignoredMessage": {"code": code, "#text": ""}} for code in codes]
        accepted = {"accepted": codes.count("0"), "ignored": codes.count("5")}
        return Answer(200, {"scrobbles": {"@attr": accepted, "scrobble": told[0] if len(told) == 1 else told}})

    def _one(self, name: str, told: dict[str, str]) -> Listen:
        if not {"artist", "track", "timestamp"} <= told.keys() or not all(told.values()):
            raise _failed(6, 400)
        if told["track"] in self.unwanted:
            raise _failed(6, 400)
        return Listen(name, told["artist"], told["track"], told.get("album", ""), int(told["timestamp"]))

    def _meet_trouble(self, plays: int) -> None:
        self.sizes.append(plays)
        if self.trouble:
            answer = self.trouble.pop(0)
            if answer is None:
                raise ConnectionAbortedError
            wrong = _WrongError(answer.status, answer.body)
            wrong.answer = answer
            raise wrong


def _bearer(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme != "Token" or not token:
        raise _WrongError(401, {"code": 401, "error": "You need to provide an Authorization token."})
    return token


def _need(true: bool, said: str) -> None:
    if not true:
        raise _WrongError(400, {"code": 400, "error": said})


def _failed(code: int, status: int) -> _WrongError:
    return _WrongError(status, {"error": code, "message": "as the documentation has it"})


PAGE = "<h1>Last.fm</h1><p>Sonix wants to write down what you hear.</p><form method=post><button>Allow</button></form>"


def _handler(services: Services) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            services.addresses.append(self.path)
            match urlsplit(self.path).path:
                case "/1/validate-token":
                    self._answer(lambda: services.validate(dict(self.headers.items())))
                case "/api/auth/":
                    self._answer(lambda: Answer(200, PAGE))
                case _:
                    self._answer(lambda: Answer(404, {"code": 404, "error": "Not found"}))

        def do_POST(self) -> None:
            services.addresses.append(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            match urlsplit(self.path).path:
                case "/1/submit-listens":
                    self._answer(lambda: services.submit(dict(self.headers.items()), body))
                case "/2.0/":
                    self._answer(lambda: services.call(dict(parse_qsl(body.decode(), strict_parsing=True))))
                case "/api/auth/":
                    services.allow(self.path, "ana-there")
                    self._answer(lambda: Answer(200, "<h1>Allowed</h1>"))
                case _:
                    self._answer(lambda: Answer(404, {"code": 404, "error": "Not found"}))

        def _answer(self, make: Any) -> None:
            try:
                with services.lock:
                    answer = make()
            except _WrongError as wrong:
                answer = wrong.answer
            except ConnectionAbortedError:
                self.close_connection = True
                return
            is_page = isinstance(answer.body, str)
            body = (answer.body if is_page else json.dumps(answer.body)).encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "text/html" if is_page else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    return Handler


@contextmanager
def serving() -> Iterator[Services]:
    """Both services, until the end of the block."""
    services = Services()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(services)) as server:
        services.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield services
        server.shutdown()
