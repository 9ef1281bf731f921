"""What docs/security.md claims is shown by tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.security.tables import rows_under

TESTS = Path(__file__).parents[1]
TITLE = "## Verified: OWASP ASVS 4.0.3, level 2"
REFERENCE = re.compile(r"`([\w/]+\.py)::(\w+)`")


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_item_names_tests_that_are_there() -> None:
    rows = rows_under(TITLE)
    assert len(rows) > 40
    for item, claim, shown in rows:
        named = REFERENCE.findall(shown)
        assert named or shown == "this page", f"{item}: nothing shows that {claim!r}"
        for file, name in named:
            assert f"test_{name}" in functions(TESTS / file), f"{item}: {file} has no test_{name}"
