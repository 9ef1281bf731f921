"""Processes that end with their test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.running import Running

Serve = Callable[..., Running]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def serve(data_dir: Path) -> Iterator[Serve]:
    """`serve(*options, **settings)` runs `sonix serve` in `data_dir`."""
    started: list[Running] = []

    def start(*options: str, **settings: str) -> Running:
        started.append(Running(data_dir, *options, **settings))
        return started[-1]

    yield start
    for process in started:
        process.stop()


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither variables nor a sonix.toml of the machine the tests run on."""
    for name in list(os.environ):
        if name.startswith("SONIX_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
