"""What must stay secret is in no log line, in no address and, as it is, in no table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sonix.config import Settings
from sonix.web.app import create_app
from tests.security.server import a_server

PAGE = {"X-Sonix": "1"}
PASSWORD, OTHER = "seven lamps at sea", "twelve geese in a row"
SECRET_NAMES = re.compile(r"token|secret|password|code_verifier|refresh|invitation$", re.IGNORECASE)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes, dict[str, str]]:
    """What a server has printed and kept after somebody did all there is to do with secrets, and those secrets."""
    folder = tmp_path_factory.mktemp("server")
    with a_server(folder, SONIX_LOG_LEVEL="debug") as server, httpx2.Client(base_url=server.url) as http:
        secrets = _live(http, server.log())
        log = server.log()
    kept = b"".join(path.read_bytes() for path in (folder / "data").rglob("*.db*"))
    return log, kept, secrets


def _live(http: httpx2.Client, greeting: str) -> dict[str, str]:
    claim = re.search(r"#admin=([\w-]+)", greeting)
    assert claim is not None
    found = {"claim": claim[1], "password": PASSWORD, "new password": OTHER, "wrong password": "eleven wrong guesses"}

    def send(method: str, path: str, access: str = "", **body: Any) -> Any:
        headers = {**PAGE, "Origin": str(http.base_url).rstrip("/")}
        headers |= {"Authorization": f"Bearer {access}"} if access else {}
        answer = http.request(method, path, json=body or None, headers=headers)
        found.update({f"cookie {len(found)}": value for value in answer.cookies.values() if value})
        said = answer.json() if answer.content else {}
        assert answer.is_success or body.get("password") == found["wrong password"], (path, answer.text)
        if "access" in said:
            found[f"access {len(found)}"] = said["access"]
        return said

    root = send("POST", "/api/guests", name="Root")["access"]
    send("POST", "/api/admin/claim", root, token=found["claim"])
    link = send("POST", "/api/admin/invitations", root, uses=2)["link"]
    found["invitation"] = link.partition("#")[2].partition("=")[2]
    http.cookies.clear()  # another browser
    who = {"name": "Ana", "email": "ana@example.org", "password": PASSWORD}
    ana = send("POST", "/api/accounts", invitation=found["invitation"], **who)
    access = ana["access"]
    send("POST", "/api/sessions", email="ana@example.org", password=found["wrong password"])
    send("PUT", "/api/me/password", access, old=PASSWORD, new=OTHER)
    reset = send("POST", f"/api/admin/users/{ana['user']['user_id']}/reset-link", root)["link"]
    found["reset"] = reset.partition("#")[2].partition("=")[2]
    send("POST", "/api/sessions/refresh")
    send("POST", "/api/sessions", email="ana@example.org", password=OTHER)
    send("POST", "/api/passwords/reset", token=found["reset"], new=PASSWORD)
    assert all(len(value) > 9 for value in found.values()), found
    return found


def test_no_secret_is_printed(lived: tuple[str, bytes, dict[str, str]]) -> None:
    log, _, secrets = lived
    assert "POST" in log, "requests are logged"
    printed_once = log.replace(f"#admin={secrets['claim']}", "", 1)
    for name, value in secrets.items():
        assert value not in printed_once, name
        assert value.partition(".")[2][:40] not in printed_once or "." not in value, name


def test_no_secret_is_kept_as_it_is(lived: tuple[str, bytes, dict[str, str]]) -> None:
    _, kept, secrets = lived
    assert b"ana@example.org" in kept
    for name, value in secrets.items():
        assert value.encode() not in kept, name


def test_no_address_of_the_api_takes_a_secret(tmp_path: Path) -> None:
    """Addresses are kept by browsers, proxies and logs. Only a provider's `code` comes that way: it is good once."""
    for path, methods in create_app(Settings(data_dir=tmp_path)).openapi()["paths"].items():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] in ("query", "path"):
                    assert not SECRET_NAMES.search(parameter["name"]), (path, parameter["name"])
