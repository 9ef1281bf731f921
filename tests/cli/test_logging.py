"""What stands in a log line, and what never does."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from sonix.config import Settings, Tls
from sonix.logging import RequestLog, configure
from sonix.web.app import create_app

Start = Callable[[], None]
Lines = pytest.CaptureFixture[str]
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"


@pytest.fixture
def start_logging(no_settings: None) -> Iterator[Start]:
    """The product's own configuration, to be called inside the test; undone afterwards for the rest of the process."""
    root = logging.getLogger()
    handlers, level, before = root.handlers, root.level, structlog.get_config()
    yield lambda: configure(Settings(log_format="json", log_level="debug"))
    root.handlers, root.level = handlers, level
    structlog.configure(**before)


def _lines(capsys: Lines) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_shows_no_variables(start_logging: Start, capsys: Lines, form: Literal["console", "json"]) -> None:
    start_logging()
    configure(Settings(log_format=form))
    password = "".join(reversed("olleh"))
    try:
        raise ValueError(len(password))
    except ValueError:
        structlog.stdlib.get_logger("sonix.test").exception("broken")
    said = capsys.readouterr().err
    assert "ValueError: 5" in said
    assert "hello" not in said


def test_lines_say_when_how_bad_and_from_where(start_logging: Start, capsys: Lines) -> None:
    start_logging()
    structlog.stdlib.get_logger("sonix.test").warning("odd", room="ABC234")
    (line,) = _lines(capsys)
    assert line["event"] == "odd"
    assert (line["level"], line["logger"], line["room"]) == ("warning", "sonix.test", "ABC234")
    assert "timestamp" in line


def test_libraries_lines_pass_the_same_way(start_logging: Start, capsys: Lines) -> None:
    start_logging()
    logging.getLogger("uvicorn.error").error("bad %s", "thing")
    (line,) = _lines(capsys)
    assert (line["event"], line["logger"]) == ("bad thing", "uvicorn.error")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"got {JWT}", JWT),
        ("Authorization: Bearer abc-def", "abc-def"),
        ("GET /media/r/x/audio.webm?e=1&s=c2ln", "c2ln"),
        ("http://box:8000/#admin=Zm9vYmFy", "Zm9vYmFy"),
        ("https://box:8443/r/ABC234#carry=Zm9vYmFy", "Zm9vYmFy"),
        ("https://box/account/reset#token=Zm9v-YmFy", "Zm9v-YmFy"),
        ("mysql://sonix:pass-word@db/sonix", "pass-word"),
    ],
)
def test_secrets_are_hidden_by_their_look(start_logging: Start, capsys: Lines, text: str, secret: str) -> None:
    start_logging()
    structlog.stdlib.get_logger("sonix.test").info(text, more=[text])
    assert secret not in capsys.readouterr().err


@pytest.mark.parametrize("field", ["token", "admin_token", "authorization", "cookie", "secret", "signature"])
def test_secrets_are_hidden_by_their_name(start_logging: Start, capsys: Lines, field: str) -> None:
    start_logging()
    structlog.stdlib.get_logger("sonix.test").info("did", **{field: "plain-word"})
    assert "plain-word" not in capsys.readouterr().err


def test_secrets_in_a_traceback_are_hidden(start_logging: Start, capsys: Lines) -> None:
    start_logging()
    try:
        raise ValueError(f"no {JWT}")
    except ValueError:
        logging.getLogger("elsewhere").exception("failed")
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert JWT not in said


def _client(status: int) -> TestClient:
    async def answer(_request: Request) -> PlainTextResponse:
        structlog.stdlib.get_logger("sonix.inside").info("working")
        return PlainTextResponse("", status_code=status)

    return TestClient(RequestLog(Starlette(routes=[Route("/a", answer, methods=["GET", "POST"])])))


@pytest.mark.parametrize(
    ("method", "status", "level"),
    [("GET", 200, "debug"), ("POST", 201, "info"), ("POST", 404, "info"), ("GET", 503, "warning")],
)
def test_each_request_is_one_line_at_a_level_that_fits(
    start_logging: Start, capsys: Lines, method: str, status: int, level: str
) -> None:
    start_logging()
    _client(status).request(method, "/a?s=secret")
    line = next(line for line in _lines(capsys) if line["event"] == "request")
    assert (line["method"], line["path"], line["status"], line["level"]) == (method, "/a", status, level)


def test_every_line_of_a_request_carries_the_id_the_client_is_told(start_logging: Start, capsys: Lines) -> None:
    start_logging()
    told = _client(200).get("/a").headers["x-request-id"]
    ours = [line for line in _lines(capsys) if str(line["logger"]).startswith("sonix.")]
    assert {line["request_id"] for line in ours} == {told}
    assert len(ours) == 2


def test_the_line_of_a_request_names_who_asked(start_logging: Start, capsys: Lines, data_dir: Path) -> None:
    start_logging()
    app = create_app(Settings(data_dir=data_dir, tls=Tls(enabled=False)))
    with TestClient(RequestLog(app)) as client:
        guest = client.post("/api/guests", json={"name": "Ana"}).json()
        client.get("/api/me", headers={"Authorization": f"Bearer {guest['access']}"})
        client.get("/api/instance")
    lines = [line for line in _lines(capsys) if line["event"] == "request"]
    assert [(line["path"], line.get("member_id")) for line in lines] == [
        ("/api/guests", None),
        ("/api/me", guest["user"]["user_id"]),
        ("/api/instance", None),
    ]
