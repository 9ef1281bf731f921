"""A wheel is all it takes: no checkout, no Node."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.cli.running import Running

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `make wheel` does; the page is built first when it is not there."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (built,) = folder.glob("sonix-*.whl")
    return built


def test_the_wheel_carries_the_built_page_and_the_migrations(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "sonix/web/static/index.html" in names
    assert any(name.startswith("sonix/web/static/assets/") and name.endswith(".js") for name in names)
    assert any(name.startswith("sonix/db/migrations/versions/") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "web/", "bench/"))]


def test_an_installed_wheel_serves_the_page_without_node(wheel: Path, tmp_path: Path) -> None:
    python = _installed(wheel, tmp_path / "venv")
    sonix = Running(tmp_path / "data", python=str(python), PATH=str(python.parent), PYTHONSAFEPATH="1").greeted()
    try:
        with urllib.request.urlopen(sonix.address("On this machine") + "/", timeout=20) as answer:
            page = answer.read().decode()
    finally:
        sonix.stop()
    assert re.search(r'<script\b[^>]* type="module"', page), page


def _installed(wheel: Path, place: Path) -> Path:
    """A fresh virtual environment with the wheel in it. What it depends on is borrowed from this environment."""
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    (packages,) = (place / "lib").glob("python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python
