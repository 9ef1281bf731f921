"""The page's types of accounts and administration are the server's: fields, and which of them may be null."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sonix.config import Settings
from sonix.web.app import create_app

NET = Path(__file__).parents[2] / "web/src/net"
INTERFACE = re.compile(
    r"^export interface (\w+)(?:<\w+>)?(?: extends (\w+).*?)? \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
FIELD = re.compile(r"^  (\w+): (.*?)(?:;$|\{$)", re.MULTILINE)
NAMED_OTHERWISE = {
    "Device": "DeviceOut",
    "FirebaseSettings": "FirebaseOut",
    "Leaving": "LeavingOut",
    "LinkedIdentity": "IdentityOut",
    "NewAccount": "AccountIn",
    "Passkey": "PasskeyOut",
    "SupabaseSettings": "SupabaseOut",
}
PEOPLE = ["User", "SessionOut", "SignIn", "FirebaseSettings", "SupabaseSettings", "Instance"]


def interfaces(*files: str) -> dict[str, dict[str, bool]]:
    """Of each interface the fields, and whether they may be null."""
    found: dict[str, dict[str, bool]] = {}
    for file in files:
        for name, base, body in INTERFACE.findall((NET / file).read_text()):
            found[name] = found.get(base, {}) | {field: "| null" in type_ for field, type_ in FIELD.findall(body)}
    return found


def described(schema: dict[str, Any]) -> dict[str, bool]:
    """The same of a model of the server."""
    return {
        field: any(one.get("type") == "null" for one in told.get("anyOf", []))
        for field, told in schema["properties"].items()
    }


SHAPES = {name: fields for name, fields in interfaces("api_types.ts").items() if name in PEOPLE} | {
    name: fields for name, fields in interfaces("people_types.ts", "admin_types.ts").items() if name != "AdminPage"
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the server says of itself."""
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("types")))
    schemas: dict[str, Any] = app.openapi()["components"]["schemas"]
    return schemas


@pytest.mark.parametrize("name", SHAPES)
def test_page_and_server_mean_the_same(name: str, models: dict[str, Any]) -> None:
    assert SHAPES[name] == described(models[NAMED_OTHERWISE.get(name, name)])
