"""`sonix restore` and a server on the same data folder keep out of each other's way."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from sonix.config import Settings
from sonix.config.in_use import not_serving, serving
from sonix.core.errors import SonixError
from tests.cli.conftest import Serve
from tests.cli.running import run


def test_nothing_is_restored_under_a_running_server(serve: Serve, data_dir: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "b.tar")
    sonix = serve().greeted()
    made = run(data_dir, "backup", file)
    assert made.returncode == 0, made.stderr
    refused = run(data_dir, "restore", file, "--replace")
    assert refused.returncode == 1
    assert f"Sonix is running on the data folder {data_dir}. Stop it first" in refused.stderr
    sonix.stop(signal.SIGKILL)
    done = run(data_dir, "restore", file, "--replace")
    assert done.returncode == 0, done.stderr
    assert "Start Sonix again: `make run`" in done.stdout


def test_servers_share_a_folder_and_none_starts_while_a_backup_is_restored(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with (
        serving(settings),
        serving(settings),
        pytest.raises(SonixError, match="running on the data folder"),
        not_serving(settings),
    ):
        pytest.fail("there is a server")
    with not_serving(settings), pytest.raises(SonixError, match="A backup is being restored"), serving(settings):
        pytest.fail("there is a restore")
    with serving(settings):
        pass


def test_a_lock_that_is_somebody_elses_keeps_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "serving.lock").mkdir()
    with serving(Settings(data_dir=tmp_path)), not_serving(Settings(data_dir=tmp_path)):
        pass
