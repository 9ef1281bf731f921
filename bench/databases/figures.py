"""What was measured, as a table: kept in a file between pieces of a bench, and put into the documentation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs" / "databases.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"

Figures = dict[str, dict[str, str]]
"""By what was measured, then by database."""


def read(file: Path | None) -> Figures:
    """What earlier pieces found."""
    if file is None or not file.exists():
        return {}
    found: Figures = json.loads(file.read_text())
    return found


def write(file: Path | None, figures: Figures) -> None:
    """Keep it for the next piece."""
    if file is not None:
        file.write_text(json.dumps(figures, indent=1))


def as_table(figures: Figures, kinds: Sequence[str], about: str) -> str:
    """As Markdown."""
    rows = [f"| {name} | {' | '.join(cells.get(kind, '—') for kind in kinds)} |" for name, cells in figures.items()]
    head = [f"| | {' | '.join(kinds)} |", f"|---|{'---|' * len(kinds)}"]
    return "\n".join([f"{about}, the server on the same machine.", "", *head, *rows])


def put_into_docs(table: str) -> None:
    """In place of the last one."""
    before, _, rest = DOCS.read_text().partition(BEGIN)
    DOCS.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}")
