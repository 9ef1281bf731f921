"""A data folder on a disk that knows neither links nor modes, such as an exFAT stick."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sonix.accounts.keys import load_keys


@pytest.fixture
def exfat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses what exFAT refuses."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(Path, "chmod", refuse)


@pytest.mark.usefixtures("exfat")
def test_the_secret_is_made_once_and_kept(data_dir: Path) -> None:
    first = load_keys(data_dir)
    (data_dir / "secret.key").touch()
    os.chmod(data_dir / "secret.key", 0o777)  # noqa: PTH101 - as such a disk shows every file
    assert load_keys(data_dir) == first
    assert [file.name for file in data_dir.iterdir()] == ["secret.key"]
