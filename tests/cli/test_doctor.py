"""`sonix doctor` and `sonix version`, as a person runs them."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import sonix
from sonix.config import Settings, Tls, make_data_dir
from sonix.doctor import Finding, Level, examine
from tests.cli.running import run


def _findings(settings: Settings) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(settings)}


@pytest.fixture
def settings(no_settings: None, data_dir: Path) -> Settings:
    return Settings(host="127.0.0.1", port=0, data_dir=data_dir, tls=Tls(port=0))


def test_everything_sonix_needs_is_looked_at(settings: Settings) -> None:
    found = _findings(settings)
    assert {"Python", "Node", "Page", "Clock", "Data folder", "Disk", "SQLite", "Port http", "Port https"} <= set(found)
    assert {"Network", "Public address", "Certificate", "Codecs", "Media worker"} <= set(found)
    assert [found[name].level for name in ("Python", "Data folder", "SQLite", "Codecs", "Media worker")] == ["ok"] * 5


def test_every_finding_that_is_not_well_says_what_to_do(settings: Settings) -> None:
    findings = _findings(settings.model_copy(update={"public_url": "http://localhost:8000"})).values()
    assert all(bool(finding.advice) == (finding.level != Level.OK) for finding in findings)


def test_a_public_address_that_means_this_machine_fails(settings: Settings) -> None:
    found = _findings(settings.model_copy(update={"public_url": "https://127.0.0.1"}))["Public address"]
    assert found.level == Level.FAIL
    assert "SONIX_PUBLIC_URL" in found.advice


def test_a_port_taken_by_another_program_fails(settings: Settings) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        found = _findings(settings.model_copy(update={"port": other.server_port}))["Port http"]
        other.shutdown()
    assert found.level == Level.FAIL
    assert "SONIX_PORT" in found.advice


def test_a_data_folder_that_is_a_file_fails(settings: Settings) -> None:
    settings.data_dir.write_text("not a folder")
    assert _findings(settings)["Data folder"].level == Level.FAIL


def test_a_damaged_database_fails(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "sonix.db").write_bytes(b"SQLite format 3\0" + b"damage" * 1000)
    assert _findings(settings)["SQLite"].level == Level.FAIL


def test_the_command_exits_with_1_when_something_must_be_done(data_dir: Path) -> None:
    data_dir.write_text("not a folder")
    told = run(data_dir, "doctor")
    assert told.returncode == 1
    assert "fail Data folder" in told.stdout
    assert "→ Set SONIX_DATA_DIR to a folder." in told.stdout


def test_a_wrong_setting_is_told_before_anything_is_examined(data_dir: Path) -> None:
    told = run(data_dir, "doctor", SONIX_PORT="high")
    assert told.returncode == 2
    assert "SONIX_PORT is 'high'" in told.stderr


def test_version(data_dir: Path) -> None:
    assert run(data_dir, "version").stdout == f"Sonix {sonix.__version__}\n"


def test_the_command_line_imports_no_server_before_it_needs_one() -> None:
    code = (
        "import sys, sonix.cli; sys.exit(any(name in sys.modules for name in ('fastapi', 'sqlalchemy', 'av', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_data_folder_is_made_for_its_owner_alone_and_an_open_one_is_told(settings: Settings) -> None:
    make_data_dir(settings)
    assert settings.data_dir.stat().st_mode & 0o777 == 0o700
    assert _findings(settings)["Data folder"].level == Level.OK
    settings.data_dir.chmod(0o755)
    found = _findings(settings)["Data folder"]
    assert (found.level, "chmod 700" in found.advice) == (Level.WARN, True)
