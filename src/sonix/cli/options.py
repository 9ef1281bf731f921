"""Options that several subcommands share, and the settings made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from sonix.config import Settings, load

ConfigFile = Annotated[Path | None, Parameter(name="--config", help="TOML file with settings. Default: ./sonix.toml.")]
DataDir = Annotated[Path | None, Parameter(name="--data-dir", help="Folder of the database and the music.")]
AT_THE_MACHINE = ""
"""Who the log of acts names for what was done from the command line."""


def settings_from(config: Path | None, given: dict[str, Any]) -> Settings:
    """Settings with what the command line gave on top; options that were not given (None) leave them as they are."""
    return load(config, _given_only(given))


def _given_only(options: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in options.items():
        inner = _given_only(value) if isinstance(value, dict) else value
        if inner is not None and inner != {}:
            kept[name] = inner
    return kept
