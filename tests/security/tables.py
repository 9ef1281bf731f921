"""Tables of docs/security.md, as tests read them."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs" / "security.md"


def rows_under(title: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    _, found, rest = DOCS.read_text().partition(f"{title}\n")
    assert found, f"docs/security.md has no heading {title!r}"
    lines = rest.splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows: list[list[str]] = []
    for line in lines[begin:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows[2:]
