"""What may not be left in a file that lands."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.architecture.sources import ROOT, project_files

_UNDONE = re.compile(r"\b(TO[D]O|FIX[M]E)\b")
_TEXT = {".py", ".ts", ".svelte", ".md", ".css", ".html", ".toml"}


def test_nothing_is_marked_as_undone() -> None:
    marked = [
        str(file.relative_to(ROOT))
        for file in project_files()
        if file.suffix in _TEXT and _UNDONE.search(file.read_text(encoding="utf-8"))
    ]
    assert not marked


def test_settings_page_is_current() -> None:
    checked = subprocess.run([sys.executable, ROOT / "scripts/settings_docs.py", "--check"], cwd=ROOT, check=False)
    assert checked.returncode == 0


def test_protocol_types_are_current() -> None:
    checked = subprocess.run([sys.executable, ROOT / "scripts/gen_protocol.py", "--check"], cwd=ROOT, check=False)
    assert checked.returncode == 0


def test_locks_name_no_registry() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name
    for folder in ("web", "tests/identity/servers"):
        assert '"resolved"' not in (ROOT / folder / "package-lock.json").read_text(encoding="utf-8"), folder


def test_links_between_the_docs_lead_somewhere() -> None:
    pages = [file for file in project_files() if file.suffix == ".md"]
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken
