"""Puts the settings together and refuses a wrong one with its name, what was given and what is allowed."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sonix.config.catalogue import catalogue, find, find_variable, sections
from sonix.config.settings import Settings, Source
from sonix.core.errors import SonixError

_PREFIX = "SONIX_"
_CONFIG = "SONIX_CONFIG"
_SECRET_WORDS = ("url", "key", "secret", "token", "password")

_Path = tuple[str, ...]


class WrongSettingsError(SonixError):
    """Sonix can't start with these settings. `problems` holds one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("wrong_settings", "\n".join(problems), status=500)
        self.problems = problems


def load(config_file: Path | None = None, given: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings: `given` (the command line, nested) over the environment over the TOML file over the defaults.

    The file is `config_file`, else what SONIX_CONFIG names, else ./sonix.toml when there is one.

    Raises:
        WrongSettingsError: with every problem found, not just the first.
    """
    return _Loading().run(config_file, given or {})


class _Loading:
    """One reading of the settings; remembers where each value came from, to name it as its author does."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.sources: dict[_Path, str] = {}
        self.problems: list[str] = []

    def run(self, config_file: Path | None, given: Mapping[str, Any]) -> Settings:
        self._read_file(config_file)
        self._read_environment()
        for path, value in _leaves(given):
            self._take(path, value, "--" + "-".join(path).replace("_", "-"))
        if self.problems:
            raise WrongSettingsError(self.problems)
        try:
            settings = Settings(**self.values)
        except ValidationError as wrong:
            raise WrongSettingsError([self._sentence(error) for error in wrong.errors()]) from None
        settings.note_sources({path: _kind(source) for path, source in self.sources.items()})
        return settings

    def _read_file(self, config_file: Path | None) -> None:
        named = config_file or (Path(os.environ[_CONFIG]) if os.environ.get(_CONFIG) else None)
        file = named or Path("sonix.toml")
        if named is None and not file.exists():
            return
        try:
            content = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as wrong:
            reason = wrong.strerror if isinstance(wrong, OSError) else "it is not UTF-8 text"
            self.problems.append(f"The settings file {file} can't be read: {reason}.")
        except tomllib.TOMLDecodeError as wrong:
            self.problems.append(f"The settings file {file} is not valid TOML: {wrong}.")
        else:
            for path, value in _leaves(content):
                if find(path) is not None:
                    self._take(path, value, f"{'.'.join(path)} in {file}")
                else:
                    self.problems.append(f"{file} sets {'.'.join(path)}, which is not a setting.{_nearest_toml(path)}")

    def _read_environment(self) -> None:
        names = [setting.env for setting in catalogue().values()]
        for variable, value in sorted(os.environ.items()):
            name = variable.upper()
            if not name.startswith(_PREFIX) or name == _CONFIG:
                continue
            if (setting := find_variable(name)) is not None:
                if value:
                    self._take(setting.path, value, variable)
            elif name.removeprefix(_PREFIX).lower() in sections():
                self.problems.append(f"{variable} is a group of settings, not one. Set {name}__… instead.")
            else:
                self.problems.append(f"{variable} is not a setting.{_nearest(name, names)}")

    def _take(self, path: _Path, value: object, source: str) -> None:
        place = self.values
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = value
        self.sources[path] = source

    def _sentence(self, error: ErrorDetails) -> str:
        path = tuple(str(part) for part in error["loc"])
        while path and find(path) is None:
            path = path[:-1]
        setting = find(path) if path else None
        if setting is None:
            return error["msg"].removeprefix("Value error, ")
        if error["type"] == "missing":
            return f"{setting.env} is missing. Allowed: {setting.allowed}."
        source = self.sources.get(path, setting.env)
        return f"{source} is {_shown(path, error['input'])}. Allowed: {setting.allowed}."


def _kind(source: str) -> Source:
    """A source by its kind: `_take` is told the variable, the option, or the place in the file."""
    if source.startswith("--"):
        return "command line"
    return "environment" if source.upper().startswith(_PREFIX) else "file"


def _leaves(values: Mapping[str, Any], above: _Path = ()) -> Iterator[tuple[_Path, object]]:
    for name, value in values.items():
        path = (*above, name)
        if isinstance(value, Mapping) and find(path) is None:
            yield from _leaves(value, path)
        else:
            yield path, value


def _shown(path: _Path, value: object) -> str:
    is_secret = any(word in path[-1] for word in _SECRET_WORDS) and path[-1] != "public_url"
    if is_secret or "@" in str(value):  # an address with a password in it
        return "not right (not shown, it may hold a secret)"
    return repr(value)


def _nearest(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f" Did you mean {close[0]}?" if close else " docs/settings.md lists them all."


def _nearest_toml(path: _Path) -> str:
    return _nearest(".".join(path), [setting.toml for setting in catalogue().values()])
