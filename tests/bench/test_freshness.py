"""A bench is refused a page that is not what the sources say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from bench.acoustic.freshness import why_stale
from bench.acoustic.runner import run_cases

BUILT_S = 1_000_000.0
PAGE = "src/sonix/web/static/index.html"


def put(root: Path, name: str, at_s: float) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    os.utime(path, (at_s, at_s))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("web/src/main.ts", "web/src/audio/player.ts", "web/index.html", "web/package-lock.json"):
        put(tmp_path, name, BUILT_S - 60)
    put(tmp_path, PAGE, BUILT_S)
    return tmp_path


def test_a_page_built_after_its_sources_will_do(checkout: Path) -> None:
    assert why_stale(checkout) is None


@pytest.mark.parametrize(
    "name", ["web/src/audio/player.ts", "web/src/audio/new.ts", "web/index.html", "web/package-lock.json"]
)
def test_a_source_that_changed_since_is_named(checkout: Path, name: str) -> None:
    put(checkout, name, BUILT_S + 1)
    told = why_stale(checkout)
    assert told is not None
    assert name in told


def test_a_test_that_changed_is_no_reason(checkout: Path) -> None:
    put(checkout, "web/src/audio/player.test.ts", BUILT_S + 1)
    assert why_stale(checkout) is None


def test_a_page_that_was_never_built_is_told(checkout: Path) -> None:
    (checkout / PAGE).unlink()
    assert "not built" in (why_stale(checkout) or "")


def test_no_case_runs_with_such_a_page(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(checkout, "web/src/main.ts", BUILT_S + 1)
    monkeypatch.setattr("bench.acoustic.freshness.ROOT", checkout)
    assert run_cases([], 1.0, tmp_path / "results") == 2
    assert "web/src/main.ts" in capsys.readouterr().err
    assert not (tmp_path / "results").exists()
