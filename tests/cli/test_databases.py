"""`sonix db`: the schema, and moving to another database, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonix.cli.databases import copy, migrate
from sonix.core.errors import SonixError
from sonix.db.engine import sqlite_url


def test_a_new_database_gets_its_tables_and_moves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(data_dir=tmp_path)
    copy(to=sqlite_url(tmp_path / "other.db"), data_dir=tmp_path)
    said = capsys.readouterr().out
    assert "The database has schema" in said
    assert "Every one reads as it was." in said
    assert (tmp_path / "other.db").is_file()


def test_a_server_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    migrate(data_dir=tmp_path)
    with pytest.raises(SonixError, match="does not answer"):
        copy(to="postgresql://somebody:secret@127.0.0.1:1/name", data_dir=tmp_path)
