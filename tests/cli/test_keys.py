"""`sonix keys rotate`, while the server runs."""

from __future__ import annotations

import base64
import json
import urllib.request
from pathlib import Path
from typing import Any

from tests.cli.conftest import Serve
from tests.cli.running import run


def _ask(url: str, body: object = None, token: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers)) as answer:
        return json.load(answer)


def test_rotating_the_keys_signs_nobody_out(serve: Serve, data_dir: Path) -> None:
    url = serve().greeted().address("On this machine")
    access = str(_ask(f"{url}/api/guests", {"name": "Ana"})["access"])
    head = access.split(".", maxsplit=1)[0]
    kid = str(json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"])
    said = run(data_dir, "keys", "rotate").stdout
    assert "Access tokens are signed with key" in said
    assert kid not in said
    assert _ask(f"{url}/api/me", token=access)["name"] == "Ana"
    assert "keys.rotate" in run(data_dir, "admin", "audit").stdout
